import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allMetBut, arbitraryCase } from "../../test/support/arbitrary-process.ts";
import { DomainError } from "../errors.ts";
import { compileProcess } from "../process/compile.ts";
import type { GatePolicy } from "../process/document.ts";
import { missingMilestones, type Standings } from "./criteria.ts";
import { type DealPosition, decideTransition, type TransitionRequest } from "./transition.ts";

const processWith = (gate_policy: GatePolicy) =>
  compileProcess({
    gate_policy,
    stages: [
      {
        key: "one",
        name: "One",
        criteria: [{ key: "a", name: "A", weight: 20, required: true, questions: ["Who signs?"] }],
      },
      { key: "two", name: "Two", criteria: [{ key: "b", name: "B", weight: 30, required: true }] },
      {
        key: "three",
        name: "Three",
        criteria: [
          { key: "c", name: "C", weight: 40, required: true },
          { key: "d", name: "D", weight: 10 },
        ],
      },
    ],
  });
const strict = processWith("strict");
const advisory = processWith("advisory");

const at = (
  stage: string,
  standings: Standings = new Map(),
  status: DealPosition["status"] = "open",
): DealPosition => ({
  status,
  stage,
  standings,
});
const to = (target: string, more: Partial<TransitionRequest> = {}): TransitionRequest => ({
  to: target,
  reason: null,
  override: false,
  mode: "gated",
  ...more,
});

function refusal(run: () => unknown): DomainError {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

const missingKeys = (error: DomainError) =>
  (error.extensions["missing"] as { criterion: string }[]).map((missing) => missing.criterion);

describe("a strict gate", () => {
  test("refuses a move past a missing milestone and says what to ask", () => {
    const error = refusal(() => decideTransition(strict, at("one"), to("two")));
    expect(error.code).toBe("gate_blocked");
    expect(error.extensions["missing"]).toEqual([
      { criterion: "a", stage: "one", name: "A", weight: 20, questions: ["Who signs?"] },
    ]);
  });

  test("needs the milestones of every stage that is left or skipped, and of no other", () => {
    expect(missingKeys(refusal(() => decideTransition(strict, at("one"), to("three"))))).toEqual(["a", "b"]);
    const fromTwo = decideTransition(strict, at("two", allMetBut(strict, "a", "c")), to("three"));
    expect(fromTwo).toMatchObject({ kind: "stage", direction: "forward", bypassed: [] });
  });

  test("does not open for a reason", () => {
    expect(refusal(() => decideTransition(strict, at("one"), to("two", { reason: "The boss wants it" }))).code).toBe(
      "gate_blocked",
    );
  });

  test("counts a deal as won only with every milestone, wherever it stands", () => {
    expect(
      missingKeys(refusal(() => decideTransition(strict, at("three", allMetBut(strict, "a")), to("won")))),
    ).toEqual(["a"]);
    expect(decideTransition(strict, at("one", allMetBut(strict, "d")), to("won"))).toEqual({
      kind: "won",
      bypassed: [],
    });
  });

  test("lets a manager's override win with a reason, and records what was bypassed", () => {
    const won = decideTransition(strict, at("three"), to("won", { override: true, reason: "Signed last year" }));
    expect(won.kind === "won" && won.bypassed.map((criterion) => criterion.key)).toEqual(["a", "b", "c"]);
    expect(refusal(() => decideTransition(strict, at("three"), to("won", { override: true }))).code).toBe(
      "gate_blocked",
    );
  });
});

describe("an advisory gate", () => {
  test("asks for a reason and then records what was bypassed", () => {
    const error = refusal(() => decideTransition(advisory, at("one"), to("three")));
    expect([error.code, error.extensions["allowed_with_reason"]]).toEqual(["gate_blocked", true]);
    const move = decideTransition(advisory, at("one"), to("three", { reason: "They called us" }));
    expect(move.kind === "stage" && move.bypassed.map((criterion) => criterion.key)).toEqual(["a", "b"]);
  });
});

describe("other moves", () => {
  test("backward is free", () => {
    expect(decideTransition(strict, at("three"), to("one"))).toMatchObject({ kind: "stage", direction: "backward" });
  });

  test("lost needs a reason, which history need not know", () => {
    expect(refusal(() => decideTransition(strict, at("one"), to("lost"))).faults[0]?.code).toBe("reason_required");
    expect(decideTransition(strict, at("one"), to("lost", { reason: "No budget" }))).toEqual({ kind: "lost" });
    expect(decideTransition(strict, at("one"), to("lost", { mode: "history" }))).toEqual({ kind: "lost" });
  });

  test.each([
    ["the stage it is in", at("one"), "one", "already_in_stage"],
    ["a stage that does not exist", at("one"), "nowhere", "validation_failed"],
    ["a stage, when it is won", at("one", new Map(), "won"), "two", "opportunity_closed"],
    ["lost, when it is lost", at("one", new Map(), "lost"), "lost", "opportunity_closed"],
    ["reopened, when it is open", at("one"), "reopened", "opportunity_not_closed"],
  ])("to %s is refused", (_name, deal, target, code) => {
    expect(refusal(() => decideTransition(strict, deal, to(target, { reason: "r" }))).code).toBe(code);
  });

  test("reopened goes back to the stage where the deal was closed", () => {
    const move = decideTransition(strict, at("two", new Map(), "lost"), to("reopened"));
    expect(move.kind === "reopened" && move.stage.key).toBe("two");
  });

  test("history records a move as fact, past any gate", () => {
    const move = decideTransition(strict, at("one"), to("three", { mode: "history" }));
    expect(move.kind === "stage" && move.bypassed.length).toBe(2);
  });
});

describe("laws", () => {
  const anyMove = fc.record({ example: arbitraryCase, from: fc.nat(), target: fc.nat() });

  test("a forward move passes a gate without reason exactly when no milestone from here to there is missing", () => {
    fc.assert(
      fc.property(anyMove, ({ example: { process, standings }, from, target }) => {
        const start = process.stages[from % process.stages.length];
        const end = process.stages[target % process.stages.length];
        if (!start || !end || end.index <= start.index) return;
        const missing = missingMilestones(process, standings, start.index, end.index).map((criterion) => criterion.key);
        const attempt = () => decideTransition(process, at(start.key, standings), to(end.key));
        if (missing.length === 0) expect(attempt()).toMatchObject({ direction: "forward", bypassed: [] });
        else expect(missingKeys(refusal(attempt))).toEqual(missing);
      }),
    );
  });

  test("a move in two steps is allowed exactly when it is allowed in one", () => {
    const passes = (run: () => unknown) => {
      try {
        run();
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(anyMove, ({ example: { process, standings }, from }) => {
        const start = process.stages[from % process.stages.length];
        const middle = process.stages[(start?.index ?? 0) + 1];
        const end = process.stages[(start?.index ?? 0) + 2];
        if (!start || !middle || !end) return;
        const step = (source: string, target: string) =>
          passes(() => decideTransition(process, at(source, standings), to(target)));
        expect(step(start.key, end.key)).toBe(step(start.key, middle.key) && step(middle.key, end.key));
      }),
    );
  });
});
