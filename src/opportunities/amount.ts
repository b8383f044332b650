import type { Fault } from "../errors.ts";
import { toMinor } from "../values/money.ts";

/** An amount of a deal in minor units; one without faults, see `amountFaults`. */
export function minorOf(amount: number | null, currency: string): number | null {
  return amount === null ? null : (toMinor(amount, currency) ?? null);
}

/** The fault of an amount in major units that has more decimals than its currency. */
export function amountFaults(amount: number | null, currency: string, pointer = "/amount"): Fault[] {
  if (amount === null || toMinor(amount, currency) !== undefined) return [];
  return [{ pointer, code: "amount_decimals", detail: `${currency} has fewer decimals than ${amount}` }];
}
