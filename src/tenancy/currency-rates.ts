import { type Fault, invalid } from "../errors.ts";
import type { Decision } from "../events/commit.ts";
import type { TenantScope } from "../scope.ts";
import { toMillionths } from "./currency-rates-schema.ts";
import { type CurrencyRateRow, dropCurrencyRates, insertCurrencyRates } from "./currency-rates-store.ts";

/**
 * Makes these the tenant's rates, and there are no others then: a rate that is left out is gone, and sums say so instead of going on
 * with it. They are kept with the currency they are into, so that they are never used into another. Throws `validation_failed` for a rate of
 * the reporting currency, which is 1 by definition.
 */
export function replaceCurrencyRates(
  scope: Pick<TenantScope, "tenant" | "now">,
  rates: ReadonlyMap<string, number>,
): Decision<readonly CurrencyRateRow[]> {
  const { currency } = scope.tenant;
  if (rates.has(currency)) {
    const detail = `${currency} is the reporting currency: its rate is 1 and is not set.`;
    const fault: Fault = { pointer: `/rates/${currency}`, code: "reporting_currency", detail };
    throw invalid([fault]);
  }
  const rows = [...rates]
    .map(([code, rate]) => ({ currency: code, rate_millionths: toMillionths(rate), updated_at: scope.now }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return { result: rows, changes: [dropCurrencyRates(currency), insertCurrencyRates(currency, rows)], events: [] };
}
