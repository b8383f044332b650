import fc from "fast-check";

// The life of an alert as product.md tells it, one case after the other, written without a look at how src does it.

const HOUR_MS = 3_600_000;

export type Severity = "warning" | "critical";

/** What happens to the one alert that a figure can raise. Figures are percent. */
export type Happening =
  | { readonly what: "evaluation"; readonly percent: number | null; readonly n: number; readonly muted: boolean }
  | { readonly what: "acknowledge" }
  | { readonly what: "resolve" }
  | { readonly what: "disable" }
  | { readonly what: "snooze"; readonly hours: number }
  | { readonly what: "wait"; readonly hours: number };

/** Which figures reach a level, and which have left one that was reached. */
export interface Limits {
  readonly warns: (percent: number) => boolean;
  readonly alarms: (percent: number) => boolean;
  readonly isWell: (percent: number) => boolean;
  readonly isCalm: (percent: number) => boolean;
  /** How many the figure must rest on to raise, and to keep, an alert. */
  readonly toRaise: number;
  readonly toKeep: number;
  readonly remindAfterHours: number;
}

export interface Told {
  readonly event: string;
  readonly severity: Severity;
  readonly status: string;
}

export interface Life {
  readonly alert:
    | {
        readonly severity: Severity;
        readonly status: "open" | "acknowledged" | "snoozed";
        readonly until: number;
        /** From when it waits to be acknowledged, and whether it has been told again for that. */
        readonly waitsSince: number;
        readonly reminded: boolean;
      }
    | undefined;
  /** How bad it was when somebody resolved it and it has not been well since. */
  readonly held: Severity | undefined;
}

export interface Outcome {
  readonly life: Life;
  readonly told: readonly Told[];
  readonly refused: boolean;
}

export const UNBORN: Life = { alert: undefined, held: undefined };

export function happen(life: Life, happening: Happening, now: number, limits: Limits): Outcome {
  const { alert } = life;
  switch (happening.what) {
    case "wait":
      return { life, told: [], refused: false };
    case "evaluation":
      return evaluation(life, happening, now, limits);
    case "disable": {
      const told = alert ? [{ event: "alert.resolved", severity: alert.severity, status: "resolved" }] : [];
      return { life: UNBORN, told, refused: false };
    }
    default:
      return alert ? act(life, alert, happening, now) : { life, told: [], refused: true };
  }
}

function act(
  life: Life,
  alert: NonNullable<Life["alert"]>,
  happening: Extract<Happening, { what: "acknowledge" | "snooze" | "resolve" }>,
  now: number,
): Outcome {
  const { severity } = alert;
  const becomes = (status: string, after: Life): Outcome => ({
    life: after,
    told: [{ event: `alert.${status}`, severity, status }],
    refused: false,
  });
  const nothing: Outcome = { life, told: [], refused: false };
  switch (happening.what) {
    case "acknowledge":
      if (alert.status === "acknowledged") return nothing;
      return becomes("acknowledged", { ...life, alert: { ...alert, status: "acknowledged" } });
    case "snooze": {
      const until = now + happening.hours * HOUR_MS;
      if (alert.status === "snoozed" && alert.until === until) return nothing;
      return becomes("snoozed", { ...life, alert: { ...alert, status: "snoozed", until } });
    }
    case "resolve":
      return becomes("resolved", { alert: undefined, held: severity });
  }
}

function evaluation(
  life: Life,
  { percent, n, muted }: Extract<Happening, { what: "evaluation" }>,
  now: number,
  limits: Limits,
): Outcome {
  const nothing: Outcome = { life, told: [], refused: false };
  const tellsNothing = percent === null || n < limits.toKeep;
  const isWell = tellsNothing || limits.isWell(percent);
  const { alert, held } = life;
  const opened = (severity: Severity) =>
    ({ severity, status: "open", until: 0, waitsSince: now, reminded: false }) as const;

  if (!alert) {
    if (held !== undefined && isWell) return { ...nothing, life: UNBORN };
    if (muted || tellsNothing || n < limits.toRaise || !limits.warns(percent)) return nothing;
    const severity = limits.alarms(percent) ? "critical" : "warning";
    if (held === "critical" || held === severity) return nothing;
    const told = [{ event: "alert.raised", severity, status: "open" } as const];
    return { life: { alert: opened(severity), held: undefined }, told, refused: false };
  }

  if (isWell && !muted) {
    // A severity does not change any more in the evaluation that ends it.
    const told = [{ event: "alert.resolved", severity: alert.severity, status: "resolved" }];
    return { life: UNBORN, told, refused: false };
  }
  if (tellsNothing) return nothing;
  const calm = alert.severity === "critical" && limits.isCalm(percent);
  const current = { ...alert, severity: calm ? ("warning" as const) : alert.severity };
  const quiet: Outcome = { ...nothing, life: { ...life, alert: current } };
  if (muted) return quiet;
  if (current.severity === "warning" && limits.alarms(percent)) {
    const told = [{ event: "alert.escalated", severity: "critical", status: "open" } as const];
    return { life: { ...life, alert: opened("critical") }, told, refused: false };
  }
  if (current.status === "snoozed" && current.until <= now) {
    const told = [{ event: "alert.reopened", severity: current.severity, status: "open" }];
    return { life: { ...life, alert: opened(current.severity) }, told, refused: false };
  }
  const forgotten = now - current.waitsSince >= limits.remindAfterHours * HOUR_MS;
  if (current.status === "open" && !current.reminded && forgotten) {
    const told = [{ event: "alert.escalated", severity: current.severity, status: "open" }];
    return { life: { ...life, alert: { ...current, reminded: true } }, told, refused: false };
  }
  return quiet;
}

/** Something that may happen; figures lie at, just short of and just beyond the limits more often than elsewhere. */
export function happenings(percents: readonly (number | null)[], counts: readonly number[]): fc.Arbitrary<Happening> {
  const hours = fc.constantFrom(1, 5, 23, 24, 48);
  const evaluation = fc.record({
    what: fc.constant("evaluation" as const),
    percent: fc.constantFrom(...percents),
    n: fc.constantFrom(...counts),
    muted: fc.integer({ min: 0, max: 4 }).map((die) => die === 0),
  });
  return fc.oneof(
    { weight: 8, arbitrary: evaluation },
    { weight: 1, arbitrary: fc.constant({ what: "acknowledge" } as const) },
    { weight: 1, arbitrary: fc.constant({ what: "resolve" } as const) },
    { weight: 1, arbitrary: fc.constant({ what: "disable" } as const) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant("snooze" as const), hours }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant("wait" as const), hours }) },
  );
}
