import { z } from "@hono/zod-openapi";
import { notFound } from "../../errors.ts";
import { answerWrite } from "../../events/write.ts";
import { jsonAnswer } from "../../http/answer.ts";
import { etag, readIfMatch } from "../../http/conditional.ts";
import { type Api, json, jsonBody, operation, problem } from "../../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../../http/paging.ts";
import { archiveCustomField, type DeclaredField, declareCustomField } from "./declare.ts";
import { MAX_CUSTOM_FIELDS, MAX_KEPT_CUSTOM_FIELDS } from "./definition.ts";
import { CustomFieldChangeSchema, CustomFieldKey, CustomFieldSchema, serializeCustomField } from "./schema.ts";
import { findCustomField, pageCustomFields } from "./store.ts";

const tags = ["Opportunities"];
const byKey = z.object({ key: z.string() });

const listCustomFieldsRoute = operation({
  operationId: "listCustomFields",
  method: "get",
  path: "/v1/custom-fields",
  // Whoever reads opportunities has to know what their fields mean.
  permission: "opportunities:read",
  summary: "List the company's custom fields, by key",
  tags,
  request: {
    query: z.strictObject({
      ...pagingQuery,
      archived: z.enum(["true", "false"]).optional().openapi({ description: "Only those that are, or are not" }),
    }),
  },
  responses: { 200: json("A page of custom fields", pageSchema(CustomFieldSchema, "CustomFieldPage")) },
});

const getCustomFieldRoute = operation({
  operationId: "getCustomField",
  method: "get",
  path: "/v1/custom-fields/{key}",
  permission: "opportunities:read",
  summary: "Read one custom field",
  tags,
  request: { params: byKey },
  responses: { 200: json("The custom field", CustomFieldSchema) },
});

const putCustomFieldRoute = operation({
  operationId: "putCustomField",
  method: "put",
  path: "/v1/custom-fields/{key}",
  permission: "tenant:write",
  summary: "Declare a custom field, or change its name and choices",
  description:
    `A company has at most ${MAX_CUSTOM_FIELDS} at a time, and ${MAX_KEPT_CUSTOM_FIELDS} with those that are archived. The type never changes, since ` +
    "opportunities have values of it. A choice that is taken away stays where it was chosen, and cannot be chosen anew. An archived field is " +
    "taken up again.",
  tags,
  ifMatch: "honoured",
  request: { params: z.object({ key: CustomFieldKey }), body: jsonBody(CustomFieldChangeSchema) },
  responses: {
    200: json("The custom field, changed", CustomFieldSchema),
    201: json("The custom field, declared", CustomFieldSchema),
    409: problem("Its type is another one (custom_field_type_fixed), or there are too many (too_many_custom_fields)"),
  },
});

const archiveCustomFieldRoute = operation({
  operationId: "archiveCustomField",
  method: "delete",
  path: "/v1/custom-fields/{key}",
  permission: "tenant:write",
  summary: "Archive a custom field; opportunities keep its values, and none can be set",
  tags,
  ifMatch: "honoured",
  request: { params: byKey },
  responses: { 200: json("The custom field, archived", CustomFieldSchema), 409: problem("Too many writers at once") },
});

export function mountCustomFieldRoutes(api: Api): void {
  api.openapi(listCustomFieldsRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor, archived } = c.req.valid("query");
    const filters = { list: "custom_fields", archived };
    const wanted = archived === undefined ? null : Number(archived === "true");
    const after = readCursor(cursor, filters) ?? "";
    const [rows] = await c.var.scope.db.read([pageCustomFields(after, limit + 1, wanted)]);
    const page = toPage(rows, limit, filters, (row) => row.key);
    return c.json({ data: page.rows.map(serializeCustomField), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getCustomFieldRoute, async (c) => {
    const [[row]] = await c.var.scope.db.read([findCustomField(c.req.valid("param").key)]);
    if (!row) throw notFound("custom field");
    return c.json(serializeCustomField(row), 200, { etag: etag(row.revision) });
  });

  api.openapi(putCustomFieldRoute, (c) => {
    const { scope } = c.var;
    const { key } = c.req.valid("param");
    const input = c.req.valid("json");
    return answerWrite(c, { decide: () => declareCustomField(scope, key, input, readIfMatch(c)), answer });
  });

  api.openapi(archiveCustomFieldRoute, (c) => {
    const { scope } = c.var;
    const { key } = c.req.valid("param");
    return answerWrite(c, { decide: () => archiveCustomField(scope, key, readIfMatch(c)), answer });
  });
}

function answer({ row, isNew }: DeclaredField) {
  return jsonAnswer(isNew ? 201 : 200, serializeCustomField(row), {
    etag: etag(row.revision),
    ...(isNew ? { location: `/v1/custom-fields/${row.key}` } : {}),
  });
}
