import { describe, expect, test } from "vitest";
import type { EventRow } from "../../events/store.ts";
import { compileProcess } from "../../process/compile.ts";
import type { GatePolicy } from "../../process/document.ts";
import { toStandings } from "../opportunity.ts";
import { sayHollow } from "./say-hollow.ts";
import { explainHollow } from "./why-hollow.ts";

const processOf = (gate_policy: GatePolicy, count = 3) =>
  compileProcess({
    gate_policy,
    stages: [
      ...Array.from({ length: count }, (_, index) => ({
        key: `stage_${index}`,
        name: `Stage ${index}`,
        criteria: [
          { key: `must_${index}`, name: `Must ${index}`, weight: 10, required: true, questions: [`Why ${index}?`] },
          { key: `may_${index}`, name: `May ${index}`, weight: 5 },
        ],
      })),
      { key: "close", name: "Close", criteria: [{ key: "signed", name: "Signed", weight: 55, required: true }] },
    ],
  });

const PROCESS = processOf("advisory");
const DAY = 86_400_000;

/** At noon of so many days after 1970-01-01. */
const event = (day: number, type: string, data: object): EventRow => ({
  id: `evt_${day}`,
  type: `opportunity.${type}`,
  at: day * DAY + DAY / 2,
  actor: "key_1",
  data: JSON.stringify({ opportunity: { hollow: true }, ...data }),
});

const became = { previous: { hollow: false } };
const met = (...keys: readonly string[]) =>
  toStandings(keys.map((criterion) => ({ criterion, state: "met", level_percent: null })));

const why = (events: readonly EventRow[], { process = PROCESS, standings = met(), stage = "close" } = {}) =>
  explainHollow(process, { stage, standings }, events);

describe("why a deal is hollow", () => {
  test("is what is missing of the milestones behind it, and nothing else", () => {
    const { stage, earnedStage, missing } = why([], { standings: met("must_1", "may_2") });
    expect([stage.key, earnedStage.key]).toEqual(["close", "stage_0"]);
    expect(missing.map(({ criterion, questions }) => [criterion, questions])).toEqual([
      ["must_0", ["Why 0?"]],
      ["must_2", ["Why 2?"]],
    ]);
  });

  test("is what made it so, and what took it further since, oldest first", () => {
    const { since, how } = why([
      event(30, "updated", { previous: { amount: 1 } }),
      event(20, "stage_changed", { previous: { stage: "stage_1" }, bypassed: ["must_1"], reason: "Still" }),
      event(10, "stage_changed", { ...became, bypassed: ["must_0"], reason: "Trust me" }),
      event(5, "stage_changed", { ...became, bypassed: ["must_0"], reason: "An earlier time" }),
      event(1, "created", { opportunity: { hollow: false } }),
    ]);
    expect(since).toBe(10 * DAY + DAY / 2);
    expect(how.map(({ way, reason, bypassed }) => [way, reason, bypassed])).toEqual([
      ["advisory", "Trust me", ["must_0"]],
      ["advisory", "Still", ["must_1"]],
    ]);
  });

  test.each([
    ["advisory", event(1, "stage_changed", { ...became, bypassed: ["must_0"], reason: "So" })],
    ["import", event(1, "created", { import_id: "imp_1", bypassed: ["must_0"] })],
    ["import", event(1, "updated", { ...became, import_id: "imp_1" })],
    ["migration", event(1, "migrated", { ...became, migration_id: "mig_1", bypassed: ["must_0"] })],
    ["merge", event(1, "merged", became)],
    ["criterion_changed", event(1, "criterion_changed", { ...became, criterion: { key: "must_0" } })],
    ["other", event(1, "reopened", became)],
  ])("can be: %s", (way, made) => {
    expect(why([made]).how.map((step) => step.way)).toEqual([way]);
  });

  test("can be that it was won past a strict gate while it was hollow, which is an override", () => {
    const won = event(2, "won", { bypassed: ["must_0"], reason: "Signed", previous: { status: "open" } });
    const brought = event(1, "created", { import_id: "imp_1" });
    const { how } = why([won, brought], { process: processOf("strict") });
    expect(how.map(({ way }) => way)).toEqual(["import", "override"]);
    expect(why([won, brought]).how.map(({ way }) => way)).toEqual(["import", "advisory"]);
  });

  test("is unknown as to since when, where the log does not tell", () => {
    expect(why([])).toMatchObject({ since: null, how: [] });
    const restored = event(9, "restored", {});
    expect(why([restored])).toMatchObject({ since: null, how: [] });
  });
});

describe("in a sentence", () => {
  const en = { locale: "en", timezone: "Europe/Helsinki" } as const;
  const fi = { locale: "fi", timezone: "Europe/Helsinki" } as const;
  const moved = event(20_000, "stage_changed", { ...became, bypassed: ["must_0"], reason: "Trust me" });

  test("it says where the deal is, where it really is, what is missing and how that came", () => {
    const told = why([moved], { standings: met("must_1") });
    expect(sayHollow(told, en)).toBe(
      "The deal is declared in “Close”, but has earned no more than “Stage 0”: 2 milestones of the stages before are missing (“Must 0”, “Must 2”). It was moved past what was missing on 2024-10-04, with the reason “Trust me”.",
    );
    expect(sayHollow(told, fi)).toBe(
      "Kauppa on merkitty vaiheeseen ”Close”, mutta se on ansainnut vasta vaiheen ”Stage 0”: aiemmista vaiheista 2 välietappia on saavuttamatta (”Must 0”, ”Must 2”). Puuttuvat välietapit ohitettiin 2024-10-04; syy: ”Trust me”.",
    );
  });

  test("it says one as one, and nothing of how where nobody knows", () => {
    const told = why([], { standings: met("must_0", "must_1") });
    expect(sayHollow(told, en)).toBe(
      "The deal is declared in “Close”, but has earned no more than “Stage 2”: 1 milestone of the stages before is missing (“Must 2”).",
    );
    expect(sayHollow(told, fi)).toContain("1 välietappi on saavuttamatta (”Must 2”).");
  });

  test("it counts what would be too many to name", () => {
    expect(sayHollow(why([], { process: processOf("strict", 8) }), en)).toContain("“Must 4” and 3 more)");
    expect(sayHollow(why([], { process: processOf("strict", 8) }), fi)).toContain("”Must 4” ja 3 muuta)");
  });
});
