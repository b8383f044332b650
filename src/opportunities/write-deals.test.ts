import { expect, test } from "vitest";
import type { Change } from "../db/tenant-db.ts";
import type { DealState } from "./deal-state.ts";
import { NOTHING_KEPT, type OpportunityRow } from "./opportunity.ts";
import { writeDeals } from "./write-deals.ts";

const ROW: OpportunityRow = {
  ...NOTHING_KEPT,
  id: "opp_1",
  external_id: "CRM-1",
  name: "Cranes",
  account: null,
  owner: null,
  amount_minor: 100,
  currency: "EUR",
  expected_close_day: null,
  opened_day: 20_000,
  process_id: "prc_1",
  version: 1,
  status: "open",
  stage: "find",
  earned_stage: "find",
  hollow: 0,
  score_hundredths: 0,
  visit: 1,
  stage_entered_at: 1,
  pushes: 0,
  lost_reason: null,
  revision: 5,
  created_at: 1,
  updated_at: 1,
  closed_at: null,
  closed_day: null,
  first_expected_day: null,
  last_event_at: 1,
  search_text: " cranes",
};

const VISIT = {
  visit: 1,
  process_id: "prc_1",
  stage: "find",
  direction: "entry",
  entered_at: 1,
  left_at: null,
  score_at_entry: 0,
  score_at_exit: null,
  entered_day: 20_000,
  position: 0,
} as const;

const BEFORE: DealState = { row: ROW, criteria: [], visits: [VISIT] };
const after = (change: Partial<OpportunityRow>, more: Partial<DealState> = {}): DealState => ({
  ...BEFORE,
  ...more,
  row: { ...ROW, revision: 6, updated_at: 2, last_event_at: 2, ...change },
});
const withId = (deal: DealState, id: string): DealState => ({ ...deal, row: { ...deal.row, id } });

const statementOf = (change: Change) => ("rows" in change ? change.statement : change);
const sentBy = (change: Change | undefined) => JSON.parse(String(change && statementOf(change).params[0]));
/** The table that each statement writes, and of an update the columns. */
function written(changes: readonly Change[]): string[] {
  return changes.map((change) => {
    const [, insert, update] = /INSERT INTO (\w+)|UPDATE (\w+)/.exec(statementOf(change).sql) ?? [];
    if (insert) return `+ ${insert}`;
    const { id: _, revision_read: __, ...columns } = update === "opportunities" ? sentBy(change)[0] : {};
    return [update, ...Object.keys(columns)].join(" ");
  });
}

test("a deal that is the same is not written", () => {
  expect(writeDeals([{ before: BEFORE, after: BEFORE }])).toEqual([]);
});

const VERSIONED = "revision updated_at last_event_at";
const PROGRESS = "earned_stage hollow score_hundredths";
const POSITION = "status stage visit stage_entered_at lost_reason closed_at closed_day";

test.each([
  ["nothing but what was said of a criterion", after({}), [`opportunities ${VERSIONED}`]],
  ["its progress", after({ score_hundredths: 1 }), [`opportunities ${PROGRESS} ${VERSIONED}`]],
  ["its position", after({ stage: "agree" }), [`opportunities ${PROGRESS} ${POSITION} ${VERSIONED}`]],
  ["its external id", after({ external_id: "B" }), ["opportunities external_id", `opportunities ${VERSIONED}`]],
])("of %s no more columns are named than that", (_, deal, expected) => {
  expect(written(writeDeals([{ before: BEFORE, after: deal }]))).toEqual(expected);
});

test("a field and a position are one update, guarded by the revision that was read", () => {
  const changes = writeDeals([{ before: BEFORE, after: after({ owner: "Aino", stage: "agree", revision: 9 }) }]);
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({ rows: 1 });
  expect(sentBy(changes[0])).toMatchObject([
    { id: "opp_1", revision_read: 5, revision: 9, owner: "Aino", stage: "agree" },
  ]);
});

test("many deals take as many statements as one", () => {
  const left = { ...VISIT, left_at: 2, score_at_exit: 0 };
  const entered = { ...VISIT, visit: 2, stage: "agree", direction: "forward", entered_at: 2, position: 1 } as const;
  const moved = after({ stage: "agree", visit: 2 }, { visits: [left, entered] });
  const changes = (count: number) =>
    writeDeals(
      Array.from({ length: count }, (_, index) => ({
        before: withId(BEFORE, `opp_${index}`),
        after: withId(moved, `opp_${index}`),
      })),
    );
  expect(written(changes(1))).toEqual([
    `opportunities ${PROGRESS} ${POSITION} ${VERSIONED}`,
    "stage_visits",
    "+ stage_visits",
    "+ process_flows",
  ]);
  expect(written(changes(500))).toEqual(written(changes(1)));
});

test("a new deal is inserted with its visits, those that have ended among them", () => {
  const deal = {
    ...BEFORE,
    visits: [
      { ...VISIT, left_at: 2 },
      { ...VISIT, visit: 2 },
    ],
  };
  const changes = writeDeals([{ before: null, after: deal }]);
  expect(written(changes)).toEqual(["+ opportunities", "+ stage_visits", "+ process_flows"]);
  expect(sentBy(changes[1])).toMatchObject([
    { opportunity_id: "opp_1", visit: 1, left_at: 2 },
    { opportunity_id: "opp_1", visit: 2, left_at: null },
  ]);
});

test("an external id that one deal gives up and another takes is free in between", () => {
  const other = { ...BEFORE, row: { ...ROW, id: "opp_2", external_id: "CRM-2" } };
  const changes = writeDeals([
    { before: other, after: { ...other, row: { ...other.row, external_id: "CRM-1", revision: 6 } } },
    { before: BEFORE, after: after({ external_id: null }) },
  ]);
  expect(sentBy(changes[0])).toEqual([{ id: "opp_1", external_id: null, revision_read: 5 }]);
  expect(sentBy(changes[1])).toMatchObject([
    { id: "opp_2", external_id: "CRM-1" },
    { id: "opp_1", external_id: null },
  ]);
});

test("the totals of a process change by what its deals contribute, all of them at once", () => {
  const won = after({ status: "won", closed_day: 20_003 }, { visits: [{ ...VISIT, left_at: 1 }] });
  const changes = writeDeals(["opp_1", "opp_2"].map((id) => ({ before: withId(BEFORE, id), after: withId(won, id) })));
  const [totals, flows] = changes.slice(-2).map((change) => statementOf(change).params);
  const [, ...sums] = totals ?? [];
  expect(sums).toEqual([...[2, 0, '$."EUR"', 200, '$."find:0"', 2, '$."EUR"', 2], ...['$."3"', 2, '$."won:find"', 2]]);
  // What they have in common with what they were before is not touched.
  expect(JSON.parse(String(flows?.[2]))).toEqual({
    "passed:find:20000": 2,
    "earned:find:2857:2858": 2,
    "won:20003:3": 2,
    "minor:20003:EUR": 200,
    "deals:20003:EUR": 2,
  });
});
