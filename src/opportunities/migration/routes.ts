import { z } from "@hono/zod-openapi";
import { notFound } from "../../errors.ts";
import { answerWrite } from "../../events/write.ts";
import { jsonAnswer } from "../../http/answer.ts";
import { type Api, json, jsonBody, operation, problem } from "../../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../../http/paging.ts";
import { findProcess } from "../store.ts";
import { findMigration, listMigrations } from "./migration-store.ts";
import { previewMigration } from "./preview.ts";
import { checkMigration, requestMigration } from "./request.ts";
import { MigrationPreviewSchema, MigrationSchema, NewMigrationSchema, serializeMigration } from "./schema.ts";

const tags = ["Processes"];
const byId = z.object({ id: z.string() });

const createMigrationRoute = operation({
  operationId: "createMigration",
  method: "post",
  path: "/v1/processes/{id}/migrations",
  permission: "processes:write",
  summary: "Move the open opportunities of one version of a process to another",
  description:
    "Look first, with `dry_run`: who changes stage, gains or loses score, becomes hollow. Without it, a job moves them, each with its event (`opportunity.migrated`), and says how far it is at the address in `location`; webhooks get one `migration.completed`. Closed opportunities stay with the version under which they were won or lost. A migration is no move: an opportunity's time in its stage goes on.",
  tags,
  request: { params: byId, body: jsonBody(NewMigrationSchema) },
  responses: {
    200: json("What it would do (`dry_run`)", MigrationPreviewSchema),
    202: json("The migration, on its way", MigrationSchema),
    409: problem("Another one of this process is still running, or the process is archived or not published"),
    422: problem("stages_unmapped, with `unmapped_stages`; or the input has other faults; each is named"),
  },
});

const listMigrationsRoute = operation({
  operationId: "listMigrations",
  method: "get",
  path: "/v1/processes/{id}/migrations",
  permission: "processes:read",
  summary: "List the migrations of a process, oldest first",
  tags,
  request: { params: byId, query: z.strictObject(pagingQuery) },
  responses: { 200: json("A page of migrations", pageSchema(MigrationSchema, "MigrationPage")) },
});

const getMigrationRoute = operation({
  operationId: "getMigration",
  method: "get",
  path: "/v1/processes/{id}/migrations/{migration_id}",
  permission: "processes:read",
  summary: "Read how far a migration is",
  tags,
  request: { params: z.object({ id: z.string(), migration_id: z.string() }) },
  responses: { 200: json("The migration", MigrationSchema) },
});

export function mountMigrationRoutes(api: Api): void {
  api.openapi(createMigrationRoute, async (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const input = c.req.valid("json");
    if (input.dry_run === true)
      return c.json(await previewMigration(scope, await checkMigration(scope, id, input)), 200);
    const { shard, tenant } = scope;
    return answerWrite(c, {
      decide: () => requestMigration(scope, id, input),
      answer: (row) =>
        jsonAnswer(202, serializeMigration(row), { location: `/v1/processes/${id}/migrations/${row.id}` }),
      done: (row) => scope.hint([{ kind: "migrate", shard, tenantId: tenant.id, migrationId: row.id }]),
    });
  });

  api.openapi(listMigrationsRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const filters = { list: "migrations", id };
    const after = readCursor(cursor, filters) ?? "";
    const [[process], rows] = await c.var.scope.db.read([findProcess(id), listMigrations(id, after, limit + 1)]);
    if (!process) throw notFound("process");
    const page = toPage(rows, limit, filters, (row) => row.id);
    return c.json({ data: page.rows.map(serializeMigration), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getMigrationRoute, async (c) => {
    const { id, migration_id } = c.req.valid("param");
    const [[row]] = await c.var.scope.db.read([findMigration(id, migration_id)]);
    if (!row) throw notFound("migration");
    return c.json(serializeMigration(row), 200);
  });
}
