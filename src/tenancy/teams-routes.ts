import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { etag, readIfMatch } from "../http/conditional.ts";
import { type Api, json, jsonBody, operation, problem } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { deleteTeam, putTeam } from "./teams.ts";
import { serializeTeam, TeamChangeSchema, TeamKey, TeamSchema } from "./teams-schema.ts";
import { findTeam, MAX_TEAMS, pageTeams } from "./teams-store.ts";

const tags = ["Company"];
const byKey = z.object({ key: z.string() });

const listTeamsRoute = operation({
  operationId: "listTeams",
  method: "get",
  path: "/v1/teams",
  permission: "tenant:read",
  summary: "List the teams, by key",
  tags,
  request: { query: z.strictObject(pagingQuery) },
  responses: { 200: json("A page of teams", pageSchema(TeamSchema, "TeamPage")) },
});

const getTeamRoute = operation({
  operationId: "getTeam",
  method: "get",
  path: "/v1/teams/{key}",
  permission: "tenant:read",
  summary: "Read one team",
  tags,
  request: { params: byKey },
  responses: { 200: json("The team", TeamSchema) },
});

const putTeamRoute = operation({
  operationId: "putTeam",
  method: "put",
  path: "/v1/teams/{key}",
  permission: "tenant:write",
  summary: "Make a team of owners, or replace its name and owners",
  tags,
  ifMatch: "honoured",
  request: { params: z.object({ key: TeamKey }), body: jsonBody(TeamChangeSchema) },
  responses: {
    200: json("The team, changed", TeamSchema),
    201: json("The team, made", TeamSchema),
    409: problem(`There are ${MAX_TEAMS} already (too_many_teams)`),
  },
});

const deleteTeamRoute = operation({
  operationId: "deleteTeam",
  method: "delete",
  path: "/v1/teams/{key}",
  permission: "tenant:write",
  summary: "Delete a team; its owners keep their opportunities",
  tags,
  ifMatch: "honoured",
  request: { params: byKey },
  responses: { 204: { description: "It is gone" }, 409: problem("Too many writers at once") },
});

export function mountTeamRoutes(api: Api): void {
  api.openapi(listTeamsRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const filters = { list: "teams" };
    const [rows] = await c.var.scope.db.read([pageTeams(readCursor(cursor, filters) ?? "", limit + 1)]);
    const page = toPage(rows, limit, filters, (row) => row.key);
    return c.json({ data: page.rows.map(serializeTeam), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(getTeamRoute, async (c) => {
    const [[row]] = await c.var.scope.db.read([findTeam(c.req.valid("param").key)]);
    if (!row) throw notFound("team");
    return c.json(serializeTeam(row), 200, { etag: etag(row.revision) });
  });

  api.openapi(putTeamRoute, (c) => {
    const { scope } = c.var;
    const { key } = c.req.valid("param");
    const input = c.req.valid("json");
    return answerWrite(c, {
      decide: () => putTeam(scope, key, input, readIfMatch(c)),
      answer: ({ row, isNew }) =>
        jsonAnswer(isNew ? 201 : 200, serializeTeam(row), {
          etag: etag(row.revision),
          ...(isNew ? { location: `/v1/teams/${row.key}` } : {}),
        }),
    });
  });

  api.openapi(deleteTeamRoute, (c) =>
    answerWrite(c, {
      decide: () => deleteTeam(c.var.scope, c.req.valid("param").key, readIfMatch(c)),
      answer: () => ({ status: 204, headers: {}, body: null }),
    }),
  );
}
