import type { Api } from "../http/operation.ts";
import { mountDeliveryRoutes } from "./delivery-routes.ts";
import { mountEndpointRoutes } from "./endpoint-routes.ts";

export function mountWebhookRoutes(api: Api): void {
  mountEndpointRoutes(api);
  mountDeliveryRoutes(api);
}
