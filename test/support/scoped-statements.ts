import { afterAll, expect } from "vitest";
import { D1Connection, type PlainStatement } from "../../src/db/d1.ts";

const TENANT_TABLE =
  /\b(?:FROM|JOIN|INTO|UPDATE)\s+(tenants|api_keys|processes|process_drafts|process_versions|process_rollups|process_flows|funnel_repairs|funnel_repair_parts|process_migrations|opportunities|opportunity_criteria|opportunity_notes|custom_fields|stage_visits|removed_opportunities|removed_criteria|removed_visits|events|webhook_endpoints|webhook_deliveries|webhook_attempts|idempotency_keys|imports|import_parts|import_rejects|funnel_snapshots|alerts|alert_rules|alert_comments|targets|teams|currency_rates)\b/gi;

/**
 * What is wrong with a statement's tenant scope; undefined when nothing is. Each tenant table that a statement touches must be bound to the
 * tenant by its own `tenant_id = ?1` (or receive ?1 as the tenant of the row it inserts).
 */
export function scopeFault(sql: string): string | undefined {
  if (sql.startsWith("/* unscoped: ")) return undefined;
  const tables = [...sql.matchAll(TENANT_TABLE)].map((match) => match[1]);
  const bound =
    [...sql.matchAll(/\btenant_id\s*=\s*(\?1\b|\w+\.tenant_id\b)/g)].length +
    [...sql.matchAll(/(?:SELECT|VALUES\s*\()\s*\?1\b(?! AS)/g)].length +
    [...sql.matchAll(/\btenants\b[^;]*\bid\s*=\s*\?1/g)].length;
  return bound >= tables.length
    ? undefined
    : `${tables.length} tenant tables (${tables.join(", ")}), ${bound} bound to the tenant`;
}

const recorded = new Set<string>();

for (const method of ["read", "write"] as const) {
  const original = D1Connection.prototype[method];
  D1Connection.prototype[method] = function (this: D1Connection, statements: readonly PlainStatement[]) {
    for (const { sql } of statements) recorded.add(sql);
    return original.call(this, statements);
  };
}

// Every statement that the Worker ran in this file, whatever the test was about.
afterAll(() => {
  const faults = [...recorded].flatMap((sql) => {
    const fault = scopeFault(sql);
    return fault ? [`${fault}: ${sql}`] : [];
  });
  expect(faults).toEqual([]);
});
