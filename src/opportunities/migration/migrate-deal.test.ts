import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryDocument } from "../../../test/support/arbitrary-process.ts";
import { compileProcess } from "../../process/compile.ts";
import type { ProcessDocument } from "../../process/document.ts";
import type { CriterionState } from "../criteria.ts";
import { type CriterionRow, derive, NOTHING_KEPT, type OpportunityRow, toStandings } from "../opportunity.ts";
import type { MigrationMapping } from "./mapping.ts";
import { type MigratedDeal, type MigrationPlan, migrateDeal, migrateVisits, planMigration } from "./migrate-deal.ts";
import { countOutcome, effectsOf, NO_OUTCOME } from "./outcome.ts";

/** Stages by key, each with the weights of its criteria by key; all are milestones. */
function documentOf(stages: Readonly<Record<string, Readonly<Record<string, number>>>>): ProcessDocument {
  return {
    stages: Object.entries(stages).map(([key, criteria]) => ({
      key,
      name: key,
      criteria: Object.entries(criteria).map(([name, weight]) => ({ key: name, name, weight, required: true })),
    })),
  };
}

function planOf(document: ProcessDocument, mapping: Partial<MigrationMapping> = {}, toVersion = 2): MigrationPlan {
  return planMigration(toVersion, compileProcess(document), { stages: {}, criteria: {}, ...mapping });
}

/** What is recorded of the deal's criteria once it has been migrated. */
function rowsAfter(rows: readonly CriterionRow[], { rekeyed, replaced }: MigratedDeal): CriterionRow[] {
  const keys = new Map(rekeyed.map(({ from, to }) => [from, to]));
  return rows
    .filter(({ criterion }) => !replaced.includes(criterion))
    .map((row) => ({ ...row, criterion: keys.get(row.criterion) ?? row.criterion }));
}

function rowOf(criterion: string, state: CriterionState = "met", more: Partial<CriterionRow> = {}): CriterionRow {
  const said = { level_percent: null, evidence: '{"text":"Said so"}', confirmed_by: "buyer", note: null } as const;
  return { criterion, state, ...said, actor: "key_1", changed_at: 1, ...more };
}

/** A deal as it stands in a document, at a stage, with these criteria. */
function dealIn(document: ProcessDocument, stage: string, criteria: readonly CriterionRow[]): OpportunityRow {
  return {
    id: "opp_1",
    external_id: null,
    name: "Cranes",
    account: null,
    owner: null,
    amount_minor: 100,
    currency: "EUR",
    expected_close_day: null,
    opened_day: null,
    process_id: "prc_1",
    version: 1,
    status: "open",
    stage,
    ...derive(compileProcess(document), stage, toStandings(criteria)),
    visit: 3,
    stage_entered_at: 1_000,
    pushes: 0,
    lost_reason: null,
    revision: 7,
    created_at: 1,
    updated_at: 1,
    closed_at: null,
    closed_day: null,
    first_expected_day: null,
    last_event_at: 1,
    ...NOTHING_KEPT,
    search_text: " cranes",
  };
}

const OLD = documentOf({ find: { problem: 20 }, talk: { need: 30, budget: 20 }, close: { signed: 30 } });
const NEW = documentOf({ find: { problem: 10 }, agree: { need: 40, funds: 20 }, close: { proof: 10, signed: 20 } });
const TALK = { stages: { talk: "agree" } };

function migrate(stage: string, criteria: readonly CriterionRow[], plan = planOf(NEW, TALK)): MigratedDeal {
  return migrateDeal(plan, dealIn(OLD, stage, criteria), criteria);
}

describe("a deal that is migrated", () => {
  test("keeps its stage, its visit and its age, and has the score of the new version", () => {
    const { before, after, bypassed, leftBehind } = migrate("close", [rowOf("problem"), rowOf("need")]);
    expect(before).toMatchObject({ score_hundredths: 5_000, earned_stage: "talk", hollow: 1 });
    expect(after).toEqual({
      ...before,
      version: 2,
      revision: 8,
      score_hundredths: 5_000,
      earned_stage: "agree",
    });
    expect([bypassed, leftBehind]).toEqual([["funds"], []]);
  });

  test("goes into the stage that its own is mapped to", () => {
    const deal = migrate("talk", [rowOf("problem")]);
    expect(deal.after).toMatchObject({ stage: "agree", visit: 3, stage_entered_at: 1_000, score_hundredths: 1_000 });
    expect(effectsOf(deal)).toEqual(["changes_stage", "loses_score"]);
  });

  test("takes what was said of a renamed criterion along", () => {
    const criteria = [rowOf("problem"), rowOf("need"), rowOf("budget")];
    const deal = migrate("close", criteria, planOf(NEW, { ...TALK, criteria: { budget: "funds" } }));
    expect([deal.rekeyed, deal.replaced]).toEqual([[{ from: "budget", to: "funds" }], []]);
    expect(deal.after).toMatchObject({ score_hundredths: 7_000, hollow: 0 });
    expect(effectsOf(deal)).toEqual([]);
  });

  test("keeps what was said of a criterion that the new version does not have, and earns nothing by it", () => {
    const criteria = [rowOf("problem"), rowOf("need"), rowOf("budget")];
    const deal = migrate("close", criteria);
    expect(deal).toMatchObject({ leftBehind: ["budget"], rekeyed: [], bypassed: ["funds"] });
    expect(effectsOf(deal)).toEqual(["becomes_hollow", "loses_score"]);
    expect(rowsAfter(criteria, deal)).toEqual(criteria);
  });

  test("leaves nothing behind of which nobody has said anything", () => {
    expect(migrate("talk", [rowOf("budget", "unknown")]).leftBehind).toEqual([]);
  });

  test("finds again what an earlier migration left behind, unless something newer comes in its place", () => {
    const funds = rowOf("funds", "met", { note: "Of the version before last" });
    expect(migrate("talk", [funds]).after.score_hundredths).toBe(2_000);
    const plan = planOf(NEW, { ...TALK, criteria: { budget: "funds" } });
    const criteria = [funds, rowOf("budget", "not_met")];
    const deal = migrate("talk", criteria, plan);
    expect(deal.after.score_hundredths).toBe(0);
    expect(deal.replaced).toEqual(["funds"]);
    expect(rowsAfter(criteria, deal)).toEqual([rowOf("funds", "not_met")]);
  });

  test("lets two criteria change places", () => {
    const swapped = planOf(OLD, { criteria: { problem: "need", need: "problem" } });
    const criteria = [rowOf("problem"), rowOf("need", "not_met")];
    const deal = migrate("find", criteria, swapped);
    expect(deal.after.score_hundredths).toBe(3_000);
    expect(deal.replaced).toEqual([]);
    expect(rowsAfter(criteria, deal)).toEqual([rowOf("need"), rowOf("problem", "not_met")]);
  });

  test("stands by what the new version allows: what has to be met there is not left out", () => {
    const [stage] = OLD.stages;
    const lax = {
      stages: [
        {
          key: "find",
          name: "Find",
          criteria: (stage?.criteria ?? []).map((criterion) => ({ ...criterion, allow_not_applicable: true })),
        },
        ...OLD.stages.slice(1),
      ],
    };
    const criteria = [rowOf("problem", "not_applicable"), rowOf("need")];
    const before = dealIn(lax, "talk", criteria);
    expect(before).toMatchObject({ score_hundredths: 3_750, hollow: 0 });
    const deal = migrateDeal(planOf(OLD), before, criteria);
    expect(deal.after).toMatchObject({ score_hundredths: 3_000, hollow: 1, earned_stage: "find" });
    expect([effectsOf(deal), deal.bypassed]).toEqual([["becomes_hollow", "loses_score"], ["problem"]]);
    expect(deal.readOtherwise).toEqual(["problem"]);
    expect(countOutcome(NO_OUTCOME, [deal]).readOtherwise).toEqual({ problem: 1 });
    expect(rowsAfter(criteria, deal)).toEqual(criteria);
  });

  test("cannot go where there is no place for it", () => {
    expect(() => migrate("talk", [], planOf(NEW))).toThrow(/talk/);
  });
});

describe("the outcome", () => {
  test("counts each effect, where deals came from, and what is left behind", () => {
    const hollow = migrate("close", [rowOf("problem"), rowOf("need"), rowOf("budget")]);
    const moved = migrate("talk", [rowOf("problem"), rowOf("budget", "not_met")]);
    const same = migrateDeal(planOf(OLD), dealIn(OLD, "find", []), []);
    const first = countOutcome(NO_OUTCOME, [hollow, moved]);
    const all = countOutcome(first, [same, moved]);
    expect(all).toEqual({
      effects: { becomes_hollow: 1, changes_stage: 2, loses_score: 3, gains_score: 0, no_longer_hollow: 0 },
      unaffected: 1,
      stageChanges: { '["talk","agree"]': 2 },
      leftBehind: { budget: 3 },
      readOtherwise: {},
    });
    expect(NO_OUTCOME.unaffected).toBe(0);
  });
});

/** Two versions with the same stages, and criteria of which some are in both. */
const versions = fc.tuple(arbitraryDocument, arbitraryDocument).map(([one, two]) => {
  const stages = one.stages.map((stage, index) => ({ ...stage, criteria: two.stages[index]?.criteria ?? [] }));
  return { one, two: { ...two, stages } };
});

const anyState = fc.constantFrom<CriterionState>("unknown", "met", "not_met", "not_applicable");
const anyDeal = versions.chain(({ one, two }) =>
  fc
    .record({
      stage: fc.nat(one.stages.length - 1),
      said: fc.dictionary(fc.constantFrom("c0", "c1", "c2", "c3", "c4", "c9"), anyState),
    })
    .map(({ stage, said }) => ({
      one,
      two,
      stage: one.stages[stage]?.key ?? "",
      criteria: Object.entries(said).map(([key, state]) => rowOf(key, state)),
    })),
);

describe("any deal, between any two versions of the same stages", () => {
  test("is after a migration there and back, without a mapping, what it was but for its revision", () => {
    fc.assert(
      fc.property(anyDeal, ({ one, two, stage, criteria }) => {
        const deal = dealIn(one, stage, criteria);
        const there = migrateDeal(planOf(two), deal, criteria);
        const between = rowsAfter(criteria, there);
        const back = migrateDeal(planOf(one, {}, 1), there.after, between);
        expect(rowsAfter(between, back)).toEqual(criteria);
        expect(back.after).toEqual({ ...deal, revision: deal.revision + 2 });
      }),
    );
  });

  test("stands as the new version sees it, and is told apart from how it stood", () => {
    fc.assert(
      fc.property(anyDeal, ({ one, two, stage, criteria }) => {
        const deal = dealIn(one, stage, criteria);
        const { after, bypassed } = migrateDeal(planOf(two), deal, criteria);
        expect(after).toMatchObject(derive(compileProcess(two), stage, toStandings(criteria)));
        expect(bypassed.length > 0).toBe(after.hollow === 1);
        const effects = effectsOf({ before: deal, after });
        expect(effects.includes("gains_score") && effects.includes("loses_score")).toBe(false);
        expect(effects).not.toContain("changes_stage");
      }),
    );
  });
});

describe("the visits of a migrated deal", () => {
  const moved = (position: number) => ({
    before: dealIn(OLD, "find", []),
    after: { ...dealIn(OLD, "find", []), stage: "found" },
    position,
  });
  const anyVisits = fc
    .array(fc.option(fc.nat(6)), { minLength: 3, maxLength: 3 })
    .map((positions) => positions.map((position, index) => ({ visit: index + 1, stage: `stage_${index}`, position })));

  test("stand to each other as they stood, and the last of them where its stage does; its key alone is another", () => {
    fc.assert(
      fc.property(anyVisits, fc.nat(6), (visits, position) => {
        const after = migrateVisits(moved(position), visits);
        expect(after.map(({ stage }) => stage)).toEqual(["stage_0", "stage_1", "found"]);
        const last = visits[2]?.position ?? null;
        if (last !== null) expect(after[2]?.position).toBe(position);
        const distances = (list: typeof visits) =>
          list.map((one) =>
            one.position === null
              ? null
              : one.position - (list.find((other) => other.position !== null)?.position ?? 0),
          );
        expect(distances(after)).toEqual(distances(visits));
      }),
    );
  });

  test("are what they were after a migration there and back", () => {
    fc.assert(
      fc.property(anyVisits, fc.nat(6), (visits, position) => {
        const last = visits[2]?.position ?? 0;
        const there = migrateVisits(moved(position), visits);
        const back = migrateVisits({ ...moved(last), after: { ...moved(0).after, stage: "stage_2" } }, there);
        expect(back).toEqual(visits);
      }),
    );
  });
});
