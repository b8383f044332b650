import { mountAlertRoutes } from "./alerts/routes.ts";
import { mountConsoleRoutes } from "./console/routes.ts";
import { newId } from "./db/ids.ts";
import { mountEventRoutes } from "./events/routes.ts";
import { mountFunnelRoutes } from "./funnel/routes.ts";
import { type Api, createApi } from "./http/operation.ts";
import { answerProblem } from "./http/problem.ts";
import { serverTiming } from "./http/server-timing.ts";
import { answerUnmatched } from "./http/unmatched.ts";
import { mountBatchRoutes } from "./opportunities/batch/routes.ts";
import { mountCustomFieldRoutes } from "./opportunities/custom-fields/routes.ts";
import { mountExportRoutes } from "./opportunities/export/routes.ts";
import { mountExternalIdRoutes } from "./opportunities/external-id-routes.ts";
import { mountImportRoutes } from "./opportunities/import/routes.ts";
import { mountMergeRoutes } from "./opportunities/merge/routes.ts";
import { mountMigrationRoutes } from "./opportunities/migration/routes.ts";
import { mountNoteRoutes } from "./opportunities/notes/routes.ts";
import { mountProgressRoutes } from "./opportunities/progress/routes.ts";
import { mountRemovalRoutes } from "./opportunities/removal/routes.ts";
import { mountOpportunityRoutes } from "./opportunities/routes.ts";
import { mountSearchRoutes } from "./opportunities/search/routes.ts";
import { mountProcessRoutes } from "./process/routes.ts";
import { mountCurrencyRateRoutes } from "./tenancy/currency-rates-routes.ts";
import { gatekeeper } from "./tenancy/gatekeeper.ts";
import { mountOperatorRoutes } from "./tenancy/operator-routes.ts";
import { mountTenancyRoutes } from "./tenancy/routes.ts";
import { mountWebhookRoutes } from "./webhooks/routes.ts";

/** The API put together: what every request passes through, then the features. */
export function buildApp(): Api {
  const api = createApi();
  api.use(async (c, next) => {
    c.set("requestId", newId("req"));
    c.set("now", Date.now());
    c.set("gatekeeper", gatekeeper);
    await next();
    c.header("x-request-id", c.var.requestId);
  });
  api.use(serverTiming);
  api.onError((error, c) => answerProblem(error, c));
  api.notFound(answerUnmatched(api));

  mountConsoleRoutes(api);
  mountOperatorRoutes(api);
  mountTenancyRoutes(api);
  mountCurrencyRateRoutes(api);
  mountProcessRoutes(api);
  mountRemovalRoutes(api);
  mountExportRoutes(api);
  mountBatchRoutes(api);
  mountExternalIdRoutes(api);
  mountOpportunityRoutes(api);
  mountSearchRoutes(api);
  mountProgressRoutes(api);
  mountNoteRoutes(api);
  mountCustomFieldRoutes(api);
  mountMergeRoutes(api);
  mountMigrationRoutes(api);
  mountImportRoutes(api);
  mountFunnelRoutes(api);
  mountAlertRoutes(api);
  mountEventRoutes(api);
  mountWebhookRoutes(api);
  return api;
}
