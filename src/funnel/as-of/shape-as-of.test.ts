import { describe, expect, test } from "vitest";
import { documentWith } from "../../../test/support/funnel.ts";
import { NO_CLOSED_DEALS } from "../../opportunities/closed-totals.ts";
import { type Flows, flowsOf, readFlows } from "../../opportunities/flows.ts";
import type { VisitRow } from "../../opportunities/opportunity.ts";
import { compileProcess } from "../../process/compile.ts";
import { formatDate, parseDate } from "../../values/calendar.ts";
import { FunnelSchema } from "../schema.ts";
import type { PastDealRow } from "./as-of-store.ts";
import { serializePast } from "./past-schema.ts";
import { type PastFunnelInput, placeDeals, shapeAsOf } from "./shape-as-of.ts";

type Told = readonly [stage: string, entered: string | null, left?: string | null, score?: number | null];

let made = 0;

/** Times are RFC 3339; the first visit is the entry and the others lead forward, unless the stage is told twice in a row. */
function row(visits: readonly Told[], fields: Partial<PastDealRow> = {}): PastDealRow {
  const at = (time: string | null | undefined) => (time ? Date.parse(time) : null);
  const direction = (index: number): VisitRow["direction"] => {
    if (index === 0) return "entry";
    return visits[index - 1]?.[0] === visits[index]?.[0] ? "reopened" : "forward";
  };
  return {
    id: `opp_${++made}`,
    status: "open",
    version: 1,
    amount_minor: 100_000,
    currency: "EUR",
    owner: null,
    tags: "[]",
    opened_day: null,
    closed_at: null,
    visits: JSON.stringify(
      visits
        .map(([stage, entered, left, score = null], index) => [
          index + 1,
          stage,
          direction(index),
          at(entered),
          at(left),
          score,
        ])
        .reverse(), // the database promises no order
    ),
    ...fields,
  };
}

function asOf(date: string, rows: readonly PastDealRow[], more: Partial<PastFunnelInput> = {}) {
  const { timezone = "Europe/Helsinki" } = more;
  const day = parseDate(date) ?? 0;
  const past = shapeAsOf({
    process: { id: "prc_1", name: "New business", currentVersion: 1 },
    versions: new Map([[1, compileProcess(documentWith(10, 20, 30))]]),
    placed: placeDeals(rows, day, timezone),
    closed: NO_CLOSED_DEALS,
    since: readFlows([]),
    rates: new Map(),
    currency: "EUR",
    timezone,
    day,
    ...more,
  });
  const view = serializePast(past);
  expect(FunnelSchema.parse(view)).toEqual(view);
  expect(view.as_of).toBe(date);
  return view;
}

const countsOf = (view: ReturnType<typeof asOf>) => view.stages.map(({ key, count }) => [key, count]);

describe("a past funnel", () => {
  test("is worked out by hand", () => {
    const view = asOf("2026-03-20", [
      // 11 days in a stage of 10.
      row([["a", "2026-03-09T10:00:00Z", null, 2_000]]),
      row([
        ["a", "2026-03-01T10:00:00Z", "2026-03-18T10:00:00Z", 0],
        ["b", "2026-03-18T10:00:00Z", "2026-03-25T10:00:00Z", 2_000],
        ["c", "2026-03-25T10:00:00Z", null, 5_000],
      ]),
      row([["b", "2026-03-17T10:00:00Z", null, 4_000]], { amount_minor: 50_000 }),
      row([["a", "2026-03-21T10:00:00Z"]]),
      row([["a", null]]),
      row([["a", "2026-03-01T10:00:00Z", "2026-03-19T10:00:00Z"]], {
        status: "lost",
        closed_at: Date.parse("2026-03-19T10:00:00Z"),
      }),
    ]);
    expect(view).toMatchObject({
      basis: "visits",
      undated: 1,
      taken_at: "2026-03-20T21:59:59.999Z",
      open: { count: 3, amount: 2_500, weighted_amount: 600 },
      inversion: { value: 0.3333, n: 3 },
      won: { count: 0 },
    });
    expect(view.stages).toMatchObject([
      { key: "a", count: 1, mean_score: 20, stalled: 1, hollow: null, median_days_in_stage: 11, weighted_amount: 200 },
      { key: "b", count: 2, mean_score: 30, stalled: 0, hollow: null, median_days_in_stage: 2.5, weighted_amount: 400 },
      { key: "c", count: 0, mean_score: null, weighted_amount: 0 },
    ]);
    expect(view.figures).toMatchObject({
      stalled: { value: null, n: 3 },
      concentration: { value: null, n: 3 },
      hollow: null,
      past_due: null,
      slipping: null,
      unqualified_load: null,
      silent: null,
      push_rate: null,
      mean_pushes: null,
    });
  });

  test("says what it cannot weigh, and means scores over those that are known", () => {
    const view = asOf("2026-03-20", [
      row([["a", "2026-03-19T10:00:00Z", null, 2_000]]),
      row([["a", "2026-03-19T10:00:00Z", null, null]]),
      row([["b", "2026-03-19T10:00:00Z", null, null]], { amount_minor: null }),
    ]);
    expect(view.open).toMatchObject({ count: 3, amount: 2_000, weighted_amount: null });
    expect(view.stages).toMatchObject([
      { mean_score: 20, weighted_amount: null },
      { mean_score: null, weighted_amount: 0 },
      { mean_score: null, weighted_amount: 0 },
    ]);
  });

  test("tells totals as they were: without what was closed since", () => {
    const day = parseDate("2026-03-20") ?? 0;
    const since: Flows = flowsOf(
      new Map([
        [`won:${day}:5`, 1],
        [`minor:${day}:EUR`, 700],
        [`won:${day + 1}:9`, 2],
        [`lost:${day + 3}:`, 4],
        [`minor:${day + 1}:EUR`, 2_000],
        [`minor:${day + 1}:NOK`, 500],
      ]),
    );
    const wonMinorByCurrency = new Map([
      ["EUR", 10_000],
      ["NOK", 500],
    ]);
    const view = asOf("2026-03-20", [], { closed: { ...NO_CLOSED_DEALS, won: 5, lost: 4, wonMinorByCurrency }, since });
    expect([view.won, view.lost]).toEqual([{ count: 3, amount: 80, unconverted: [] }, { count: 0 }]);
  });

  test("finds a stage that is gone in the newest version that had it, and puts its deals where it stood", () => {
    const without = documentWith(10, 20, 30).stages.filter(({ key }) => key !== "b");
    const named = documentWith(10, 20, 30).stages.map((stage) => ({ ...stage, name: `Old ${stage.key}` }));
    const more = {
      process: { id: "prc_1", name: "New business", currentVersion: 3 },
      versions: new Map([
        [1, compileProcess(documentWith(10, 20, 30))],
        [2, compileProcess({ stages: named })],
        [3, compileProcess({ stages: without })],
      ]),
    };
    const migrated = row(
      [
        ["b", "2026-03-01T10:00:00Z", "2026-03-25T10:00:00Z"],
        ["c", "2026-03-25T10:00:00Z"],
      ],
      { version: 3 },
    );
    const view = asOf("2026-03-22", [migrated], more);
    expect(view.stages).toMatchObject([
      { key: "a", count: 0 },
      { key: "c", count: 0 },
      { key: "b", name: "Old b", retired: true, count: 1, stalled: 1, median_days_in_stage: 21 },
    ]);
    // Halfway between a and c it counts with a.
    expect(view.inversion).toMatchObject({ value: 0, n: 1 });
    // A stage that no version has keeps its key.
    const strange = asOf("2026-03-22", [row([["z", "2026-03-01T10:00:00Z"]], { version: 3 })], more);
    expect(strange.stages.at(-1)).toMatchObject({ key: "z", name: "z", count: 1, limit_days: null, stalled: 0 });
  });
});

describe("a day ends with the company's midnight", () => {
  /** One minute before and one after a local midnight, moved on from a to b; who asks for the day before sees it in `before`. */
  test.each([
    ["the night after summer time begins", "Europe/Helsinki", "2026-03-29T20:59:00Z", "2026-03-29", "b"],
    ["the same, after midnight", "Europe/Helsinki", "2026-03-29T21:01:00Z", "2026-03-29", "a"],
    ["the night before summer time begins", "Europe/Helsinki", "2026-03-28T21:59:00Z", "2026-03-28", "b"],
    ["the same, after midnight", "Europe/Helsinki", "2026-03-28T22:01:00Z", "2026-03-28", "a"],
    ["the night after summer time ends", "Europe/Helsinki", "2026-10-25T21:59:00Z", "2026-10-25", "b"],
    ["the same, after midnight", "Europe/Helsinki", "2026-10-25T22:01:00Z", "2026-10-25", "a"],
    ["the night before summer time ends", "Europe/Helsinki", "2026-10-24T20:59:00Z", "2026-10-24", "b"],
    ["the same, after midnight", "Europe/Helsinki", "2026-10-24T21:01:00Z", "2026-10-24", "a"],
    ["far in the east", "Pacific/Kiritimati", "2026-06-10T09:59:00Z", "2026-06-10", "b"],
    ["the same, after midnight", "Pacific/Kiritimati", "2026-06-10T10:01:00Z", "2026-06-10", "a"],
    ["in New York as summer time begins", "America/New_York", "2026-03-09T03:59:00Z", "2026-03-08", "b"],
    ["the same, after midnight", "America/New_York", "2026-03-09T04:01:00Z", "2026-03-08", "a"],
    ["where midnight itself is skipped", "Asia/Beirut", "2026-03-28T21:59:00Z", "2026-03-28", "b"],
    ["the same, one minute on", "Asia/Beirut", "2026-03-28T22:01:00Z", "2026-03-28", "a"],
  ])("%s", (_, timezone, moved, date, before) => {
    const rows = [
      row([
        ["a", "2026-01-05T12:00:00Z", moved],
        ["b", moved],
      ]),
    ];
    const standing = (day: string) => asOf(day, rows, { timezone }).stages.find(({ count }) => count === 1)?.key;
    expect(standing(date)).toBe(before);
    expect(standing(formatDate((parseDate(date) ?? 0) + 1))).toBe("b");
    expect(standing(formatDate((parseDate(date) ?? 0) - 1))).toBe("a");
  });

  test("ages are of that day: a stay over the longer night is one day", () => {
    const entered = row([["a", "2026-10-24T20:30:00Z"]]); // 23:30 local
    expect(countsOf(asOf("2026-10-24", [entered]))[0]).toEqual(["a", 1]);
    expect(asOf("2026-10-24", [entered]).stages[0]?.median_days_in_stage).toBe(0);
    expect(asOf("2026-10-25", [entered]).stages[0]?.median_days_in_stage).toBe(1);
    // Ten days are allowed.
    expect(asOf("2026-11-03", [entered]).stages[0]?.stalled).toBe(0);
    expect(asOf("2026-11-04", [entered]).stages[0]?.stalled).toBe(1);
  });
});
