import { expect, test } from "vitest";
import { tenantSql, unscopedSql } from "../../src/db/statement.ts";
import { scopeFault } from "../support/scoped-statements.ts";

test.each([
  ["SELECT * FROM opportunities WHERE tenant_id = ?1 AND id = ?2", false],
  ["SELECT * FROM opportunities WHERE id = ?2", true],
  ["SELECT * FROM opportunities AS o JOIN stage_visits AS v ON v.opportunity_id = o.id WHERE o.tenant_id = ?1", true],
  ["UPDATE alerts SET status = 'resolved' WHERE id = ?2", true],
  ["INSERT INTO imports (tenant_id, id) VALUES (?1, ?2)", false],
  ["INSERT INTO imports (tenant_id, id) VALUES (?2, ?1)", true],
  ["/* unscoped: the sweep */ SELECT id FROM webhook_deliveries", false],
  ["SELECT CASE changes() WHEN 1 THEN 1 ELSE 0 END", false],
])("%s: forgets its tenant: %s", (sql, forgets) => {
  expect(scopeFault(sql) !== undefined).toBe(forgets);
});

test("a tenant statement without ?1 is refused when it is declared, an unscoped one without its reason too", () => {
  expect(() => tenantSql("SELECT * FROM opportunities")).toThrow("?1");
  expect(() => unscopedSql("", "SELECT 1")).toThrow("reason");
});
