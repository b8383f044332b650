import { env } from "cloudflare:workers";
import { getTableName, is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { describe, expect, test } from "vitest";
import * as tables from "../../src/db/tables.ts";
import { CRITERION_COLUMNS, VISIT_COLUMNS } from "../../src/opportunities/store.ts";

const declared = Object.values(tables).filter((table) => is(table, SQLiteTable));

interface ColumnInfo {
  name: string;
  type: string;
  notnull: number;
  pk: number;
}

const migrated = async () => {
  const { results } = await env.DB.prepare(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'd1_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  ).all<{ name: string; sql: string }>();
  return results;
};

describe("the migrated database", () => {
  test("has exactly the tables that the code declares", async () => {
    expect((await migrated()).map((table) => table.name).toSorted()).toEqual(declared.map(getTableName).toSorted());
  });

  test.each(declared.map((table) => [getTableName(table), table] as const))(
    "%s has the declared columns",
    async (name, table) => {
      const { results } = await env.DB.prepare(`PRAGMA table_info(${name})`).all<ColumnInfo>();
      const config = getTableConfig(table);
      const key =
        config.primaryKeys[0]?.columns.map((column) => column.name) ??
        config.columns.filter((c) => c.primary).map((c) => c.name);
      const inDatabase = results.map((column) => ({
        name: column.name,
        type: column.type,
        required: column.notnull === 1,
        key: column.pk,
      }));
      const inCode = config.columns.map((column) => ({
        name: column.name,
        type: column.getSQLType().toUpperCase(),
        required: column.notNull,
        key: key.indexOf(column.name) + 1,
      }));
      expect(inDatabase).toEqual(inCode);
    },
  );

  test.each([
    ["opportunity_criteria", "removed_criteria"],
    ["stage_visits", "removed_visits"],
  ])("keeps of %s in %s all that there is", async (live, removed) => {
    const columnsOf = async (table: string) =>
      (await env.DB.prepare(`PRAGMA table_info(${table})`).all<ColumnInfo>()).results.map(({ name, type }) => [
        name,
        type,
      ]);
    expect(await columnsOf(removed)).toEqual(await columnsOf(live));
  });

  test("holds no column of a visit or a criterion that is not written and moved with the others", () => {
    const namesOf = (table: SQLiteTable) => getTableConfig(table).columns.map(({ name }) => name);
    expect(["tenant_id", ...VISIT_COLUMNS].toSorted()).toEqual(namesOf(tables.stageVisits).toSorted());
    expect(["tenant_id", ...CRITERION_COLUMNS].toSorted()).toEqual(namesOf(tables.opportunityCriteria).toSorted());
  });

  test("is strict, keyed by tenant first, and cascades no deletes", async () => {
    for (const { name, sql } of await migrated()) {
      expect(sql, name).toMatch(/\) STRICT/);
      expect(sql, name).not.toMatch(/ON DELETE/i);
      if (name !== "tenants") expect(sql, name).toMatch(/PRIMARY KEY \(tenant_id,/);
    }
  });

  test("has indexes led by tenant_id, but for those of the cron trigger and of credentials, which span tenants", async () => {
    const { results } = await env.DB.prepare(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
    ).all<{
      name: string;
      sql: string;
    }>();
    const spanning = results.filter(({ sql }) => !/\(\s*tenant_id/.test(sql)).map(({ name }) => name);
    expect(spanning.toSorted()).toEqual([
      "api_keys_digest",
      "funnel_repairs_due",
      "idempotency_keys_expiry",
      "import_parts_old",
      "import_rejects_old",
      "imports_due",
      "process_migrations_due",
      "removed_opportunities_due",
      "tenants_claimable",
      "tenants_due",
      "webhook_deliveries_due",
    ]);
  });
});
