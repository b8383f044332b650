import fc from "fast-check";
import type { OpenDeal } from "../../src/funnel/assess-deal.ts";
import { type Funnel, type FunnelInput, shapeFunnel } from "../../src/funnel/funnel-shape.ts";
import { type ClosedTotals, NO_CLOSED_DEALS } from "../../src/opportunities/closed-totals.ts";
import { compileProcess } from "../../src/process/compile.ts";
import type { ProcessDocument } from "../../src/process/document.ts";
import { localDay, startOfDay } from "../../src/values/calendar.ts";

/** For rules: a Tuesday noon in Helsinki. */
export const NOW = Date.parse("2026-11-24T10:00:00Z");
const TIMEZONE = "Europe/Helsinki";
export const TODAY = localDay(NOW, TIMEZONE);

/** Stages of so many days each, called a, b, c …; null sets no limit. */
export function documentWith(...maxDays: readonly (number | null)[]): ProcessDocument {
  return {
    stages: maxDays.map((max_days, index) => {
      const key = String.fromCharCode(97 + index);
      return {
        key,
        name: `Stage ${key.toUpperCase()}`,
        max_days,
        criteria: [{ key: `${key}_done`, name: "Done", weight: 10 }],
      };
    }),
  };
}

export type DealFields = Partial<OpenDeal> & { readonly stage: string; readonly ageDays?: number | null };

let made = 0;

/** An open deal of 1,000 euros, in its stage for `ageDays` calendar days (default 0; null: unknown). */
export function deal({ ageDays = 0, ...fields }: DealFields): OpenDeal {
  return {
    id: `opp_${String(++made).padStart(6, "0")}`,
    process_id: "prc_1",
    version: 1,
    stage_entered_at: ageDays === null ? null : startOfDay(TODAY - ageDays, TIMEZONE),
    score_hundredths: 0,
    hollow: 0,
    amount_minor: 100_000,
    currency: "EUR",
    expected_close_day: null,
    owner: null,
    pushes: 0,
    opened_day: ageDays === null ? null : TODAY - ageDays,
    last_event_at: NOW,
    tags: "[]",
    name: "A deal",
    ...fields,
  };
}

export function deals(count: number, fields: DealFields): OpenDeal[] {
  return Array.from({ length: count }, () => deal(fields));
}

/** The funnel of a process of stages a, b and c, of 10, 20 and 30 days. */
export function funnelOf(
  open: readonly OpenDeal[],
  more: Partial<Omit<FunnelInput, "closed" | "deals">> & {
    readonly document?: ProcessDocument;
    readonly closed?: Partial<ClosedTotals>;
  } = {},
): Funnel {
  const { document = documentWith(10, 20, 30), closed, ...rest } = more;
  return shapeFunnel({
    process: { id: "prc_1", name: "New business", currentVersion: 1 },
    versions: new Map([[1, compileProcess(document)]]),
    deals: open,
    closed: { ...NO_CLOSED_DEALS, ...closed },
    rates: new Map(),
    currency: "EUR",
    timezone: TIMEZONE,
    now: NOW,
    ...rest,
  });
}

/** Open deals of any kind in the stages of `funnelOf`, also of a currency without a rate (NOK) and of a stage that is gone (z). */
export const arbitraryDeals: fc.Arbitrary<OpenDeal[]> = fc.array(
  fc
    .record({
      stage: fc.constantFrom("a", "b", "c", "z"),
      ageDays: fc.option(fc.integer({ min: 0, max: 100 })),
      score_hundredths: fc.integer({ min: 0, max: 10_000 }),
      hollow: fc.constantFrom(0, 1),
      amount_minor: fc.option(fc.integer({ min: 0, max: 1_000_000_000 })),
      currency: fc.constantFrom("EUR", "USD", "JPY", "NOK"),
      expected_close_day: fc.option(fc.integer({ min: TODAY - 50, max: TODAY + 50 })),
      owner: fc.constantFrom("Ann", "Bo", null),
      pushes: fc.integer({ min: 0, max: 4 }),
      opened_day: fc.option(fc.integer({ min: TODAY - 100, max: TODAY })),
      last_event_at: fc.option(fc.integer({ min: NOW - 30 * 86_400_000, max: NOW })),
    })
    .map(deal),
  { maxLength: 60 },
);
