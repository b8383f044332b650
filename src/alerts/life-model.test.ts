import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Happening,
  happen,
  happenings,
  type Life,
  type Limits,
  type Told,
  UNBORN,
} from "../../test/support/alert-life.ts";
import { DomainError } from "../errors.ts";
import { acknowledge, resolveByHand, snooze } from "./acts.ts";
import type { AlertRow } from "./alert.ts";
import type { Levels } from "./levels.ts";
import { endAlert, nextSteps, type Step, type Verdict } from "./life.ts";
import { eventsOf } from "./record-steps.ts";

// The life of an alert against a model that was written from product.md alone.

const HOUR_MS = 3_600_000;
const REMIND = { toRaise: 10, toKeep: 8, remindAfterHours: 24 };

interface Course {
  readonly name: string;
  readonly levels: Levels;
  readonly limits: Limits;
  readonly percents: readonly number[];
}

const COURSES: readonly Course[] = [
  {
    name: "worse above",
    levels: { warning: 0.2, critical: 0.4, minimum: 10, worse: "above", inclusive: true },
    limits: { ...REMIND, warns: (p) => p >= 20, alarms: (p) => p >= 40, isWell: (p) => p < 16, isCalm: (p) => p < 32 },
    percents: [0, 15.99, 16, 17, 19.99, 20, 25, 31.99, 32, 39.99, 40, 70],
  },
  {
    name: "worse beyond",
    levels: { warning: 1, critical: 1.25, minimum: 10, worse: "above", inclusive: false },
    limits: { ...REMIND, warns: (p) => p > 100, alarms: (p) => p > 125, isWell: (p) => p < 80, isCalm: (p) => p < 100 },
    percents: [0, 79.99, 80, 99.99, 100, 100.01, 125, 125.01, 200],
  },
  {
    name: "worse below",
    levels: { warning: 0.6, critical: 0.4, minimum: 10, worse: "below", inclusive: true },
    limits: { ...REMIND, warns: (p) => p <= 60, alarms: (p) => p <= 40, isWell: (p) => p > 75, isCalm: (p) => p > 50 },
    percents: [120, 75.01, 75, 61, 60, 55, 50.01, 50, 40.01, 40, 10],
  },
  {
    name: "worse short of",
    levels: { warning: 0.05, critical: 0.01, minimum: 10, worse: "below", inclusive: false },
    limits: { ...REMIND, warns: (p) => p < 5, alarms: (p) => p < 1, isWell: (p) => p > 6.25, isCalm: (p) => p > 1.25 },
    percents: [100, 6.26, 6.25, 5, 4.99, 1.26, 1.25, 1, 0.99, 0],
  },
];

/** What the database would hold: all alerts there have ever been. */
class Rows {
  readonly #levels: Levels;
  readonly byId = new Map<string, AlertRow>();

  constructor(levels: Levels) {
    this.#levels = levels;
  }

  live(): AlertRow | undefined {
    return this.#one((alert) => alert.status !== "resolved");
  }

  held(): AlertRow | undefined {
    return this.#one((alert) => alert.held === 1);
  }

  #one(fits: (alert: AlertRow) => boolean): AlertRow | undefined {
    const [one, ...others] = [...this.byId.values()].filter(fits);
    expect(others).toEqual([]);
    return one;
  }

  /** Answers what is told. */
  happen(happening: Happening, now: number): { readonly told: Told[]; readonly refused: boolean } {
    if (happening.what === "wait") return { told: [], refused: false };
    if (happening.what === "disable") {
      const standing = [this.live(), this.held()].flatMap((alert) => alert ?? []);
      return { told: this.#take(standing.map((alert) => endAlert(alert, "Disabled", now))), refused: false };
    }
    if (happening.what === "evaluation") {
      const standing = { live: this.live(), held: this.held() };
      const steps = nextSteps(standing, this.#verdict(happening), now, () => `alr_${this.byId.size}`);
      return { told: this.#take(steps), refused: false };
    }
    // Where none is live, somebody acts on the last one that was.
    const before = this.live() ?? [...this.byId.values()].at(-1);
    if (!before) return { told: [], refused: true };
    try {
      const after = this.#act(before, happening, now);
      this.byId.set(after.id, after);
      const event = `alert.${happening.what === "snooze" ? "snoozed" : `${happening.what}d`}`;
      const told = { event, severity: after.severity, status: after.status };
      return { told: after === before ? [] : [told], refused: false };
    } catch (error) {
      if (error instanceof DomainError && error.code === "alert_resolved") return { told: [], refused: true };
      throw error;
    }
  }

  #act(before: AlertRow, happening: Happening, now: number): AlertRow {
    const actor = { actor: "key_1", now };
    if (happening.what === "acknowledge") return acknowledge(before, actor);
    if (happening.what === "snooze") return snooze(before, now + happening.hours * HOUR_MS, actor);
    return resolveByHand(before, actor);
  }

  #take(steps: readonly Step[]): Told[] {
    for (const step of steps) {
      expect(step.alert.revision).toBe(step.kind === "raised" ? 1 : step.before.revision + 1);
      this.byId.set(step.alert.id, step.alert);
    }
    return steps.flatMap((step) => {
      const { severity, status } = step.alert;
      return eventsOf(step).map(({ type }) => ({ event: type, severity, status }));
    });
  }

  #verdict({ percent, n, muted }: Extract<Happening, { what: "evaluation" }>): Verdict {
    return {
      processId: "prc_1",
      rule: "stalled",
      subject: "process",
      value: percent === null ? null : percent / 100,
      n,
      formula: "share",
      interval: null,
      levels: this.#levels,
      muted,
      escalateAfterHours: REMIND.remindAfterHours,
      opportunityIds: [],
      message: "Breached",
      clearedMessage: "Cleared",
      sinceMessage: () => "Since then",
      tooFewMessage: "Too few",
      advice: "",
    };
  }
}

const CALLS = new Set(["acknowledge", "snooze", "resolve"]);

describe.each(COURSES)("an alert of a figure that is $name", ({ levels, limits, percents }) => {
  test("lives as the model says, whatever happens to it", () => {
    const course = fc.array(happenings([...percents, null], [0, 7, 8, 9, 10, 100, 100, 100]), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(course, (happened) => {
        const rows = new Rows(levels);
        let life: Life = UNBORN;
        let now = 1_000;
        for (const happening of happened) {
          if (happening.what === "wait") now += happening.hours * HOUR_MS;
          const expected = happen(life, happening, now, limits);
          const { told, refused } = rows.happen(happening, now);
          life = expected.life;
          expect(told).toEqual(expected.told);
          // Who resolves what somebody has resolved already is not refused.
          const again = happening.what === "resolve" && rows.byId.size > 0;
          if (CALLS.has(happening.what) && !again) expect(refused).toBe(expected.refused);
          const [live, held] = [rows.live(), rows.held()];
          expect(live && [live.status, live.severity]).toEqual(life.alert && [life.alert.status, life.alert.severity]);
          expect(held?.severity).toBe(life.held);
          expect(live && held).toBeUndefined();
        }
      }),
      { numRuns: 500 },
    );
  });
});
