import { type TenantStatement, tenantSql } from "../db/statement.ts";
import type { currencyRates } from "../db/tables.ts";
import type { RatesMillionths } from "../values/money.ts";

/** `rate_millionths`: units of the tenant's reporting currency for one unit of this one, in millionths. */
export type CurrencyRateRow = Readonly<Omit<typeof currencyRates.$inferSelect, "tenant_id" | "reporting_currency">>;

/** All rates into a reporting currency, in the order of the currencies: there are never more than there are currencies. */
export const listCurrencyRates = tenantSql<CurrencyRateRow>(`
  SELECT currency, rate_millionths, updated_at FROM currency_rates
  WHERE tenant_id = ?1 AND reporting_currency = ?2 ORDER BY currency`);

export const pageCurrencyRates = tenantSql<CurrencyRateRow>(`
  SELECT currency, rate_millionths, updated_at FROM currency_rates
  WHERE tenant_id = ?1 AND reporting_currency = ?2 AND currency > ?3 ORDER BY currency LIMIT ?4`);

export const dropCurrencyRates = tenantSql(
  `DELETE FROM currency_rates WHERE tenant_id = ?1 AND reporting_currency = ?2`,
);

const insertRates = tenantSql(`
  INSERT INTO currency_rates (tenant_id, reporting_currency, currency, rate_millionths, updated_at)
  SELECT ?1, ?3, row.value ->> 'currency', row.value ->> 'rate_millionths', row.value ->> 'updated_at' FROM json_each(?2) AS row`);

export function insertCurrencyRates(reportingCurrency: string, rows: readonly CurrencyRateRow[]): TenantStatement {
  return insertRates(JSON.stringify(rows), reportingCurrency);
}

export function toRates(rows: readonly CurrencyRateRow[]): RatesMillionths {
  return new Map(rows.map((row) => [row.currency, row.rate_millionths]));
}
