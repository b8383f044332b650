import { z } from "@hono/zod-openapi";
import type { TenantDb } from "../../db/tenant-db.ts";
import { notFound } from "../../errors.ts";
import { etag } from "../../http/conditional.ts";
import { type Api, json, operation } from "../../http/operation.ts";
import { loadVersion } from "../../process/version-store.ts";
import { findOpportunity, listCriteria, listVisits } from "../store.ts";
import { ProgressSchema } from "./schema.ts";
import { type ProgressRows, serializeProgress } from "./serialize.ts";
import { MOST_CHANGES } from "./since.ts";
import { findScoreBefore, findTotalsOf, listEventsSince, listHollowEvents } from "./store.ts";

const SinceQuery = z.iso
  .datetime({ offset: true, error: "must be a time such as 2026-11-23T09:30:00Z" })
  .optional()
  .openapi({ description: "RFC 3339. Also tells what has changed after this time, and where it stood then" });

const getProgressRoute = operation({
  operationId: "getProgress",
  method: "get",
  path: "/v1/opportunities/{id}/progress",
  permission: "opportunities:read",
  summary: "What is achieved, where it really is, what to do next",
  tags: ["Opportunities"],
  request: { params: z.object({ id: z.string() }), query: z.strictObject({ since: SinceQuery }) },
  responses: { 200: json("The progress", ProgressSchema) },
});

export function mountProgressRoutes(api: Api): void {
  api.openapi(getProgressRoute, async (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const { since } = c.req.valid("query");
    const rows = await readRows(scope.db, id, since === undefined ? null : Date.parse(since));
    if (!rows) throw notFound("opportunity");
    const process = await loadVersion(scope, rows.row.process_id, rows.row.version);
    return c.json(serializeProgress(process, rows, scope.tenant, scope.now), 200, { etag: etag(rows.row.revision) });
  });
}

/** One round trip. Of the log nothing is read but of a hollow opportunity, and where it is asked what has changed since a time. */
async function readRows(db: TenantDb, id: string, since: number | null): Promise<ProgressRows | undefined> {
  const always = [findOpportunity(id), listCriteria(id), findTotalsOf(id), listHollowEvents(id)] as const;
  if (since === null) {
    const [[row], criteria, [totals], hollowEvents] = await db.read(always);
    return row && { row, criteria, totals, hollowEvents, since: null };
  }
  const [[row], criteria, [totals], hollowEvents, visits, events, [before]] = await db.read([
    ...always,
    listVisits(id),
    listEventsSince(id, since, MOST_CHANGES + 1),
    findScoreBefore(id, since),
  ]);
  const sinceRows = { at: since, visits, events, scoreBefore: before?.score ?? null };
  return row && { row, criteria, totals, hollowEvents, since: sinceRows };
}
