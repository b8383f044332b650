import { z } from "@hono/zod-openapi";
import { accepts } from "hono/accepts";
import { type Api, operation } from "../../http/operation.ts";
import { logError } from "../../log.ts";
import { formatDate, localDay } from "../../values/calendar.ts";
import { listCustomFields } from "../custom-fields/store.ts";
import { searchQuery, toSearch } from "../search/query.ts";
import { searchPage } from "../search/search-page.ts";
import { EXPORT_FORMATS, type ExportFormatName, exportFormat } from "./export-format.ts";
import { ExportedOpportunitySchema } from "./exported-deal.ts";
import { streamText } from "./text-stream.ts";
import { writeExport } from "./write-export.ts";

const exportOpportunitiesRoute = operation({
  operationId: "exportOpportunities",
  method: "get",
  path: "/v1/opportunities/export",
  permission: "opportunities:read",
  summary: "Export opportunities as CSV or NDJSON, with their criteria and stage visits",
  description: [
    "All that the list has under the same filters, in its order, as one file. Each opportunity is as it was at one moment while the file was " +
      "being made; what is created or deleted meanwhile may be in it or not, and nothing else is missed or doubled. A body that breaks off is " +
      "not the whole: in CSV and NDJSON alike, only one that ends as HTTP says is.",
    "`POST /v1/imports` knows the file by its columns: brought into another company that has the same process, it gives the same scores, stage " +
      "visits and funnel; brought in again where it comes from, it changes nothing. One file may have the opportunities of several processes, and " +
      "an import is into one: filter by `process_id`. `id`, `score`, `earned_stage`, `hollow`, `process_id`, `version`, `created_at` and " +
      "`updated_at` are for the reader and follow anew there; an opportunity without an `external_id` has its id in that place.",
    "CSV is UTF-8 with a byte order mark, as RFC 4180 has it. Times are RFC 3339 in UTC; `tags` are separated by commas; `contacts`, `criteria` and " +
      "`visits` are JSON; each custom field has a column `custom.<key>`. Text that a spreadsheet would take for a formula begins with an " +
      "apostrophe, which an import takes off. NDJSON has an ExportedOpportunity on each line.",
  ].join("\n\n"),
  tags: ["Opportunities"],
  request: {
    query: searchQuery({
      format: z
        .enum(EXPORT_FORMATS)
        .optional()
        .openapi({ description: "Default: csv, unless Accept asks for application/x-ndjson" }),
    }),
  },
  responses: {
    200: {
      description: "The opportunities",
      content: {
        "text/csv": { schema: { type: "string" as const } },
        "application/x-ndjson": { schema: { type: "string" as const } },
      },
    },
  },
});

export function mountExportRoutes(api: Api): void {
  api.openAPIRegistry.register("ExportedOpportunity", ExportedOpportunitySchema);

  api.openapi(exportOpportunitiesRoute, async (c) => {
    const { scope, requestId } = c.var;
    const { format, ...query } = c.req.valid("query");
    const name =
      format ??
      acceptedFormat(accepts(c, { header: "Accept", supports: ["text/csv", NDJSON_TYPE], default: "text/csv" }));
    const search = toSearch(query);
    const [customFields] = await scope.db.read([listCustomFields()]);
    const written = exportFormat(
      name,
      customFields.map(({ key }) => key),
    );
    const body = await streamText(
      writeExport(scope, written, (after, limit) => searchPage(scope, search, after, limit)),
      (error) => logError("an export broke off", error, { request_id: requestId }),
    );
    const day = formatDate(localDay(scope.now, scope.tenant.timezone));
    return c.body(body, 200, {
      "content-type": written.contentType,
      "content-disposition": `attachment; filename="opportunities-${day}.${name}"`,
      "cache-control": "no-store",
      vary: "accept",
    });
  });
}

const NDJSON_TYPE = "application/x-ndjson";

function acceptedFormat(type: string): ExportFormatName {
  return type === NDJSON_TYPE ? "ndjson" : "csv";
}
