import { type Api, json, operation } from "../../http/operation.ts";
import { readDigestOfNow } from "./digest.ts";
import { DigestSchema } from "./schema.ts";

const getDigestRoute = operation({
  operationId: "getFunnelDigest",
  method: "get",
  path: "/v1/funnel/digest",
  permission: "alerts:read",
  summary: "Read the digest as it would be sent now",
  description:
    "How the funnels stand and what became of the alerts, since the last digest was due, or in a week where the company has not set one. " +
    "The event `funnel.digest` carries the same when it is due; `digest` of the company says when that is.",
  tags: ["Alerts"],
  responses: { 200: json("The digest", DigestSchema) },
});

export function mountDigestRoutes(api: Api): void {
  api.openapi(getDigestRoute, async (c) => c.json(await readDigestOfNow(c.var.scope), 200));
}
