import { isCurrency, toMinor } from "../../../values/money.ts";
import { readAmount } from "../formats/amounts.ts";
import type { RowCells } from "./row-cells.ts";

export interface CellMoney {
  readonly amount: number | null;
  readonly currency: string | null;
}

/** The amount of a row and its currency: the currency column's, else that of a sign beside the amount, else the mapping's default. */
export function readMoney(cells: RowCells, companyCurrency: string): CellMoney {
  const { mapping } = cells;
  const said = cells.saidOf("currency");
  const own = said === null ? null : readCurrency(cells, said);
  const byDefault = said === null ? cells.valueOf("currency") : null;
  const text = cells.valueOf("amount");
  if (text === null) return { amount: null, currency: own ?? byDefault };
  const usual = byDefault ?? companyCurrency;
  const read = readAmount(text, mapping.numberFormatOf(mapping.columnOf("amount") ?? ""), { row: own, usual });
  if ("code" in read) return { amount: cells.refuse("amount", read.code, read.detail), currency: own };
  const currency = own ?? read.currency ?? byDefault;
  const counted = currency ?? companyCurrency;
  if (toMinor(read.amount, counted) === undefined) {
    return {
      amount: cells.refuse("amount", "amount_decimals", `${counted} has fewer decimals than this amount.`),
      currency,
    };
  }
  return { amount: read.amount, currency };
}

function readCurrency(cells: RowCells, text: string): string | null {
  const code = text.toUpperCase();
  return isCurrency(code) ? code : cells.refuse("currency", "bad_currency", "This is no ISO 4217 code such as EUR.");
}
