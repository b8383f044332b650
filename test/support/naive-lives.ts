import { localDay, parseDate, startOfDay } from "../../src/values/calendar.ts";
import type { Reply, TestTenant } from "./api.ts";

// What became of each deal, played back from the raw events and sharing no code with what it checks.

/** A stay in a stage, from one instant to another in milliseconds; null where that is not known, and while it lasts. */
export interface Stay {
  readonly stage: string;
  readonly from: number | null;
  to: number | null;
}

/** A deal as the events leave it. */
export interface Life {
  readonly id: string;
  readonly externalId: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  /** Minor units of the currency. */
  readonly minor: number | null;
  readonly currency: string;
  readonly dueDay: number | null;
  /** The first day that it was ever expected to close on. */
  readonly firstDueDay: number | null;
  readonly openedDay: number | null;
  readonly status: "open" | "won" | "lost";
  readonly closedDay: number | null;
  readonly score: number;
  readonly hollow: boolean;
  readonly pushes: number;
  readonly stage: string;
  readonly stays: readonly Stay[];
  /** From when to when it was closed; the last may have no end. */
  readonly closings: readonly { readonly from: number; to: number | null }[];
  readonly lastEventDay: number;
}

export interface Company {
  readonly timezone: string;
  readonly currency: string;
  /** Of one unit of a currency in the reporting currency. */
  readonly rates: Readonly<Record<string, number>>;
  readonly stages: readonly { readonly key: string; readonly max_days: number | null }[];
}

/** What a stage history tells: by external id, the stages and when they were entered; `won` and `lost` end it. */
export type ToldHistories = ReadonlyMap<string, readonly { readonly stage: string; readonly at: string }[]>;

export async function allEvents(tenant: TestTenant): Promise<Reply["body"][]> {
  const events: Reply["body"][] = [];
  for (let cursor = ""; ; ) {
    const { body } = await tenant.call("GET", `/v1/events?limit=100${cursor && `&cursor=${cursor}`}`);
    events.push(...body.data);
    if (body.next_cursor === null) return events;
    cursor = encodeURIComponent(body.next_cursor);
  }
}

/** Plays the events back. `told` are the rows of a stage history that was imported: no event repeats them. */
export function livesOf(events: readonly Reply["body"][], { timezone }: Company, told: ToldHistories): Life[] {
  const byDeal = Map.groupBy(
    events.filter(({ type, data }) => type.startsWith("opportunity.") && data.opportunity),
    ({ data }) => data.opportunity.id as string,
  );
  const merged = new Map<string, string>();
  for (const { type, data } of events)
    if (type === "opportunity.merged") merged.set(data.duplicate.id, data.opportunity.id);
  const day = (at: string) => localDay(Date.parse(at), timezone);
  return [...byDeal].flatMap(([id, own]): Life[] => {
    const last = own.at(-1);
    if (last.type === "opportunity.deleted" || merged.has(id)) return [];
    const { opportunity } = last.data;
    const firstDueDay = firstDue(id, byDeal);
    const stays: Stay[] = [];
    const closings: { from: number; to: number | null }[] = [];
    const enter = (stage: string, at: number) => {
      const current = stays.at(-1);
      if (current) current.to ??= at;
      stays.push({ stage, from: at, to: null });
    };
    const close = (at: number) => {
      const current = stays.at(-1);
      if (current) current.to = at;
      closings.push({ from: at, to: null });
    };
    for (const { type, timestamp, data } of own) {
      const { stage, days_in_stage: days, closed_at: closedAt } = data.opportunity;
      const at = Date.parse(timestamp);
      if (type === "opportunity.created" && data.import_id !== undefined) {
        // An import knows days: they begin at midnight.
        const entered = days === null ? null : startOfDay(day(closedAt ?? timestamp) - days, timezone);
        stays.push({ stage, from: entered, to: null });
        if (closedAt) close(Date.parse(closedAt));
      } else if (type === "opportunity.created" || (type === "opportunity.stage_changed" && !data.import_id)) {
        enter(stage, at);
      } else if (type === "opportunity.won" || type === "opportunity.lost") {
        close(at);
      } else if (type === "opportunity.reopened") {
        const closing = closings.at(-1);
        if (closing) closing.to = at;
        enter(stage, at);
      }
    }
    const entries = told.get(opportunity.external_id ?? "");
    if (entries) {
      stays.length = 0;
      closings.length = 0;
      for (const { stage, at } of entries) {
        if (stage === "won" || stage === "lost") close(Date.parse(at));
        else enter(stage, Date.parse(at));
      }
    }
    return [
      {
        id: opportunity.id,
        externalId: opportunity.external_id,
        owner: opportunity.owner,
        tags: opportunity.tags,
        minor: opportunity.amount === null ? null : Math.round(opportunity.amount * 100),
        currency: opportunity.currency,
        dueDay: opportunity.expected_close_date === null ? null : (parseDate(opportunity.expected_close_date) ?? null),
        firstDueDay: firstDueDay === undefined ? null : (parseDate(firstDueDay) ?? null),
        openedDay: opportunity.opened_on === null ? null : (parseDate(opportunity.opened_on) ?? null),
        status: opportunity.status,
        closedDay: opportunity.closed_at === null ? null : day(opportunity.closed_at),
        score: opportunity.score,
        hollow: opportunity.hollow,
        pushes: opportunity.pushes,
        stage: opportunity.stage,
        stays,
        closings,
        lastEventDay: day(last.timestamp),
      },
    ];
  });
}

/**
 * The first date that a deal was expected to close on. Of those that are merged, the earliest promise was the first; a date that is taken over
 * in a merge is a promise only where neither had made one.
 */
function firstDue(id: string, byDeal: ReadonlyMap<string, readonly Reply["body"][]>): string | undefined {
  let first: string | undefined;
  for (const { type, data } of byDeal.get(id) ?? []) {
    const theirs = type === "opportunity.merged" ? firstDue(data.duplicate.id, byDeal) : undefined;
    if (theirs !== undefined && (first === undefined || theirs < first)) first = theirs;
    first ??= data.opportunity.expected_close_date ?? undefined;
  }
  return first;
}
