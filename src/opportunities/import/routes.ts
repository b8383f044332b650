import { z } from "@hono/zod-openapi";
import { newId } from "../../db/ids.ts";
import { notFound } from "../../errors.ts";
import { toResponse } from "../../http/answer.ts";
import { type Api, json, operation, problem } from "../../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../../http/paging.ts";
import { describeHistories } from "./history/describe.ts";
import { importFile } from "./import.ts";
import { findImport, listImports } from "./import-store.ts";
import { withPutAside } from "./job/put-aside.ts";
import { REJECTS_KEPT_DAYS } from "./job/sweep.ts";
import { describePresets } from "./presets/describe.ts";
import { readStored } from "./report/describe-import.ts";
import { openErrorReport } from "./report/error-report-stream.ts";
import {
  ImportMappingSchema,
  ImportSchema,
  type ImportSummary,
  ImportSummarySchema,
  type ImportView,
} from "./schema.ts";
import { MAX_ROWS, MOST_BYTES_AT_ONCE, MOST_ROWS_AT_ONCE } from "./upload/intake.ts";
import { MAX_FILE_BYTES, MAX_MAPPING_BYTES, readUpload } from "./upload/read-upload.ts";

const tags = ["Imports"];
const MEGABYTE = 1_048_576;

/** The parts, and what stands around them. */
const MAX_BODY_BYTES = MAX_FILE_BYTES + MAX_MAPPING_BYTES + 65_536;

/** An address as long as any server takes. */
const MAX_QUERY_MAPPING = 8_192;

const file = {
  type: "string" as const,
  description: `CSV whose first row names the columns, or NDJSON; at most ${MAX_FILE_BYTES / MEGABYTE} MiB and ${MAX_ROWS} rows`,
};

/** Declared as plain schemas and not as zod's: the body is read as it comes by `readUpload`, which sees every fault. */
const uploadBody = {
  required: true,
  content: {
    "multipart/form-data": {
      schema: {
        type: "object" as const,
        required: ["file"],
        additionalProperties: false,
        properties: {
          mapping: {
            type: "string" as const,
            contentMediaType: "application/json",
            contentSchema: { $ref: "#/components/schemas/ImportMapping" },
            description:
              "JSON: what the columns mean. May be left out for the exports that are known here. Of a large file it should come first",
          },
          file: { ...file, contentMediaType: "text/csv" },
        },
      },
    },
    "text/csv": { schema: file },
    "application/x-ndjson": { schema: file },
  },
};

const flag = (description: string) => z.enum(["true", "false"]).optional().openapi({ description });

const createImportRoute = operation({
  operationId: "createImport",
  method: "post",
  path: "/v1/imports",
  permission: "imports:write",
  summary: "Bring in a pipeline from a CSV or NDJSON file; the same file again changes nothing",
  description: [
    "Good rows go in, the others are named with all their faults. A row is matched by its external_id; an empty cell says nothing and erases nothing. What a file says of the past is recorded as fact and not gated. Webhooks get one import.completed.",
    `Up to ${MOST_ROWS_AT_ONCE} rows and ${MOST_BYTES_AT_ONCE / MEGABYTE} MiB are brought in at once (200). A larger file is taken in whole and brought in by a job (202), as is any with \`async=true\`; how far it is stands at the address in \`location\`.`,
    "Send a form with the parts `mapping` and `file`, or the file alone with its content type and the mapping in the query. Without a mapping the file must be an export that is known here.",
    "A cell that begins with an apostrophe before `=`, `+`, `-`, `@`, a tab or a carriage return is read without it: that is how spreadsheets are kept from taking it for a formula.",
    describePresets(),
    describeHistories(),
  ].join("\n\n"),
  tags,
  request: {
    query: z.strictObject({
      dry_run: flag("true: decide everything, write nothing"),
      async: flag("true: leave it to a job, however small it is"),
      mapping: z
        .string()
        .max(MAX_QUERY_MAPPING)
        .optional()
        .openapi({ description: "An ImportMapping as JSON, where the body is the file alone" }),
    }),
    body: uploadBody,
  },
  responses: {
    200: json("What became of the rows", ImportSchema),
    202: json("The import, on its way", ImportSchema),
    400: problem("The mapping is malformed JSON, or the body breaks off"),
    404: problem("There is no such process"),
    409: problem("The process is not published, or others keep changing the same opportunities"),
    413: problem("The body is too large"),
    415: problem("The body is neither a form nor a file of a known type"),
  },
  maxBodyBytes: MAX_BODY_BYTES,
  streams: { "text/csv": "file", "application/x-ndjson": "file" },
});

const byId = z.object({ id: z.string() });

const getImportRoute = operation({
  operationId: "getImport",
  method: "get",
  path: "/v1/imports/{id}",
  permission: "imports:read",
  summary: "Read how far an import is, or what became of it",
  tags,
  request: { params: byId },
  responses: { 200: json("The import", ImportSchema) },
});

const getErrorReportRoute = operation({
  operationId: "getImportErrors",
  method: "get",
  path: "/v1/imports/{id}/errors.csv",
  permission: "imports:read",
  summary: "Download the rows that failed, to correct them and send them again",
  description: `CSV with the file's own columns and cells, then \`error_row\`, \`error_codes\` and \`error_details\`, which an import leaves out: the corrected file goes in with the same mapping. It has the delimiter of the file, and the encoding that the mapping says, or UTF-8 with a byte order mark. Cells that a spreadsheet would take for a formula begin with an apostrophe, which an import takes off. Of a row that could not be read its text is in the first column that is not that of the external_id. Of NDJSON the report is CSV all the same: leave \`format\` out of the mapping when you send it. Of an import that is still running: what has failed so far. Kept for ${REJECTS_KEPT_DAYS} days.`,
  tags,
  request: { params: byId },
  responses: {
    200: { description: "The rows that failed", content: { "text/csv": { schema: { type: "string" as const } } } },
    404: problem("There is no such import, or its report is not kept any more"),
  },
});

const listImportsRoute = operation({
  operationId: "listImports",
  method: "get",
  path: "/v1/imports",
  permission: "imports:read",
  summary: "List the imports, oldest first",
  tags,
  request: { query: z.strictObject(pagingQuery) },
  responses: { 200: json("A page of imports, without their errors", pageSchema(ImportSummarySchema, "ImportPage")) },
});

export function mountImportRoutes(api: Api): void {
  api.openAPIRegistry.register("ImportMapping", ImportMappingSchema);

  api.openapi(createImportRoute, async (c) => {
    const { scope, idempotency, form } = c.var;
    if (!form) throw new Error("the body of this operation is streamed");
    const { dry_run, async: forJob, mapping } = c.req.valid("query");
    const id = newId("imp");
    return withPutAside(scope, id, async (putAside) => {
      const upload = await readUpload(form, { mapping, forJob: forJob === "true", putAside });
      // A file may be minutes on its way: what it changes is changed now, and what is leased or claimed for it is from now on.
      const arrived = { ...scope, now: Date.now() };
      return toResponse(await importFile(arrived, { id, ...upload, dryRun: dry_run === "true" }, idempotency));
    });
  });

  api.openapi(getImportRoute, async (c) => {
    const [[row]] = await c.var.scope.db.read([findImport(c.req.valid("param").id)]);
    if (!row) throw notFound("import");
    return c.json(readStored<ImportView>(row.result), 200);
  });

  api.openapi(getErrorReportRoute, async (c) => {
    const { id } = c.req.valid("param");
    return new Response(await openErrorReport(c.var.scope, id), {
      headers: {
        "content-type": "text/csv",
        "content-disposition": `attachment; filename="${id}-errors.csv"`,
        "cache-control": "no-store",
      },
    });
  });

  api.openapi(listImportsRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const [rows] = await c.var.scope.db.read([listImports(readCursor(cursor, { list: "imports" }) ?? "", limit + 1)]);
    const page = toPage(rows, limit, { list: "imports" }, (row) => row.id);
    const data = page.rows.map((row) => readStored<ImportSummary>(row.result));
    return c.json({ data, next_cursor: page.nextCursor }, 200);
  });
}
