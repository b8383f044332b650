import { toMajor } from "../../values/money.ts";
import type { OpportunityRow } from "../opportunity.ts";
import type { Place, Sort } from "./search.ts";

/** The place of an opportunity in a list of this order, exactly as the database reckons it. */
export function placeOf(row: OpportunityRow, { key }: Sort): Place {
  return { value: sortValueOf(row, key), id: row.id };
}

function sortValueOf(row: OpportunityRow, key: Sort["key"]): number | null {
  switch (key) {
    case "id":
      return null;
    case "updated_at":
      return row.updated_at;
    case "amount":
      return row.amount_minor === null ? null : toMajor(row.amount_minor, row.currency);
    case "score":
      return row.score_hundredths;
    case "expected_close_date":
      return row.expected_close_day;
  }
}

export function writePlace({ value, id }: Place): string {
  return JSON.stringify([value, id]);
}

/** What `writePlace` wrote; undefined for anything else. */
export function readPlace(text: string): Place | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length !== 2) return undefined;
  const [value, id] = parts as unknown[];
  const isValue = value === null || typeof value === "number";
  return isValue && typeof id === "string" ? { value, id } : undefined;
}
