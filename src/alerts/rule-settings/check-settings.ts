import type { Fault } from "../../errors.ts";
import { type Rule, reaches } from "../levels.ts";
import type { RuleInForce, RuleSettings } from "./rule-settings.ts";
import { LARGEST_LEVEL, RULE_TRAITS, SMALLEST_LEVEL } from "./rule-traits.ts";

const MAX_MINIMUM_N = 1_000_000;
export const SHORTEST_WINDOW_DAYS = 7;
export const LONGEST_WINDOW_DAYS = 365;
export const MAX_ESCALATE_HOURS = 8_760;

/** Everything that is wrong with what is to be set of a rule by itself. */
export function faultsOfSettings(rule: Rule, settings: RuleSettings): Fault[] {
  const { unit, windowDays, ofDeals } = RULE_TRAITS[rule];
  const largest = LARGEST_LEVEL[unit];
  return [
    ...outside("warning", settings.warning, SMALLEST_LEVEL, largest),
    ...outside("critical", settings.critical, SMALLEST_LEVEL, largest),
    ...outside("minimum_n", settings.minimum_n, 1, MAX_MINIMUM_N),
    ...(windowDays === null
      ? useless("window_days", settings.window_days, "This rule looks at today and has no window.")
      : outside("window_days", settings.window_days, SHORTEST_WINDOW_DAYS, LONGEST_WINDOW_DAYS)),
    ...(ofDeals
      ? []
      : useless("owners", settings.owners, "This rule looks at more than open deals: it has no owners.")),
    ...outside("escalate_after_hours", settings.escalate_after_hours, 0, MAX_ESCALATE_HOURS),
  ];
}

function outside(field: string, value: number | undefined, least: number, most: number): Fault[] {
  if (value === undefined || (value >= least && value <= most)) return [];
  return [
    {
      pointer: `/${field}`,
      code: value < least ? "too_small" : "too_big",
      detail: `must be from ${least} to ${most}`,
    },
  ];
}

function useless(field: string, value: unknown, detail: string): Fault[] {
  return value === undefined ? [] : [{ pointer: `/${field}`, code: "not_applicable", detail }];
}

/** Whether the warning comes before the critical level as a figure gets worse. */
export function isInOrder({ levels }: RuleInForce): boolean {
  return reaches(levels.critical, levels.warning, { worse: levels.worse, inclusive: false });
}
