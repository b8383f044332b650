import { DEFAULT_LEVELS, type Rule, type Severity, severityOf } from "../../src/alerts/levels.ts";
import type { Finding, RuleContext } from "../../src/alerts/rules/finding.ts";
import { MEASURES } from "../../src/alerts/rules/rules.ts";
import type { Funnel } from "../../src/funnel/funnel-shape.ts";
import type { Target } from "../../src/funnel/targets-store.ts";
import { type Flows, readFlows } from "../../src/opportunities/flows.ts";
import { funnelOf } from "./funnel.ts";

/** product.md §4. */
const WINDOW_DAYS: Partial<Record<Rule, number>> = {
  thin_top: 28,
  conversion_drop: 90,
  forecast_bias: 365,
  silent: 14,
};

export interface Observed {
  readonly funnel?: Funnel;
  readonly flows?: Flows;
  readonly targets?: readonly Target[];
  readonly windowDays?: number;
}

/** What a rule finds in a funnel without deals, flows or targets but those given, in the window that it has by default. */
export function findingsOf(rule: Rule, observed: Observed): readonly Finding[] {
  const context: RuleContext = {
    funnel: funnelOf([]),
    flows: readFlows([]),
    targets: [],
    windowDays: WINDOW_DAYS[rule] ?? 0,
    ...observed,
  };
  return MEASURES[rule](context);
}

/** The only finding. */
export function findingOf(rule: Rule, observed: Observed): Finding {
  const [finding, ...others] = findingsOf(rule, observed);
  if (!finding || others.length > 0) throw new Error(`${rule} finds ${others.length + (finding ? 1 : 0)} things`);
  return finding;
}

/** What an alert would be raised as by the default levels, were there none before. */
export function raisedAs(rule: Rule, finding: Finding): Severity | undefined {
  return finding.besides?.toRaise === false ? undefined : severityOf(finding.figure, DEFAULT_LEVELS[rule]);
}
