import { describe, expect, test } from "vitest";
import { type CompiledProcess, compileProcess } from "../../process/compile.ts";
import { checkMapping, type MigrationMapping } from "./mapping.ts";

/** Stages by key, each with the keys of its criteria. */
function processOf(stages: Readonly<Record<string, readonly string[]>>): CompiledProcess {
  return compileProcess({
    stages: Object.entries(stages).map(([key, criteria]) => ({
      key,
      name: `Stage ${key}`,
      criteria: criteria.map((criterion) => ({ key: criterion, name: `Criterion ${criterion}`, weight: 1 })),
    })),
  });
}

const from = processOf({ find: ["problem", "appointment"], talk: ["need", "budget"], close: ["signed"] });
const to = processOf({ find: ["problem"], agree: ["need", "funds"], close: ["signed", "terms"] });

const faultsOf = (mapping: Partial<MigrationMapping>) =>
  checkMapping(from, to, { stages: {}, criteria: {}, ...mapping }).faults.map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );

describe("a mapping can be carried out", () => {
  test.each<[string, Partial<MigrationMapping>]>([
    ["when it says where the stages go that are no longer there", { stages: { talk: "agree" } }],
    ["when two stages become one", { stages: { talk: "close", find: "close" } }],
    ["when it names what stays", { stages: { find: "find", talk: "agree" }, criteria: { need: "need" } }],
    ["when criteria are renamed", { stages: { talk: "agree" }, criteria: { budget: "funds" } }],
    ["when criteria change places", { stages: { talk: "agree" }, criteria: { need: "problem", problem: "need" } }],
    ["when criteria are let go", { stages: { talk: "agree" }, criteria: { budget: null, appointment: null } }],
    [
      "when one takes the place of another that goes elsewhere",
      { stages: { talk: "agree" }, criteria: { need: "funds", budget: "need" } },
    ],
  ])("%s", (_, mapping) => {
    expect(faultsOf(mapping)).toEqual([]);
  });
});

describe("a mapping is refused", () => {
  test("without the stages that are no longer there, each named", () => {
    const other = processOf({ close: ["signed"] });
    const { unmapped, faults } = checkMapping(from, other, { stages: {}, criteria: {} });
    expect(unmapped).toEqual([
      { key: "find", name: "Stage find" },
      { key: "talk", name: "Stage talk" },
    ]);
    expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      "/mapping/stages/find stage_unmapped",
      "/mapping/stages/talk stage_unmapped",
    ]);
  });

  test("with keys that the versions do not have: every one, and what there is", () => {
    const mapping = {
      stages: { talk: "nowhere", nothing: "close", agree: "agree" },
      criteria: { funds: "signed", budget: "appointment", constructor: null },
    };
    expect(faultsOf(mapping)).toEqual([
      "/mapping/stages/talk unknown_stage",
      "/mapping/stages/nothing unknown_stage",
      "/mapping/stages/agree unknown_stage",
      "/mapping/criteria/funds unknown_criterion",
      "/mapping/criteria/budget unknown_criterion",
      "/mapping/criteria/constructor unknown_criterion",
    ]);
    const { faults } = checkMapping(from, to, { stages: { talk: "nowhere", find: "nothing" }, criteria: {} });
    expect(faults.map(({ detail }) => detail.includes("find, agree, close"))).toEqual([true, false]);
  });

  test("when it lets go of what is still there", () => {
    const mapping = { stages: { talk: "agree" }, criteria: { need: null, budget: null } };
    expect(faultsOf(mapping)).toEqual(["/mapping/criteria/need criterion_still_there"]);
    expect(faultsOf({ ...mapping, criteria: { need: null, budget: "need" } })).toEqual([
      "/mapping/criteria/need criterion_still_there",
    ]);
  });

  test.each<[string, MigrationMapping["criteria"], string]>([
    ["two on one by name", { budget: "funds", appointment: "funds" }, "budget"],
    ["one on one that stays", { budget: "need" }, "budget"],
    ["one on a later one that stays", { problem: "signed" }, "problem"],
  ])("with two criteria on one: %s", (_, criteria, at) => {
    expect(faultsOf({ stages: { talk: "agree" }, criteria })).toEqual([
      `/mapping/criteria/${at} criterion_mapped_twice`,
    ]);
  });
});
