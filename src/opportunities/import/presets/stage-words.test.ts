import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readStatusWord, stageWordReader } from "./stage-words.ts";

const STAGES = [
  { key: "prospecting", name: "Prospecting" },
  { key: "needs", name: "Needs Analysis" },
  { key: "decision", name: "Id. Decision Makers" },
  { key: "proposal", name: "Proposal/Price Quote" },
  { key: "tarjous_tehty", name: "Hyväksyntä" },
  { key: "legal_1", name: "Legal" },
  { key: "legal_2", name: "LEGAL" },
  { key: "legal", name: "Paperwork" },
];
const read = stageWordReader({ stages: STAGES });

describe("a word for a stage", () => {
  test.each([
    ["Closed Won", "won"],
    ["closedwon", "won"],
    ["Closed - WON", "won"],
    ["Voitettu", "won"],
    ["Closed Lost", "lost"],
    ["Hävitty", "lost"],
    ["Needs Analysis", "needs"],
    ["needsanalysis", "needs"],
    [" NEEDS-ANALYSIS ", "needs"],
    ["Proposal / Price Quote", "proposal"],
    ["hyvaksynta", "tarjous_tehty"],
    ["Tarjous tehty", "tarjous_tehty"],
  ])("%j is %s", (word, target) => {
    expect(read(word)).toBe(target);
  });

  test.each(["Needs", "Stage 2", "2", "Analysis", "Proposal", "Negotiation", "…", "", "__proto__", "constructor"])(
    "%j is nothing that is known",
    (word) => {
      expect(stageWordReader({ stages: STAGES.filter(({ key }) => !["needs", "proposal"].includes(key)) })(word)).toBe(
        undefined,
      );
    },
  );

  test("is a key before it is a name, and a name of two stages is neither", () => {
    expect(read("Legal")).toBe("legal");
    const twins = stageWordReader({ stages: STAGES.filter(({ key }) => key !== "legal") });
    expect(twins("Legal")).toBeUndefined();
  });

  test("that is a stage's very key is that stage, whatever it means elsewhere", () => {
    const own = stageWordReader({ stages: [{ key: "voitettu", name: "Tarjous voitettu" }] });
    expect(own("voitettu")).toBe("voitettu");
    expect(own("Voitettu")).toBe("won");
  });

  test("never depends on the order of the stages", () => {
    const shuffled = fc.shuffledSubarray(STAGES, { minLength: STAGES.length });
    const word = fc.oneof(fc.constantFrom(...STAGES.flatMap(({ key, name }) => [key, name])), fc.string());
    fc.assert(
      fc.property(shuffled, word, (stages, text) => {
        expect(stageWordReader({ stages })(text)).toBe(read(text));
      }),
    );
  });
});

test.each([
  ["Open", "open"],
  ["WON", "won"],
  ["lost", "lost"],
  ["Avoin", "open"],
  ["Deleted", undefined],
  ["", undefined],
  ["constructor", undefined],
])("the status %j is %s", (word, status) => {
  expect(readStatusWord(word)).toBe(status);
});
