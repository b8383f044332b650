import currencies from "currency-codes/data.js";

/** Above this an amount is a typing error: a thousand billion. */
export const MAX_AMOUNT = 1_000_000_000_000;

const digitsByCurrency: ReadonlyMap<string, number> = new Map(currencies.map(({ code, digits }) => [code, digits]));

/** Whether this is an ISO 4217 code in use. */
export function isCurrency(code: string): boolean {
  return digitsByCurrency.has(code);
}

/** Decimals of most currencies. */
export const MINOR_DIGITS = 2;

/** Decimals of a currency by ISO 4217: EUR 2, JPY 0, KWD 3. */
function digitsOf(currency: string): number {
  return digitsByCurrency.get(currency) ?? MINOR_DIGITS;
}

/** The currencies of other than `MINOR_DIGITS` decimals, by how many they have. */
export function unusualCurrencies(): ReadonlyMap<number, readonly string[]> {
  const unusual = [...digitsByCurrency.keys()].filter((currency) => digitsOf(currency) !== MINOR_DIGITS);
  return Map.groupBy(unusual, digitsOf);
}

/**
 * Major units (1054.5 EUR) → integer minor units (105450). Undefined when the currency has fewer decimals than were given, or so many of
 * its own that the amount is no safe integer.
 */
export function toMinor(amount: number, currency: string): number | undefined {
  const scale = 10 ** digitsOf(currency);
  const minor = Math.round(amount * scale);
  return minor / scale === amount && Number.isSafeInteger(minor) ? minor : undefined;
}

/** Integer minor units → major units. */
export function toMajor(minor: number, currency: string): number {
  return minor / 10 ** digitsOf(currency);
}

/** Rates of one unit of a currency in the reporting currency, in millionths. */
export type RatesMillionths = ReadonlyMap<string, number>;

/**
 * Converts minor units of one currency into minor units of the reporting currency, rounded to the nearest. Undefined without a rate:
 * the caller must say so instead of adding what cannot be added.
 */
export function convertMinor(
  minor: number,
  from: string,
  reporting: string,
  rates: RatesMillionths,
): number | undefined {
  if (from === reporting) return minor;
  const rate = rates.get(from);
  if (rate === undefined) return undefined;
  const digits = digitsOf(reporting) - digitsOf(from);
  const numerator = BigInt(minor) * BigInt(rate) * 10n ** BigInt(Math.max(0, digits));
  const denominator = 1_000_000n * 10n ** BigInt(Math.max(0, -digits));
  return Number((numerator + denominator / 2n) / denominator);
}
