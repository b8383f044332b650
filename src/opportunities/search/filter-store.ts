import type { SqlValue } from "../../db/statement.ts";
import { MINOR_DIGITS, unusualCurrencies } from "../../values/money.ts";
import type { CustomFilter, SearchFilters } from "./search.ts";
import type { StalledBefore } from "./stalled.ts";

/** Parameters of a statement; ?1 is the tenant. Answers how each is named in the SQL. */
export class Parameters {
  readonly values: SqlValue[] = [];

  add(value: SqlValue): string {
    return `?${this.values.push(value) + 1}`;
  }
}

/** A number of JavaScript's is a REAL to D1, and the division is the same in both, so this is exactly the amount that is shown. */
export function amountSql(): string {
  const scales = [...unusualCurrencies()].map(([digits, currencies]) => {
    const list = currencies.map((currency) => `'${currency}'`).join(", ");
    return `WHEN currency IN (${list}) THEN ${(10 ** digits).toFixed(1)}`;
  });
  return `(amount_minor / CASE ${scales.join(" ")} ELSE ${(10 ** MINOR_DIGITS).toFixed(1)} END)`;
}

/**
 * What a row must be like, one condition each. `areOpen`: the statement looks at open rows only, so what follows from that is left out, which
 * would make it look up a column that the index of the funnel does not have.
 */
export function filterConditions(
  filters: SearchFilters,
  stalled: StalledBefore | undefined,
  areOpen: boolean,
  parameters: Parameters,
): string[] {
  const conditions: string[] = [];
  const compare = (sql: string, operator: string, value: SqlValue | undefined) => {
    if (value !== undefined) conditions.push(`${sql} ${operator} ${parameters.add(value)}`);
  };
  if (!areOpen) compare("status", "=", filters.status);
  compare("process_id", "=", filters.processId);
  compare("stage", "=", filters.stage);
  compare("owner", "=", filters.owner);
  compare("external_id", "=", filters.externalId);
  compare("account", "=", filters.account);
  compare("currency", "=", filters.currency);
  compare("hollow", "=", filters.isHollow === undefined ? undefined : Number(filters.isHollow));
  compare("score_hundredths", ">=", filters.minScoreHundredths);
  compare("score_hundredths", "<=", filters.maxScoreHundredths);
  if (filters.minAmount !== undefined) compare(amountSql(), ">=", filters.minAmount);
  if (filters.maxAmount !== undefined) compare(amountSql(), "<=", filters.maxAmount);
  compare("updated_at", ">=", filters.updatedSince);
  compare("expected_close_day", "<", filters.closeBeforeDay);
  compare("expected_close_day", ">", filters.closeAfterDay);
  compare("next_step_due_day", "<", filters.stepDueBeforeDay);
  if (filters.isSingleThreaded !== undefined) {
    conditions.push(`json_array_length(contacts) ${filters.isSingleThreaded ? "=" : "<>"} 1`);
  }
  for (const tag of filters.tags) conditions.push(`instr(tags, ${parameters.add(`"${tag}"`)}) > 0`);
  for (const term of filters.terms) conditions.push(`instr(search_text, ${parameters.add(term)}) > 0`);
  for (const custom of filters.custom) conditions.push(customCondition(custom, parameters));
  if (filters.isStalled !== undefined) {
    conditions.push(stalledCondition(filters.isStalled, stalled ?? {}, areOpen, parameters));
  }
  return conditions;
}

/** A field of one type only ever holds values of that type, so a value that can be read in two ways is read in the right one. */
function customCondition({ key, value }: CustomFilter, parameters: Parameters): string {
  const path = parameters.add(`$."${key}"`);
  const text = parameters.add(value);
  const number = parameters.add(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : null);
  return `CASE json_type(custom, ${path}) WHEN 'text' THEN custom ->> ${path} = ${text}
    WHEN 'true' THEN ${text} = 'true' WHEN 'false' THEN ${text} = 'false' ELSE custom ->> ${path} = ${number} END`;
}

function stalledCondition(
  isStalled: boolean,
  stalled: StalledBefore,
  areOpen: boolean,
  parameters: Parameters,
): string {
  const before = parameters.add(JSON.stringify(stalled));
  const path = `'$."' || process_id || '"."' || version || '"."' || stage || '"'`;
  const isOlder = `coalesce(stage_entered_at < (${before} ->> (${path})), 0)`;
  // The plus keeps the planner from taking this for a reason to walk an index of open ones.
  const found = areOpen ? isOlder : `(+status = 'open' AND ${isOlder})`;
  return isStalled ? found : `NOT ${found}`;
}
