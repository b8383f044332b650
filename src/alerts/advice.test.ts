import fc from "fast-check";
import { expect, test } from "vitest";
import { compileProcess } from "../process/compile.ts";
import { adviseOn } from "./advice.ts";

const criterion = (key: string, more = {}) => ({ key, name: key, weight: 10, ...more });
const process = (guidance?: string) =>
  compileProcess({
    stages: [
      {
        key: "close",
        name: "Close",
        guidance,
        criteria: [
          criterion("budget", { required: true, questions: ["Who pays?", "When?"] }),
          criterion("nice", { questions: ["Do they like us?"] }),
          criterion("silent", { required: true }),
          criterion("signer", { required: true, questions: ["Who signs?"] }),
        ],
      },
    ],
  } as Parameters<typeof compileProcess>[0]);

test("comes with the stage's guidance and the first question of each milestone, in the company's language", () => {
  expect(adviseOn("Do it.", process("Ask for\n the decision."), "close", "en")).toBe(
    "Do it. Your process says of “Close”: “Ask for the decision.” Ask: “Who pays?” “Who signs?”",
  );
  expect(adviseOn("Tehkää se.", process("Pyydä päätöstä."), "close", "fi")).toBe(
    "Tehkää se. Prosessinne ohje vaiheeseen ”Close”: ”Pyydä päätöstä.” Kysykää: ”Who pays?” ”Who signs?”",
  );
});

test("is the remedy alone where the process says nothing, or no longer has the stage", () => {
  expect(adviseOn("Do it.", process(), undefined, "en")).toBe("Do it.");
  expect(adviseOn("Do it.", process("Ask."), "gone", "en")).toBe("Do it.");
  expect(adviseOn("Do it.", undefined, "close", "en")).toBe("Do it.");
  expect(adviseOn("Do it.", process(), "close", "en")).toBe("Do it. Ask: “Who pays?” “Who signs?”");
});

test("is short, however long the guidance is, and cut between words and characters", () => {
  const long = adviseOn("", process("word ".repeat(900)), "close", "en");
  expect(long).toMatch(/word…”/);
  expect(long.length).toBeLessThan(420);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 900 }), (guidance) => {
      const advice = adviseOn("", process(guidance), "close", "en");
      expect(advice.length).toBeLessThan(420);
      expect(advice.isWellFormed()).toBe(true);
    }),
  );
});
