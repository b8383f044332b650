import { z } from "@hono/zod-openapi";
import { notFound } from "../../errors.ts";
import { toResponse } from "../../http/answer.ts";
import { type Api, json, operation, problem } from "../../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../../http/paging.ts";
import { readImportForm } from "./form.ts";
import { importFile, MAX_ROWS } from "./import.ts";
import { findImport, listImports } from "./import-store.ts";
import { ImportMappingSchema, ImportSchema, ImportSummarySchema, type ImportView } from "./schema.ts";

const tags = ["Imports"];
const MAX_BODY_BYTES = 25 * 1_048_576;

/** Declared as a plain schema and not as zod's: the form is read by `readImportForm`, which sees every fault. */
const importForm = {
  required: true,
  content: {
    "multipart/form-data": {
      schema: {
        type: "object" as const,
        required: ["file", "mapping"],
        additionalProperties: false,
        properties: {
          file: {
            type: "string" as const,
            contentMediaType: "text/csv",
            description: `CSV in UTF-8 whose first row names the columns; at most ${MAX_ROWS} rows`,
          },
          mapping: {
            type: "string" as const,
            contentMediaType: "application/json",
            contentSchema: { $ref: "#/components/schemas/ImportMapping" },
            description: "JSON: what the columns mean",
          },
        },
      },
    },
  },
};

const createImportRoute = operation({
  operationId: "createImport",
  method: "post",
  path: "/v1/imports",
  permission: "imports:write",
  summary: "Bring in a pipeline from a CSV file; the same file again changes nothing",
  description:
    "Good rows go in, the others are named with all their faults. A row is matched by its external_id; an empty cell says nothing and erases nothing. What a file says of the past is recorded as fact and not gated. Webhooks get one import.completed.",
  tags,
  request: {
    query: z.strictObject({
      dry_run: z.enum(["true", "false"]).optional().openapi({ description: "true: decide everything, write nothing" }),
    }),
    body: importForm,
  },
  responses: {
    200: json("What became of the rows", ImportSchema),
    400: problem("The mapping is malformed JSON"),
    404: problem("There is no such process"),
    409: problem("The process is not published, or others keep changing the same opportunities"),
    413: problem("The body is too large"),
    415: problem("The body is not multipart/form-data"),
  },
  maxBodyBytes: MAX_BODY_BYTES,
});

const getImportRoute = operation({
  operationId: "getImport",
  method: "get",
  path: "/v1/imports/{id}",
  permission: "imports:read",
  summary: "Read what became of an import",
  tags,
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json("The import", ImportSchema) },
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
    const { scope, idempotency } = c.var;
    const dryRun = c.req.valid("query").dry_run === "true";
    const { file, mapping } = await readImportForm(c.req.header("content-type"), await c.req.arrayBuffer());
    return toResponse(await importFile(scope, { file, mapping, dryRun }, idempotency));
  });

  api.openapi(getImportRoute, async (c) => {
    const [[row]] = await c.var.scope.db.read([findImport(c.req.valid("param").id)]);
    if (!row) throw notFound("import");
    const view = JSON.parse(row.result) as ImportView; // written by saveImport only
    return c.json(view, 200);
  });

  api.openapi(listImportsRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const [rows] = await c.var.scope.db.read([listImports(readCursor(cursor, { list: "imports" }) ?? "", limit + 1)]);
    const page = toPage(rows, limit, { list: "imports" }, (row) => row.id);
    const data = page.rows.map((row) => JSON.parse(row.result) as z.infer<typeof ImportSummarySchema>); // as above
    return c.json({ data, next_cursor: page.nextCursor }, 200);
  });
}
