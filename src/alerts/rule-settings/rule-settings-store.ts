import { tenantSql } from "../../db/statement.ts";
import type { alertRules } from "../../db/tables.ts";
import { expectRows, type GuardedStatement } from "../../db/tenant-db.ts";

/** `process_id` '' is for all processes. */
export type RuleSettingsRow = Readonly<Omit<typeof alertRules.$inferSelect, "tenant_id" | "created_at">>;

const SELECT = "SELECT rule, process_id, settings, revision, updated_at FROM alert_rules WHERE tenant_id = ?1";

/** All that the company has set: at most a row for each rule and process, and one for each rule. */
export const listRuleSettings = tenantSql<RuleSettingsRow>(SELECT);

export const listSettingsOfRule = tenantSql<RuleSettingsRow>(`${SELECT} AND rule = ?2`);

const upsert = tenantSql(`
  INSERT INTO alert_rules (tenant_id, rule, process_id, settings, revision, created_at, updated_at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?6
  WHERE (SELECT coalesce(sum(revision), 0) FROM alert_rules WHERE tenant_id = ?1 AND rule = ?2) = ?7
  ON CONFLICT (tenant_id, rule, process_id) DO UPDATE SET
    settings = excluded.settings, revision = excluded.revision, updated_at = excluded.updated_at`);

/**
 * Sets a rule in one place. What it may be depends on what is set in the others, so the commit fails with `conflict` when anything of the rule
 * has been set since: `before` are all rows of the rule, none of which is ever removed.
 */
export function saveRuleSettings(row: RuleSettingsRow, before: readonly RuleSettingsRow[]): GuardedStatement {
  const revisions = before.reduce((sum, { revision }) => sum + revision, 0);
  return expectRows(1, upsert(row.rule, row.process_id, row.settings, row.revision, row.updated_at, revisions));
}
