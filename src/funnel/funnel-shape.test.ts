import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryDeals, deal, deals, documentWith, funnelOf, NOW } from "../../test/support/funnel.ts";
import { compileProcess } from "../process/compile.ts";
import type { OpenDeal } from "./assess-deal.ts";
import { FunnelSchema, serializeFunnel } from "./schema.ts";

/** Two versions: the second has no stage b, calls stage a otherwise and gives it less time. */
const VERSIONS = new Map([
  [1, compileProcess(documentWith(10, 20, 30))],
  [
    2,
    compileProcess({
      stages: documentWith(5, 20, 30)
        .stages.filter(({ key }) => key !== "b")
        .map((stage) => ({ ...stage, name: `New ${stage.key}` })),
    }),
  ],
]);
const PROCESS = { id: "prc_1", name: "New business", currentVersion: 2 };
const RATES = new Map([
  ["USD", 920_000],
  ["JPY", 6_100],
]);

const viewOf = (open: readonly OpenDeal[], more = {}) => serializeFunnel(funnelOf(open, { rates: RATES, ...more }));

describe("the shape of a funnel", () => {
  test("is worked out by hand", () => {
    const view = viewOf([
      deal({ stage: "a", amount_minor: 10_000, score_hundredths: 2_000, ageDays: 3 }),
      deal({ stage: "a", amount_minor: 333, score_hundredths: 3_333, ageDays: 11 }),
      deal({ stage: "c", amount_minor: 10_000, currency: "USD", score_hundredths: 5_000, hollow: 1, ageDays: 31 }),
      deal({ stage: "c", amount_minor: 1_000, currency: "JPY", ageDays: null }),
      deal({ stage: "c", amount_minor: null }),
    ]);
    // 9,200 + 610 cents; 333 × 33.33 % = 110.99 → 111 cents
    expect(view.open).toEqual({ count: 5, amount: 201.43, weighted_amount: 67.11, currency: "EUR" });
    expect(view.stages[0]).toMatchObject({
      key: "a",
      count: 2,
      amount: 103.33,
      weighted_amount: 21.11,
      mean_score: 26.67,
      stalled: 1,
      median_days_in_stage: 7,
    });
    expect(view.stages[1]).toMatchObject({ key: "b", count: 0, mean_score: null, median_days_in_stage: null });
    expect(view.stages[2]).toMatchObject({
      key: "c",
      count: 3,
      amount: 98.1,
      weighted_amount: 46,
      hollow: 1,
      stalled: 1,
      median_days_in_stage: 15.5,
    });
    expect(view.inversion).toEqual({ formula: "inversion_index", value: 0.6, n: 5 });
  });

  test("says what it could not convert, open and won", () => {
    const closed = {
      won: 3,
      lost: 1,
      wonMinorByCurrency: new Map([
        ["NOK", 500],
        ["USD", 100],
        ["EUR", 8],
      ]),
    };
    const view = viewOf(
      [
        deal({ stage: "a", currency: "NOK", amount_minor: 100 }),
        deal({ stage: "a", currency: "NOK", amount_minor: null }),
      ],
      { closed },
    );
    expect(view.unconverted).toEqual([{ currency: "NOK", count: 1, amount: 1 }]);
    expect(view.won).toEqual({ count: 3, amount: 1, unconverted: [{ currency: "NOK", amount: 5 }] });
    expect(view.lost).toEqual({ count: 1 });
  });

  test("measures each deal by its own version, and lists stages that are gone after the others", () => {
    const view = viewOf(
      [
        deal({ stage: "a", ageDays: 7 }),
        deal({ stage: "a", version: 2, ageDays: 7 }),
        deal({ stage: "b", ageDays: 21 }),
      ],
      { process: PROCESS, versions: VERSIONS },
    );
    expect(
      view.stages.map(({ name, retired, count, stalled, max_days }) => [name, retired, count, stalled, max_days]),
    ).toEqual([
      ["New a", false, 2, 1, 5],
      ["New c", false, 0, 0, 30],
      ["Stage B", true, 1, 1, null],
    ]);
    // b stood halfway between a and c, and counts with the earlier.
    expect(view.inversion).toMatchObject({ value: 0, n: 3 });
  });

  test("calls a stage that is gone as the newest version did that a deal in it is pinned to", () => {
    const [first, current] = [documentWith(10, 20, 30), documentWith(5, 30)];
    const second = { stages: first.stages.map((stage) => ({ ...stage, name: `Second ${stage.key}` })) };
    const versions = new Map([first, second, current].map((document, index) => [index + 1, compileProcess(document)]));
    const open = [deal({ stage: "c" }), deal({ stage: "c", version: 2 }), deal({ stage: "a", version: 3 })];
    const { stages } = viewOf(open, { process: { ...PROCESS, currentVersion: 3 }, versions });
    expect(stages.map(({ name, count }) => [name, count])).toEqual([
      ["Stage A", 1],
      ["Stage B", 0],
      ["Second c", 2],
    ]);
  });

  test("counts the deals of a stage that was renamed where it stood", () => {
    const renamed = compileProcess({
      stages: documentWith(10, 20, 30).stages.map((stage) => (stage.key === "c" ? { ...stage, key: "d" } : stage)),
    });
    const funnel = funnelOf(
      [...deals(5, { stage: "d", version: 2 }), ...deals(20, { stage: "c" }), ...deals(3, { stage: "b" })],
      {
        process: PROCESS,
        versions: new Map([...VERSIONS, [2, renamed]]),
      },
    );
    const countsOf = (stages: typeof funnel.stages) => stages.map(({ key, deals: there }) => [key, there.length]);
    expect(countsOf(funnel.stages)).toEqual([
      ["a", 0],
      ["b", 3],
      ["d", 5],
      ["c", 20],
    ]);
    expect(countsOf(funnel.placedStages)).toEqual([
      ["a", 0],
      ["b", 3],
      ["d", 25],
    ]);
    // (3 + 22) / 28
    expect(serializeFunnel(funnel).inversion).toEqual({ formula: "inversion_index", value: 0.8929, n: 28 });
  });

  test("makes no deal younger than new", () => {
    expect(funnelOf([deal({ stage: "a", stage_entered_at: NOW + 5e9 })]).openDeals[0]?.ageDays).toBe(0);
  });
});

describe("whatever the deals,", () => {
  const inVersion2 = { process: PROCESS, versions: VERSIONS };
  const open = arbitraryDeals.map((list) => list.map((each) => (each.stage === "z" ? { ...each, stage: "b" } : each)));

  test("the stages add up to the whole, to the cent", () => {
    fc.assert(
      fc.property(open, (list) => {
        const view = viewOf(list, inVersion2);
        expect(view.inversion.n).toBe(list.length);
        const cents = (field: "amount" | "weighted_amount") =>
          view.stages.reduce((sum, stage) => sum + Math.round((stage[field] ?? Number.NaN) * 100), 0);
        expect(view.stages.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
        expect(cents("amount")).toBe(Math.round(view.open.amount * 100));
        expect(cents("weighted_amount")).toBe(Math.round((view.open.weighted_amount ?? Number.NaN) * 100));
        expect(view.open.weighted_amount).toBeLessThanOrEqual(view.open.amount);
        const withAmount = list.filter(({ amount_minor, currency }) => amount_minor !== null && currency === "NOK");
        expect(view.unconverted.reduce((sum, { count }) => sum + count, 0)).toBe(withAmount.length);
      }),
    );
  });

  test("their order changes nothing", () => {
    fc.assert(
      fc.property(
        open.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(viewOf(shuffled, inVersion2)).toEqual(viewOf(list, inVersion2));
        },
      ),
    );
  });

  test("the answer has its declared shape", () => {
    fc.assert(fc.property(open, (list) => FunnelSchema.safeParse(viewOf(list, inVersion2)).success));
  });
});
