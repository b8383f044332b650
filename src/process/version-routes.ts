import { z } from "@hono/zod-openapi";
import { DomainError, notFound } from "../errors.ts";
import { etag } from "../http/conditional.ts";
import { type Api, json, operation, problem } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import {
  ComparedField,
  parseStored,
  serializeVersion,
  serializeVersionHead,
  VersionDiffSchema,
  VersionHeadSchema,
  VersionNumberField,
  VersionSchema,
} from "./api-schema.ts";
import { diffDocuments } from "./diff/diff-documents.ts";
import type { ProcessDocument } from "./document.ts";
import { findDraft, findProcessId, findVersion, listVersions } from "./store.ts";
import { publishFaults } from "./validate.ts";

const tags = ["Processes"];

/** For as long as HTTP caches keep anything, by the caller alone: another key may belong to another company. */
const FOR_EVER = { "cache-control": "private, max-age=31536000, immutable", vary: "authorization" };

const listVersionsRoute = operation({
  operationId: "listVersions",
  method: "get",
  path: "/v1/processes/{id}/versions",
  permission: "processes:read",
  summary: "List the published versions of a process, oldest first",
  tags,
  request: { params: z.object({ id: z.string() }), query: z.strictObject(pagingQuery) },
  responses: {
    200: json("A page of versions, without their documents", pageSchema(VersionHeadSchema, "ProcessVersionPage")),
  },
});

const getVersionRoute = operation({
  operationId: "getVersion",
  method: "get",
  path: "/v1/processes/{id}/versions/{n}",
  permission: "processes:read",
  summary: "Read one published version, the same for ever",
  tags,
  request: { params: z.object({ id: z.string(), n: VersionNumberField }) },
  responses: { 200: json("The version", VersionSchema) },
});

const compareVersionsRoute = operation({
  operationId: "compareVersions",
  method: "get",
  path: "/v1/processes/{id}/versions/{n}/diff",
  permission: "processes:read",
  summary: "Compare a version with another one, or with the draft: what became of each stage and criterion, by key",
  tags,
  request: {
    params: z.object({ id: z.string(), n: VersionNumberField }),
    query: z.strictObject({ to: ComparedField }),
  },
  responses: {
    200: json("What was added, removed, renamed, reweighted, reordered, moved and edited", VersionDiffSchema),
    422: problem(
      "The draft has a key twice (document_invalid), so that nothing can be said by key; or the input has faults",
    ),
  },
});

export function mountVersionRoutes(api: Api): void {
  api.openapi(listVersionsRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const after = readCursor(cursor, { list: "versions", id }) ?? "";
    const [[process], rows] = await c.var.scope.db.read([findProcessId(id), listVersions(id, after, limit + 1)]);
    if (!process) throw notFound("process");
    const page = toPage(rows, limit, { list: "versions", id }, (row) => String(row.version));
    return c.json({ data: page.rows.map(serializeVersionHead), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getVersionRoute, async (c) => {
    const { id, n } = c.req.valid("param");
    const [[row]] = await c.var.scope.db.read([findVersion(id, n)]);
    if (!row) throw notFound("process version");
    return c.json(serializeVersion(row), 200, { etag: etag(row.version), ...FOR_EVER });
  });

  api.openapi(compareVersionsRoute, async (c) => {
    const { scope } = c.var;
    const { id, n } = c.req.valid("param");
    const { to } = c.req.valid("query");
    const compared = to === "draft" ? findDraft(id) : findVersion(id, to);
    const [[before], [after]] = await scope.db.read([findVersion(id, n), compared]);
    if (!before) throw notFound("process version");
    if (!after) {
      throw notFound("process version", [
        { pointer: "/query/to", code: "not_found", detail: "There is no such version." },
      ]);
    }
    const document = parseStored(after.document);
    if (to === "draft") demandUniqueKeys(document);
    const diff = diffDocuments(parseStored(before.document), document);
    return c.json({ process_id: id, from: n, to, ...diff }, 200);
  });
}

/** A draft may have a key twice, and then nothing can be told by key. */
function demandUniqueKeys(draft: ProcessDocument): void {
  const faults = publishFaults(draft).filter(({ code }) => code.startsWith("duplicate_"));
  if (faults.length === 0) return;
  throw new DomainError("document_invalid", "The draft has keys twice; each is named in errors.", { faults });
}
