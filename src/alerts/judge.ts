import type { Figure } from "../funnel/figure.ts";
import type { Funnel } from "../funnel/funnel-shape.ts";
import type { Locale } from "../values/words.ts";
import { DEFAULT_LEVELS, type Levels, RULES, type Rule } from "./levels.ts";
import type { Verdict } from "./life.ts";
import { MEASURES } from "./rules/rules.ts";

/** The subject of a rule that looks at a whole process. */
const WHOLE_PROCESS = "process";
/** The most deals that an alert names: a list to work through, not an export. */
const MOST_DEALS = 20;

export interface Judgement {
  readonly rule: Rule;
  readonly figure: Figure;
  readonly levels: Levels;
  readonly verdict: Verdict;
}

/** Holds every rule against a funnel. Pure. */
export function judgeFunnel(funnel: Funnel, locale: Locale): Judgement[] {
  return RULES.map((rule) => {
    const { figure, deals, breached, cleared } = MEASURES[rule](funnel);
    const levels = DEFAULT_LEVELS[rule];
    const verdict: Verdict = {
      processId: funnel.process.id,
      rule,
      subject: WHOLE_PROCESS,
      value: figure.value,
      n: figure.n,
      levels,
      opportunityIds: deals.slice(0, MOST_DEALS).map(({ deal }) => deal.id),
      message: breached(locale),
      clearedMessage: cleared(locale),
      tooFewMessage: tooFew(figure.n, locale),
    };
    return { rule, figure, levels, verdict };
  });
}

function tooFew(n: number, locale: Locale): string {
  return locale === "fi"
    ? `Lukuun sopivia kauppoja on enää ${n}, liian vähän, jotta se kertoisi mitään. Hälytys on suljettu.`
    : `Only ${n} deals are left to reckon with, too few for the figure to mean anything. The alert is closed.`;
}
