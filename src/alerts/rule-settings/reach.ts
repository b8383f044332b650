import { conversionReachDays } from "../../funnel/conversion-drop.ts";
import { inflowReachDays } from "../../funnel/inflow.ts";
import { RULES, type Rule } from "../levels.ts";
import { readSettings } from "./rule-settings.ts";
import type { RuleSettingsRow } from "./rule-settings-store.ts";
import { RULE_TRAITS } from "./rule-traits.ts";

/** How many days back a rule looks into the flows; one that looks at open deals only looks at none. */
function reachDays(rule: Rule, windowDays: number | null): number {
  if (windowDays === null || RULE_TRAITS[rule].ofDeals) return 0;
  if (rule === "thin_top") return inflowReachDays(windowDays);
  return rule === "conversion_drop" ? conversionReachDays(windowDays) : windowDays;
}

/** What rules reach back to unless a company has given them a longer window. */
export function usualReachDays(): number {
  return Math.max(...RULES.map((rule) => reachDays(rule, RULE_TRAITS[rule].windowDays)));
}

/** What any of the rules reaches back to, however it is set for any process. */
export function longestReachDays(rows: readonly RuleSettingsRow[]): number {
  const set = rows.map((row) => reachDays(row.rule as Rule, readSettings(row).window_days ?? null));
  return Math.max(usualReachDays(), ...set);
}
