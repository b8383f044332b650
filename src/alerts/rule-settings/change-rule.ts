import { type Fault, invalid } from "../../errors.ts";
import { changedFields } from "../../events/changed-fields.ts";
import { type Decision, unchanged } from "../../events/commit.ts";
import { noSuchProcess } from "../../funnel/read-funnel.ts";
import { findProcessHead } from "../../funnel/store.ts";
import { checkIfMatch, type IfMatch } from "../../http/conditional.ts";
import type { TenantScope } from "../../scope.ts";
import { evaluateSoon } from "../../tenancy/store.ts";
import type { Rule } from "../levels.ts";
import { faultsOfSettings, isInOrder } from "./check-settings.ts";
import { type RuleInForce, type RuleSettings, readSettings, ruleInForce } from "./rule-settings.ts";
import { listSettingsOfRule, type RuleSettingsRow, saveRuleSettings } from "./rule-settings-store.ts";
import { type RulePatch, serializeRule } from "./schema.ts";

/** Which rule is meant, and where: for all processes (null), or for one. */
export interface RulePlace {
  readonly rule: Rule;
  readonly processId: string | null;
}

/** Everything that is set of a rule. Throws `not_found` for a process that is not the company's. */
export async function readRule(scope: TenantScope, { rule, processId }: RulePlace): Promise<RuleSettingsRow[]> {
  const [rows, processes] = await scope.db.read([
    listSettingsOfRule(rule),
    ...(processId === null ? [] : [findProcessHead(processId)]),
  ]);
  if (processId !== null && !processes?.[0]) throw noSuchProcess("/query/process_id");
  return rows as RuleSettingsRow[]; // the first statement's
}

/**
 * Sets what a patch names and puts back to the default what it names with null; without a patch, all of it. Throws `validation_failed` with every
 * fault. Nothing is written when nothing differs. The company is evaluated soon after, by the rule as it is then.
 */
export async function changeRule(
  scope: TenantScope,
  place: RulePlace,
  patch: RulePatch | undefined,
  ifMatch: IfMatch,
): Promise<Decision<RuleInForce>> {
  const { rule, processId } = place;
  const rows = await readRule(scope, place);
  const before = ruleInForce(rule, processId, rows);
  checkIfMatch(ifMatch, before.revision);
  const own = rows.find((row) => row.process_id === (processId ?? ""));
  const settings = patch ? apply(patch, readSettings(own)) : {};
  const text = JSON.stringify(settings);
  if (text === (own?.settings ?? "{}")) return unchanged(before);

  const row: RuleSettingsRow = {
    rule,
    process_id: processId ?? "",
    settings: text,
    revision: before.revision + 1,
    updated_at: scope.now,
  };
  const after = [...rows.filter((other) => other !== own), row];
  const faults = [...faultsOfSettings(rule, settings), ...faultsOfOrder(place, patch, after)];
  if (faults.length > 0) throw invalid(faults);
  const result = ruleInForce(rule, processId, after);
  return {
    result,
    changes: [saveRuleSettings(row, rows), evaluateSoon(scope.now)],
    events: [{ type: "alert_rule.changed", data: changeOf(scope, before, result) }],
  };
}

/** In the order of the fields, so that the same settings are always the same text. */
const FIELDS = [
  "enabled",
  "warning",
  "critical",
  "minimum_n",
  "window_days",
  "owners",
  "mute",
  "escalate_after_hours",
] as const satisfies readonly (keyof RuleSettings)[];

function apply(patch: RulePatch, before: RuleSettings): RuleSettings {
  return Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = patch[field] === undefined ? before[field] : patch[field];
      return value === undefined || value === null ? [] : [[field, value]];
    }),
  );
}

/** Levels may be set in different places, so what is set for all processes can spoil the order in one. */
function faultsOfOrder(
  { rule, processId }: RulePlace,
  patch: RulePatch | undefined,
  rows: readonly RuleSettingsRow[],
): Fault[] {
  const touched = (["critical", "warning"] as const).find((level) => patch?.[level] !== undefined);
  if (patch && !touched) return [];
  const places = processId === null ? rows.map((row) => row.process_id || null) : [processId];
  return places
    .map((place) => ruleInForce(rule, place, rows))
    .filter((each) => !isInOrder(each))
    .map(({ levels, processId: place }) => ({
      pointer: touched ? `/${touched}` : "",
      code: "level_order",
      detail: `The warning (${levels.warning}) must come before the critical level (${levels.critical}), which lies ${levels.worse} it${
        place === processId ? "" : `: so it would not in process ${place}`
      }.`,
    }));
}

function changeOf(scope: TenantScope, before: RuleInForce, after: RuleInForce) {
  const { locale } = scope.tenant;
  const [was, is] = [serializeRule(before, locale), serializeRule(after, locale)];
  return { alert_rule: is, previous: changedFields(was, is, ["description"]) };
}
