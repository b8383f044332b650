import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlertRow } from "./alert.ts";
import { DEFAULT_LEVELS, type Levels, severityOf } from "./levels.ts";
import { clearLevel, nextSteps, type Step, type Verdict } from "./life.ts";

const LEVELS: Levels = { warning: 0.2, critical: 0.4, minimum: 10, worse: "above", inclusive: true };

function verdict(value: number | null, n = 100, more: Partial<Verdict> = {}): Verdict {
  return {
    processId: "prc_1",
    rule: "inverted_funnel",
    subject: "process",
    value,
    n,
    formula: "inversion_index",
    interval: null,
    levels: LEVELS,
    muted: false,
    escalateAfterHours: null,
    opportunityIds: ["opp_1"],
    message: "Breached",
    clearedMessage: "Cleared",
    sinceMessage: () => "Since then",
    tooFewMessage: "Too few",
    advice: "Do something",
    ...more,
  };
}

let made = 0;
const makeId = () => `alr_${++made}`;
/** What becomes of a live alert, or of none. */
const step = (live: AlertRow | undefined, what: Verdict, now = 1_000): Step | undefined =>
  nextSteps({ live, held: undefined }, what, now, makeId)[0];

/** The alert that is live after a step. */
function liveAfter(live: AlertRow | undefined, next: Step | undefined): AlertRow | undefined {
  if (!next) return live;
  return next.kind === "resolved" ? undefined : next.alert;
}

function raised(value: number): AlertRow {
  const next = step(undefined, verdict(value));
  if (next?.kind !== "raised") throw new Error(`${value} raises nothing`);
  return next.alert;
}

describe("without a live alert", () => {
  test.each([
    [0.1999, 100, undefined],
    [0.2, 100, "warning"],
    [0.3999, 100, "warning"],
    [0.4, 100, "critical"],
    [1, 100, "critical"],
    [0.4, 9, undefined],
    [0.4, 10, "critical"],
    [null, 100, undefined],
  ])("a figure of %s of %i deals raises %s", (value, n, severity) => {
    const next = step(undefined, verdict(value, n));
    expect(next?.alert.severity).toBe(severity);
    expect(next?.kind).toBe(severity && "raised");
  });

  test("the new one carries what it is about", () => {
    expect(step(undefined, verdict(0.234567, 12), 77)?.alert).toMatchObject({
      process_id: "prc_1",
      rule: "inverted_funnel",
      subject: "process",
      status: "open",
      severity: "warning",
      value: 0.2346,
      threshold: 0.2,
      n: 12,
      message: "Breached Since then",
      advice: "Do something",
      formula: "inversion_index",
      opportunities: '["opp_1"]',
      revision: 1,
      opened_at: 77,
      updated_at: 77,
      resolved_at: null,
    });
  });
});

describe("with a live alert", () => {
  test.each([
    ["warning", 0.4, "escalated", "critical"],
    ["warning", 0.3999, "updated", "warning"],
    ["warning", 0.16, "updated", "warning"],
    ["warning", 0.1599, "resolved", "warning"],
    ["critical", 0.32, "updated", "critical"],
    ["critical", 0.3199, "updated", "warning"],
    ["critical", 0.16, "updated", "warning"],
    ["critical", 0.1599, "resolved", "critical"],
  ])("a %s one at %f is %s", (before, value, kind, after) => {
    const next = step(raised(before === "critical" ? 0.5 : 0.25), verdict(value));
    expect([next?.kind, next?.alert.severity]).toEqual([kind, after]);
    expect(next?.alert.revision).toBe(2);
  });

  test.each([
    [10, undefined],
    [8, "updated"],
    [7, "resolved"],
    [0, "resolved"],
  ])("of 10 deals and more, %i left are %s", (n, kind) => {
    const live = { ...raised(0.5), n: 10 };
    expect(step(live, verdict(0.5, n))?.kind).toBe(kind);
    expect(step(live, verdict(null, n))?.kind).toBe("resolved");
  });

  test("the same verdict again changes nothing", () => {
    expect(step(raised(0.5), verdict(0.5), 2_000)).toBeUndefined();
  });

  test("other deals or another message make it another", () => {
    expect(step(raised(0.5), verdict(0.5, 100, { opportunityIds: ["opp_2"] }))?.kind).toBe("updated");
    expect(step(raised(0.5), verdict(0.5, 100, { message: "Breached for longer" }))?.kind).toBe("updated");
  });

  test("resolving says so, ends it, and keeps what it was", () => {
    const live = raised(0.5);
    expect(step(live, verdict(0.1), 5_000)).toEqual({
      kind: "resolved",
      before: live,
      alert: {
        ...live,
        status: "resolved",
        value: 0.1,
        message: "Cleared",
        revision: 2,
        updated_at: 5_000,
        resolved_at: 5_000,
      },
    });
    expect(step(live, verdict(null, 3), 5_000)?.alert).toMatchObject({ value: 0.5, n: 3, message: "Too few" });
  });

  test("one that somebody has acknowledged lives on as it is", () => {
    const live: AlertRow = { ...raised(0.25), status: "acknowledged" };
    expect(step(live, verdict(0.3))?.alert.status).toBe("acknowledged");
    expect(step(live, verdict(0.1))?.alert.status).toBe("resolved");
  });
});

test("80 % of a level is what people reckon it to be", () => {
  const clearLevels = Object.entries(DEFAULT_LEVELS).map(([rule, { warning, critical, worse }]) => [
    rule,
    clearLevel(warning, worse),
    clearLevel(critical, worse),
  ]);
  expect(clearLevels).toEqual([
    ["inverted_funnel", 0.16, 0.32],
    ["closing_jam", 0.24, 0.4],
    ["hollow_pipeline", 0.16, 0.32],
    ["stalled", 0.2, 0.4],
    ["past_due", 0.08, 0.2],
    ["slipping", 0.16, 0.32],
    ["thin_top", 0.75, 0.5],
    ["conversion_drop", 0.0625, 0.0125],
    ["low_coverage", 1.25, 0.625],
    ["concentration", 0.24, 0.4],
    ["forecast_bias", 0.8, 1],
    ["unqualified_load", 0.24, 0.4],
    ["silent", 0.24, 0.48],
    ["rep_inverted", 0.24, 0.48],
  ]);
  // 0.2 * 0.8 is 0.16000000000000003, which 16 of 100 deals would be below.
  expect(step(raised(0.2), verdict(16 / 100))?.kind).toBe("updated");
});

describe("over any course of figures", () => {
  const verdicts = fc.array(
    fc.tuple(
      fc.option(fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100)),
      fc.integer({ min: 0, max: 20 }),
    ),
    { maxLength: 60 },
  );

  /** Lives through the verdicts; each entry is the verdict with the alert before and after it. */
  function live(course: readonly (readonly [number | null, number])[]) {
    let current: AlertRow | undefined;
    return course.map(([value, n], at) => {
      const before = current;
      const next = step(before, verdict(value, n), at);
      current = liveAfter(before, next);
      return { value, n, before, next, after: current };
    });
  }

  test("an alert opens only on a breach, and what is breached has one", () => {
    fc.assert(
      fc.property(verdicts, (course) => {
        for (const { value, n, next, after } of live(course)) {
          const severity = severityOf({ value, n }, LEVELS);
          if (next?.kind === "raised") expect(next.alert.severity).toBe(severity);
          if (severity) expect(after).toBeDefined();
          if (severity === "critical") expect(after?.severity).toBe("critical");
        }
      }),
    );
  });

  test("it closes only below 80 % of the warning level, or for want of deals", () => {
    fc.assert(
      fc.property(verdicts, (course) => {
        for (const { value, n, next } of live(course)) {
          if (next?.kind === "resolved") expect(value === null || n < 8 || value < 0.16).toBe(true);
        }
      }),
    );
  });

  test("a figure that wavers between 80 % and the warning level is told of once at most", () => {
    const wavering = fc.array(
      fc.integer({ min: 160, max: 399 }).map((mille) => mille / 1_000),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(wavering, (values) => {
        const told = live(values.map((value) => [value, 100])).filter(({ next }) => next && next.kind !== "updated");
        expect(told.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("a verdict given twice changes nothing the second time", () => {
    fc.assert(
      fc.property(verdicts, (course) => {
        for (const { value, n, after } of live(course)) {
          if (after) expect(step(after, verdict(value, n))).toBeUndefined();
        }
      }),
    );
  });

  test("each change is one revision more, and only a rise to critical escalates", () => {
    fc.assert(
      fc.property(verdicts, (course) => {
        for (const { next, before } of live(course)) {
          if (!next || next.kind === "raised") continue;
          expect(next.alert.revision).toBe((before?.revision ?? 0) + 1);
          const rose = before?.severity === "warning" && next.alert.severity === "critical";
          if (next.kind !== "resolved") expect(next.kind === "escalated").toBe(rose);
        }
      }),
    );
  });
});
