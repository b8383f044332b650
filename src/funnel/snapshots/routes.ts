import { z } from "@hono/zod-openapi";
import { DateField } from "../../http/fields.ts";
import { type Api, json, operation, problem } from "../../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../../http/paging.ts";
import { localDay, parseDate } from "../../values/calendar.ts";
import { processQuery } from "../filter.ts";
import { demandPublished } from "../read-funnel.ts";
import { findProcessHead } from "../store.ts";
import { SnapshotSchema, serializeSnapshot } from "./schema.ts";
import { listSnapshots } from "./store.ts";

const listSnapshotsRoute = operation({
  operationId: "listFunnelSnapshots",
  method: "get",
  path: "/v1/funnel/snapshots",
  permission: "funnel:read",
  summary: "List the funnels of past days, newest first",
  tags: ["Funnel"],
  request: {
    query: z.strictObject({
      ...pagingQuery,
      ...processQuery,
      from: DateField.optional(),
      to: DateField.optional(),
    }),
  },
  responses: {
    200: json("A page of snapshots", pageSchema(SnapshotSchema, "FunnelSnapshotPage")),
    404: problem("There is no such process"),
    409: problem("The process is not published"),
  },
});

/** After every day there is. */
const END_OF_TIME = Number.MAX_SAFE_INTEGER;

export function mountSnapshotRoutes(api: Api): void {
  api.openapi(listSnapshotsRoute, async (c) => {
    const { scope } = c.var;
    const { limit = DEFAULT_LIMIT, cursor, process_id, from, to } = c.req.valid("query");
    const filters = { list: "funnel_snapshots", process_id, from, to };
    const before = Number(readCursor(cursor, filters) ?? END_OF_TIME);
    const last = Math.min(before - 1, to === undefined ? END_OF_TIME : (parseDate(to) ?? 0));
    const first = from === undefined ? 0 : (parseDate(from) ?? 0);
    const id = process_id ?? null;
    const [[process], rows] = await scope.db.read([
      findProcessHead(id),
      listSnapshots(id, first, last, limit + 1, localDay(scope.now, scope.tenant.timezone)),
    ]);
    demandPublished(process, process_id);
    const page = toPage(rows, limit, filters, (row) => String(row.day));
    return c.json({ data: page.rows.map(serializeSnapshot), next_cursor: page.nextCursor }, 200);
  });
}
