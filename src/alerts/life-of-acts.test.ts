import { describe, expect, test } from "vitest";
import { acknowledge, resolveByHand, snooze } from "./acts.ts";
import type { AlertRow } from "./alert.ts";
import type { Levels } from "./levels.ts";
import { endAlert, nextSteps, type Standing, type Verdict } from "./life.ts";

const HOUR_MS = 3_600_000;
const AINO = { actor: "key_aino", now: 5_000 };
const NOBODY: Standing = { live: undefined, held: undefined };

const ABOVE: Levels = { warning: 0.2, critical: 0.4, minimum: 10, worse: "above", inclusive: true };
const BELOW: Levels = { warning: 0.6, critical: 0.4, minimum: 10, worse: "below", inclusive: true };
const STRICTLY_BELOW: Levels = { ...BELOW, inclusive: false };

function verdict(value: number | null, more: Partial<Verdict> = {}): Verdict {
  return {
    processId: "prc_1",
    rule: "stalled",
    subject: "process",
    value,
    n: 100,
    formula: "share",
    interval: null,
    levels: ABOVE,
    muted: false,
    escalateAfterHours: null,
    opportunityIds: [],
    message: "Breached",
    clearedMessage: "Cleared",
    sinceMessage: () => "Since then",
    tooFewMessage: "Too few",
    advice: "Do something",
    ...more,
  };
}

const steps = (standing: Standing, what: Verdict, now = 10_000) => nextSteps(standing, what, now, () => "alr_new");
const ofLive = (live: AlertRow, what: Verdict, now?: number) => steps({ live, held: undefined }, what, now);
const ofHeld = (held: AlertRow, what: Verdict, now?: number) => steps({ live: undefined, held }, what, now);
const kinds = (found: readonly { readonly kind: string }[]) => found.map(({ kind }) => kind);

function raised(value: number, more: Partial<Verdict> = {}): AlertRow {
  const [first] = steps(NOBODY, verdict(value, more), 1_000);
  if (first?.kind !== "raised") throw new Error(`${value} raises nothing`);
  return first.alert;
}

describe("a level that is worse below", () => {
  test.each([
    [BELOW, 0.6001, undefined],
    [BELOW, 0.6, "warning"],
    [BELOW, 0.4001, "warning"],
    [BELOW, 0.4, "critical"],
    [BELOW, 0, "critical"],
    [STRICTLY_BELOW, 0.6, undefined],
    [STRICTLY_BELOW, 0.5999, "warning"],
    [STRICTLY_BELOW, 0.4, "warning"],
    [STRICTLY_BELOW, 0.3999, "critical"],
  ])("%o is reached by %f: %s", (levels, value, severity) => {
    expect(steps(NOBODY, verdict(value, { levels }))[0]?.alert.severity).toBe(severity);
  });

  test.each([
    ["warning", 0.75, "updated", "warning"],
    ["warning", 0.7501, "resolved", "warning"],
    ["critical", 0.5, "updated", "critical"],
    ["critical", 0.5001, "updated", "warning"],
    ["warning", 0.4, "escalated", "critical"],
  ])("a %s alert at %f is %s", (before, value, kind, after) => {
    const levels = BELOW;
    const [next] = ofLive(raised(before === "critical" ? 0.1 : 0.55, { levels }), verdict(value, { levels }));
    expect([next?.kind, next?.alert.severity]).toEqual([kind, after]);
  });
});

describe("what must hold beside the level", () => {
  test("to raise it", () => {
    expect(steps(NOBODY, verdict(0.5, { besides: { toRaise: false, toKeep: true } }))).toEqual([]);
    expect(kinds(steps(NOBODY, verdict(0.5, { besides: { toRaise: true, toKeep: true } })))).toEqual(["raised"]);
  });

  test("to keep it", () => {
    const live = raised(0.5);
    expect(ofLive(live, verdict(0.5, { besides: { toRaise: false, toKeep: true } }))).toEqual([]);
    const [end] = ofLive(live, verdict(0.5, { besides: { toRaise: false, toKeep: false } }));
    expect([end?.kind, end?.alert.message]).toEqual(["resolved", "Cleared"]);
  });
});

describe("in mute hours", () => {
  const muted = { muted: true };

  test("nothing opens", () => {
    expect(steps(NOBODY, verdict(0.9, muted))).toEqual([]);
  });

  test("nothing escalates, but figures go on", () => {
    const [next] = ofLive(raised(0.25), verdict(0.9, muted));
    expect([next?.kind, next?.alert.severity, next?.alert.value]).toEqual(["updated", "warning", 0.9]);
    expect(next?.alert.threshold).toBe(0.2);
  });

  test("nothing resolves, but it says how it stands", () => {
    const [next] = ofLive(raised(0.25), verdict(0.1, muted));
    expect([next?.kind, next?.alert.status, next?.alert.value, next?.alert.message]).toEqual([
      "updated",
      "open",
      0.1,
      "Cleared",
    ]);
    expect(ofLive(raised(0.25), verdict(null, muted))).toEqual([]);
    expect(ofLive(raised(0.25), verdict(0.1, { ...muted, n: 2 }))).toEqual([]);
  });

  test("a snooze ends afterwards, and nobody is reminded", () => {
    const live = snooze(raised(0.25), 9_000, AINO);
    expect(kinds(ofLive(live, verdict(0.25, muted), 9_000))).toEqual([]);
    expect(kinds(ofLive(live, verdict(0.25), 9_500))).toEqual(["reopened"]);
    expect(ofLive(raised(0.25), verdict(0.25, { ...muted, escalateAfterHours: 1 }), 9 * HOUR_MS)).toEqual([]);
  });
});

describe("an acknowledged alert", () => {
  const live = acknowledge(raised(0.25), AINO);

  test("names who takes care of it, and since when", () => {
    expect(live).toMatchObject({ status: "acknowledged", acknowledged_at: 5_000, acknowledged_by: "key_aino" });
    expect(live.revision).toBe(2);
  });

  test("is measured quietly", () => {
    const [next] = ofLive(live, verdict(0.3));
    expect([next?.kind, next?.alert.status, next?.alert.value]).toEqual(["updated", "acknowledged", 0.3]);
  });

  test("is open again when it becomes critical", () => {
    const [next] = ofLive(live, verdict(0.4));
    expect(next?.kind).toBe("escalated");
    expect(next?.alert).toMatchObject({
      status: "open",
      acknowledged_at: null,
      acknowledged_by: null,
      told_at: 10_000,
    });
    expect(next?.alert.escalated_at).toBe(10_000);
  });

  test("resolves with its figure, by nobody's hand, and remembers who had taken care of it", () => {
    const [next] = ofLive(live, verdict(0.1));
    expect(next?.kind).toBe("resolved");
    expect(next?.alert).toMatchObject({ status: "resolved", resolved_by: null, held: 0, acknowledged_by: "key_aino" });
  });

  test("by somebody else again is as it is", () => {
    expect(acknowledge(live, { actor: "key_eero", now: 6_000 })).toBe(live);
  });
});

describe("a snoozed alert", () => {
  const live = snooze(raised(0.25), 9_000, AINO);

  test("is measured, and told of to nobody", () => {
    const [next] = ofLive(live, verdict(0.3), 8_999);
    expect([next?.kind, next?.alert.status]).toEqual(["updated", "snoozed"]);
    expect(ofLive(live, verdict(0.25), 8_999)).toEqual([]);
  });

  test.each([9_000, 90_000])("is open again with the first verdict at its end or after: %i", (now) => {
    const [next] = ofLive(live, verdict(0.25), now);
    expect(next?.kind).toBe("reopened");
    expect(next?.alert).toMatchObject({ status: "open", snoozed_until: null, told_at: now });
  });

  test("that becomes critical is open at once", () => {
    const [next] = ofLive(live, verdict(0.4), 8_000);
    expect([next?.kind, next?.alert.status, next?.alert.snoozed_until]).toEqual(["escalated", "open", null]);
  });

  test("that was critical already sleeps on", () => {
    const critical = snooze(raised(0.5), 9_000, AINO);
    expect(kinds(ofLive(critical, verdict(0.9), 8_000))).toEqual(["updated"]);
  });

  test("whose figure is well at its end is resolved, not opened", () => {
    expect(kinds(ofLive(live, verdict(0.1), 9_000))).toEqual(["resolved"]);
  });

  test("until the same time again is as it is; until another one it is another", () => {
    expect(snooze(live, 9_000, AINO)).toBe(live);
    expect(snooze(live, 9_001, AINO)).toMatchObject({ snoozed_until: 9_001, revision: 3 });
  });

  test("that somebody acknowledges is snoozed no more", () => {
    expect(acknowledge(live, AINO)).toMatchObject({ status: "acknowledged", snoozed_until: null });
  });
});

describe("an alert that nobody acknowledges", () => {
  const waiting = { escalateAfterHours: 24 };
  const DUE = 1_000 + 24 * HOUR_MS;

  test.each([
    [DUE - 1, []],
    [DUE, ["reminded"]],
    [DUE + HOUR_MS, ["reminded"]],
  ])("at %i is %o", (now, told) => {
    expect(kinds(ofLive(raised(0.25), verdict(0.25, waiting), now))).toEqual(told);
  });

  test("is told of once more, not for ever, and its severity stays", () => {
    const [next] = ofLive(raised(0.25), verdict(0.25, waiting), DUE);
    expect(next?.alert).toMatchObject({ severity: "warning", status: "open", reminded_at: DUE });
    if (!next) throw new Error("nothing was told");
    expect(ofLive(next.alert, verdict(0.25, waiting), 9 * DUE)).toEqual([]);
  });

  test("of a rule that waits for ever is left alone", () => {
    expect(ofLive(raised(0.25), verdict(0.25), 9 * DUE)).toEqual([]);
  });

  test("waits from when it was told of last", () => {
    const [escalated] = ofLive(raised(0.25), verdict(0.5), DUE - 1);
    if (!escalated) throw new Error("nothing escalated");
    expect(ofLive(escalated.alert, verdict(0.5, waiting), DUE + 23 * HOUR_MS)).toEqual([]);
    expect(kinds(ofLive(escalated.alert, verdict(0.5, waiting), DUE + 24 * HOUR_MS))).toEqual(["reminded"]);
  });

  test("of an earlier release waits from when it opened", () => {
    const old: AlertRow = { ...raised(0.25), told_at: null };
    expect(kinds(ofLive(old, verdict(0.25, waiting), DUE))).toEqual(["reminded"]);
  });

  test("is told of as critical when it is that too", () => {
    expect(kinds(ofLive(raised(0.25), verdict(0.5, waiting), DUE))).toEqual(["escalated"]);
  });

  test("but has been acknowledged or snoozed is no such one", () => {
    expect(ofLive(acknowledge(raised(0.25), AINO), verdict(0.25, waiting), 2 * DUE)).toEqual([]);
    expect(ofLive(snooze(raised(0.25), 9 * DUE, AINO), verdict(0.25, waiting), 2 * DUE)).toEqual([]);
  });
});

describe("an alert that was resolved by hand", () => {
  const held = resolveByHand(raised(0.25), AINO);

  test("says by whom, and holds back the same", () => {
    expect(held).toMatchObject({
      status: "resolved",
      resolved_by: "key_aino",
      resolved_at: 5_000,
      held: 1,
      revision: 2,
    });
    for (const value of [0.16, 0.25, 0.39]) expect(ofHeld(held, verdict(value))).toEqual([]);
  });

  test("holds nothing back any more once its figure has been well, which nobody is told", () => {
    for (const well of [verdict(0.1599), verdict(null), verdict(0.3, { n: 7 })]) {
      const [next, ...more] = ofHeld(held, well);
      expect([next?.kind, next?.alert.held, next?.alert.revision, more]).toEqual(["released", 0, 3, []]);
    }
    expect(kinds(ofHeld(held, verdict(0.1, { muted: true })))).toEqual(["released"]);
  });

  test("does not hold back what is worse", () => {
    const [released, next] = ofHeld(held, verdict(0.4));
    expect([released?.kind, released?.alert.held]).toEqual(["released", 0]);
    expect([next?.kind, next?.alert.severity, next?.alert.id]).toEqual(["raised", "critical", "alr_new"]);
    expect(ofHeld(held, verdict(0.4, { muted: true }))).toEqual([]);
  });

  test("as critical holds back everything until it has been well", () => {
    const critical = resolveByHand(raised(0.5), AINO);
    for (const value of [0.9, 0.25, 0.5]) expect(ofHeld(critical, verdict(value))).toEqual([]);
    expect(kinds(ofHeld(critical, verdict(0)))).toEqual(["released"]);
  });

  test("is resolved already", () => {
    expect(resolveByHand(held, { actor: "key_eero", now: 6_000 })).toBe(held);
    const refused = expect.objectContaining({ code: "alert_resolved" });
    expect(() => acknowledge(held, AINO)).toThrow(refused);
    expect(() => snooze(held, 9_000, AINO)).toThrow(refused);
  });
});

test("one that the figure resolved cannot be resolved by hand: there is nothing to hold back", () => {
  const [next] = ofLive(raised(0.25), verdict(0.1));
  if (!next) throw new Error("nothing resolved");
  expect(() => resolveByHand(next.alert, AINO)).toThrow(expect.objectContaining({ code: "alert_resolved" }));
});

test("an alert that nothing is judged for any more ends with the reason, and a held one holds nothing back", () => {
  const live = acknowledge(raised(0.25), AINO);
  expect(endAlert(live, "The rule is disabled.", 7_000)).toEqual({
    kind: "resolved",
    before: live,
    alert: {
      ...live,
      status: "resolved",
      message: "The rule is disabled.",
      revision: 3,
      updated_at: 7_000,
      resolved_at: 7_000,
    },
  });
  const held = resolveByHand(live, AINO);
  expect(endAlert(held, "The rule is disabled.", 7_000)).toMatchObject({
    kind: "released",
    alert: { held: 0, message: "Breached Since then", updated_at: 5_000 },
  });
});
