import { MAX_AMOUNT } from "../../../values/money.ts";
import type { NumberFormat } from "../schema.ts";
import { currenciesOf } from "./currency-signs.ts";
import { readWrittenNumber, toNumber, type WrittenNumber } from "./numbers.ts";

/** What is known of an amount's currency beside its own cell. */
export interface CurrencyGround {
  /** What the row's currency column says. */
  readonly row: string | null;
  /** What counts where nothing is said: the mapping's default, or the company's currency. */
  readonly usual: string;
}

export interface ReadAmount {
  /** In major units. */
  readonly amount: number;
  /** What the cell says of the currency; null where it says nothing. */
  readonly currency: string | null;
}

export interface AmountFault {
  readonly code: "bad_amount" | "currency_mismatch" | "ambiguous_currency";
  readonly detail: string;
}

/**
 * Reads an amount with or without a currency: `1 234,50 €`, `EUR 1,234.50`. The sign must not contradict the row's currency column. Where there is
 * none the sign says the currency; one that several have, such as `$`, is that of the row or the usual one if it has this sign, and
 * otherwise nobody's.
 */
export function readAmount(text: string, format: NumberFormat, ground: CurrencyGround): ReadAmount | AmountFault {
  const written = readWrittenNumber(text);
  if (!written) return badAmount("");
  if (isNegative(text)) return badAmount("An amount cannot be negative. ");
  const amount = toNumber(written.digits, format);
  if (amount === undefined) return badAmount(EXPECTED[format]);
  if (amount > MAX_AMOUNT) return badAmount("");
  const currency = readCurrency(written, ground);
  return typeof currency === "object" && currency !== null ? currency : { amount, currency };
}

function readCurrency({ before, after }: WrittenNumber, { row, usual }: CurrencyGround): string | null | AmountFault {
  const signs = [before, after].filter((sign) => sign !== "");
  if (signs.length === 0) return null;
  const meanings = signs.map(currenciesOf);
  const shared = meanings.reduce((all, some) => all.filter((currency) => some.includes(currency)));
  if (shared.length === 0) return badAmount(`There is no currency ${JSON.stringify(signs.join(" ").slice(0, 20))}. `);
  if (row !== null) {
    if (shared.includes(row)) return row;
    const detail = `The amount is in ${shared.length === 1 ? shared[0] : signs[0]}, and the row's currency is ${row}.`;
    return { code: "currency_mismatch", detail };
  }
  if (shared.length === 1) return shared[0] ?? null;
  if (shared.includes(usual)) return usual;
  const detail = `${JSON.stringify(signs[0])} can be ${shared.slice(0, 4).join(", ")}. Name the currency in a column of its own or in defaults.`;
  return { code: "ambiguous_currency", detail };
}

/** `-5`, `5-`, `(5)`, and a minus of typography; not `5,-`. */
function isNegative(text: string): boolean {
  return /^[^\d]*[-−(]/.test(text) || /\d\s*[-−)]\s*\D*$/.test(text);
}

function badAmount(reason: string): AmountFault {
  const rule = "Write an amount as digits such as 1234.50, up to a thousand billion.";
  return { code: "bad_amount", detail: `${reason}${rule}` };
}

const EXPECTED: Readonly<Record<NumberFormat, string>> = {
  decimal_point: "A decimal point is expected, and a comma only between thousands. ",
  decimal_comma: "A decimal comma is expected, and a point only between thousands. ",
};
