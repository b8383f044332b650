import { describe, expect, test } from "vitest";
import type { ProcessDocument } from "../../document.ts";
import { auditProcess } from "../audit.ts";
import type { DealHistory, TracedDeal, TracedMark, TracedVisit } from "../deal-history.ts";
import type { AuditRule } from "../finding.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Midnight in Helsinki, 22:00 UTC of the day before. */
const MONDAY = Date.UTC(2026, 10, 22, 22);

const document: ProcessDocument = {
  stages: ["a", "b", "c"].map((key) => ({
    key,
    name: `Stage ${key.toUpperCase()}`,
    criteria: [{ key: `${key}1`, name: `Fact ${key}`, weight: 10, required: true }],
  })),
};

type Step = readonly [
  stage: string,
  direction: TracedVisit["direction"],
  entered?: number | null,
  left?: number | null,
];

const deal = (steps: readonly Step[], marks: readonly TracedMark[] = []): TracedDeal => ({
  status: "open",
  marks,
  visits: steps.map(([stage, direction, entered_at = null, left_at = null]) => ({
    stage,
    direction,
    entered_at,
    left_at,
  })),
});
const times = (count: number, one: TracedDeal) => Array.from({ length: count }, () => one);
const met = (criterion: string, changed_at = 0): TracedMark => ({ criterion, state: "met", changed_at });

/** The keys that a document has. */
function keysOf({ stages }: ProcessDocument): DealHistory["known"] {
  const criteria = stages.flatMap((stage) => stage.criteria.map(({ key }) => key));
  return { stages: new Set(stages.map(({ key }) => key)), criteria: new Set(criteria) };
}

function found(rule: AuditRule, deals: readonly TracedDeal[], of = document, known = keysOf(of)) {
  const history = { timezone: "Europe/Helsinki", deals, known };
  return auditProcess(of, "en", history).findings.filter((each) => each.rule === rule);
}
const pointersOf = (rule: AuditRule, deals: readonly TracedDeal[], of = document) =>
  found(rule, deals, of).map(({ pointer }) => pointer);

const A_TO_B: readonly Step[] = [
  ["a", "entry"],
  ["b", "forward"],
];
const A_TO_C: readonly Step[] = [
  ["a", "entry"],
  ["c", "forward"],
];

test("without a history nothing is said of deals", () => {
  const rules = auditProcess(document, "en").findings.map(({ rule }) => rule);
  for (const rule of ["unmarked_milestone", "skipped_stage", "box_ticking"]) expect(rules).not.toContain(rule);
});

describe("unmarked_milestone", () => {
  test("takes ten deals that left the stage", () => {
    expect(pointersOf("unmarked_milestone", times(9, deal(A_TO_B)))).toEqual([]);
    expect(pointersOf("unmarked_milestone", times(10, deal(A_TO_B)))).toEqual(["/stages/0/criteria/0"]);
    expect(found("unmarked_milestone", times(10, deal(A_TO_B)))[0]?.why).toContain(
      "10 deals have moved on from “Stage A”",
    );
  });

  test.each(["met", "not_met", "not_applicable"] as const)(
    "one mark of %s is enough, one of unknown is not",
    (state) => {
      const marked = deal(A_TO_B, [{ criterion: "a1", state, changed_at: 0 }]);
      const unknown = deal(A_TO_B, [{ criterion: "a1", state: "unknown", changed_at: 0 }]);
      expect(pointersOf("unmarked_milestone", [...times(9, deal(A_TO_B)), marked])).toEqual([]);
      expect(pointersOf("unmarked_milestone", [...times(9, deal(A_TO_B)), unknown])).toHaveLength(1);
    },
  );

  test("a deal counts once, however often it left", () => {
    const back = deal([...A_TO_B, ["a", "backward"], ["b", "forward"]]);
    expect(pointersOf("unmarked_milestone", times(9, back))).toEqual([]);
  });

  test("only forward moves count, and stages that the document does not know break the chain", () => {
    const reopened = deal([
      ["a", "entry"],
      ["b", "reopened"],
    ]);
    const backward = deal([
      ["b", "entry"],
      ["a", "backward"],
    ]);
    const unknown = deal([
      ["a", "entry"],
      ["old", "forward"],
      ["b", "forward"],
    ]);
    const misnamed = deal([
      ["b", "entry"],
      ["a", "forward"],
    ]);
    for (const each of [reopened, backward, unknown, misnamed]) {
      expect(pointersOf("unmarked_milestone", times(20, each))).toEqual([]);
    }
  });

  test("an imported deal says nothing of the stages before its first visit", () => {
    const imported = deal([
      ["b", "entry"],
      ["c", "forward"],
    ]);
    expect(pointersOf("unmarked_milestone", times(20, imported))).toEqual(["/stages/1/criteria/0"]);
  });

  test("only milestones are looked at", () => {
    const optional = {
      stages: document.stages.map((stage) => ({
        ...stage,
        criteria: stage.criteria.map((criterion) => ({ ...criterion, required: false })),
      })),
    };
    expect(pointersOf("unmarked_milestone", times(10, deal(A_TO_B)), optional)).toEqual([]);
  });
});

describe("skipped_stage", () => {
  test.each([
    [9, 0, []],
    [10, 0, ["/stages/1"]],
    [9, 1, ["/stages/1"]],
    [8, 2, []],
    [89, 11, []],
    [90, 10, ["/stages/1"]],
  ])("%i deals skipped it, %i were in it", (skipped, visited, pointers) => {
    expect(pointersOf("skipped_stage", [...times(skipped, deal(A_TO_C)), ...times(visited, deal(A_TO_B))])).toEqual(
      pointers,
    );
  });

  test("says the share and the number of deals", () => {
    expect(found("skipped_stage", [...times(9, deal(A_TO_C)), deal(A_TO_B)])[0]?.why).toContain("9 of 10 deals (90%)");
  });

  test("an imported deal that begins beyond the stage is no skip", () => {
    expect(pointersOf("skipped_stage", times(20, deal([["c", "entry"]])))).toEqual([]);
  });

  test("deals that began in the stage itself did not come from before it", () => {
    const imported = deal([
      ["b", "entry"],
      ["c", "forward"],
    ]);
    expect(pointersOf("skipped_stage", [...times(10, deal(A_TO_C)), ...times(20, imported)])).toEqual(["/stages/1"]);
  });

  test("a later visit is a visit", () => {
    const late = deal([...A_TO_C, ["b", "backward"]]);
    expect(pointersOf("skipped_stage", times(20, late))).toEqual([]);
  });

  test("neither the first nor the last stage can be skipped", () => {
    expect(
      pointersOf(
        "skipped_stage",
        times(
          20,
          deal([
            ["b", "entry"],
            ["c", "forward"],
          ]),
        ),
      ),
    ).toEqual([]);
    expect(pointersOf("skipped_stage", times(20, deal(A_TO_B)))).toEqual([]);
  });
});

describe("box_ticking", () => {
  const LEFT = MONDAY + 3 * DAY + 9 * HOUR;
  const stayed: readonly Step[] = [
    ["a", "entry", MONDAY + HOUR, LEFT],
    ["b", "forward", LEFT],
  ];
  const ticked = deal(stayed, [met("a1", LEFT - HOUR)]);
  const early = deal(stayed, [met("a1", MONDAY + DAY)]);

  test.each([
    [9, 0, []],
    [10, 0, ["/stages/0/criteria/0"]],
    [9, 1, ["/stages/0/criteria/0"]],
    [8, 2, []],
    [89, 11, []],
    [90, 10, ["/stages/0/criteria/0"]],
  ])("%i deals ticked on leaving, %i before", (late, before, pointers) => {
    expect(pointersOf("box_ticking", [...times(late, ticked), ...times(before, early)])).toEqual(pointers);
  });

  test("says the share and the number of deals", () => {
    expect(found("box_ticking", [...times(9, ticked), early])[0]?.why).toContain("In 9 of 10 deals (90%)");
  });

  test("days are the company's own: 23:30 and 00:30 in Helsinki are two, though one in UTC", () => {
    const left = MONDAY + 3 * DAY + HOUR / 2;
    const steps: readonly Step[] = [
      ["a", "entry", MONDAY, left],
      ["b", "forward", left],
    ];
    expect(pointersOf("box_ticking", times(10, deal(steps, [met("a1", left - HOUR)])))).toEqual([]);
    expect(pointersOf("box_ticking", times(10, deal(steps, [met("a1", left + 20 * HOUR)])))).toHaveLength(1);
    const overnight: readonly Step[] = [
      ["a", "entry", left - HOUR, left],
      ["b", "forward", left],
    ];
    expect(pointersOf("box_ticking", times(10, deal(overnight, [met("a1", left)])))).toHaveLength(1);
  });

  test("deals that came and left on one day, of unknown times or without the criterion met do not count", () => {
    const sameDay = deal(
      [
        ["a", "entry", LEFT - HOUR, LEFT],
        ["b", "forward", LEFT],
      ],
      [met("a1", LEFT)],
    );
    const noEntry = deal(
      [
        ["a", "entry", null, LEFT],
        ["b", "forward", LEFT],
      ],
      [met("a1", LEFT)],
    );
    const noExit = deal(
      [
        ["a", "entry", MONDAY, null],
        ["b", "forward", null],
      ],
      [met("a1", LEFT)],
    );
    const notMet = deal(stayed, [{ criterion: "a1", state: "not_met", changed_at: LEFT }]);
    for (const each of [sameDay, noEntry, noExit, notMet]) {
      expect(pointersOf("box_ticking", [...times(9, ticked), ...times(20, each)])).toEqual([]);
    }
  });

  test("of several stays the last counts", () => {
    const again = LEFT + 5 * DAY;
    const steps: readonly Step[] = [...stayed, ["a", "backward", LEFT + DAY, again], ["b", "forward", again]];
    expect(pointersOf("box_ticking", times(10, deal(steps, [met("a1", again)])))).toHaveLength(1);
    expect(pointersOf("box_ticking", times(10, deal(steps, [met("a1", LEFT)])))).toEqual([]);
  });
});

test("what deals could not have known nobody blames on them", () => {
  const nothing = { stages: new Set<string>(), criteria: new Set<string>() };
  for (const rule of ["unmarked_milestone", "skipped_stage"] as const) {
    const deals = times(10, deal(A_TO_C));
    expect(found(rule, deals)).not.toEqual([]);
    expect(found(rule, deals, document, nothing)).toEqual([]);
  }
});
