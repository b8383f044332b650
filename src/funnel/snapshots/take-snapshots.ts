import type { TenantStatement } from "../../db/statement.ts";
import type { TenantScope } from "../../scope.ts";
import { localDay, startOfDay } from "../../values/calendar.ts";
import { keepForecast } from "../forecast/keep-forecast.ts";
import { type Funnel, shapeFunnel } from "../funnel-shape.ts";
import { FunnelSchema, serializeFunnel } from "../schema.ts";
import {
  dropExpired,
  type LiveSnapshot,
  listRecentEvents,
  listVisitsBefore,
  type RecentEventRow,
  type RecentVisitRow,
  requestMissing,
  upsertEndsOfDay,
  upsertSnapshots,
} from "./store.ts";
import { takeBack } from "./take-back.ts";

/** So soon after midnight the day before can still be closed as it ended. */
const CLOSING_MS = 15 * 60 * 1000;
/** With more events since midnight than these, the last snapshot of the day stays instead. */
const MOST_TAKEN_BACK = 50;
/** Of a process at one evaluation. A day goes by at a time, so what a company ceases to keep is gone after a while, and never shown. */
const EXPIRED_AT_ONCE = 3;

type Clock = Pick<TenantScope, "tenant" | "now">;

/** What has happened since the company's midnight, where that was but a moment ago. */
export interface SinceMidnight {
  readonly events: readonly RecentEventRow[];
  readonly visits: readonly RecentVisitRow[];
}

/** What `takeSnapshots` needs beside the funnels, to be read in the same round trip: `SinceMidnight`, in that order. */
export function readSinceMidnight({ tenant, now }: Clock) {
  const midnight = startOfDay(localDay(now, tenant.timezone), tenant.timezone);
  const most = now - midnight < CLOSING_MS ? MOST_TAKEN_BACK + 1 : 0;
  return [listRecentEvents(midnight, most), listVisitsBefore(midnight, most)] as const;
}

/**
 * Keeps each funnel as that of its day in the company's zone; a later one of the same day takes its place, so what stays is the funnel at the
 * end of the day, as near as anybody looked. The first look after midnight, if it comes within 15 minutes, closes the day before exactly:
 * what happened since is taken back. Where that is more than 50 events, or the look comes later, the last one of the day stays.
 * Where nobody looked on the day before at all, it is drawn from visits by a job. Drops what the company does not keep any more, a few at a time.
 * The number of statements does not depend on the number of funnels.
 */
export function takeSnapshots(
  { tenant, now }: Clock,
  funnels: readonly Funnel[],
  since: SinceMidnight,
): TenantStatement[] {
  const today = localDay(now, tenant.timezone);
  const midnight = startOfDay(today, tenant.timezone);
  const closes = now - midnight < CLOSING_MS && since.events.length <= MOST_TAKEN_BACK;
  const ended = funnels.flatMap((funnel) => {
    const before = closes ? takeBack(funnel, since.events, since.visits) : undefined;
    return before ? [shapeFunnel({ ...before, now: midnight - 1 })] : [];
  });
  const processIds = funnels.map(({ process }) => process.id);
  return [
    ...upsertEndsOfDay(ended.map(snapshotOf)),
    ...upsertSnapshots(funnels.map(snapshotOf)),
    requestMissing(processIds, today - 1, midnight, now),
    dropExpired(processIds, today, EXPIRED_AT_ONCE),
  ];
}

/** In the shape that a funnel has today, with what is forecast of it. */
function snapshotOf(funnel: Funnel): LiveSnapshot {
  const view = { ...FunnelSchema.parse(serializeFunnel(funnel)), forecast: keepForecast(funnel) };
  return { processId: funnel.process.id, day: funnel.today, funnel: view, takenAt: funnel.now };
}
