import { z } from "@hono/zod-openapi";
import { CurrencyField, TimeField } from "../http/fields.ts";
import { formatTime } from "../values/calendar.ts";
import type { CurrencyRateRow } from "./currency-rates-store.ts";

const MILLIONTHS = 1_000_000;
/** Above every rate there has been between two currencies in use. */
const MAX_RATE = 1_000_000;

const MIN_RATE = 1 / MILLIONTHS;
const RATE_DESCRIPTION = "Units of the reporting currency for one unit of this one";

const RateField = z
  .number()
  .min(MIN_RATE)
  .max(MAX_RATE)
  .refine((rate) => Math.round(rate * MILLIONTHS) / MILLIONTHS === rate, {
    error: "must have at most six decimals",
    params: { code: "rate_decimals" },
  })
  .openapi({ description: RATE_DESCRIPTION, example: 0.92 });

/**
 * An object by currency, read as a map: a record would pass over the key `__proto__` in silence, and tell of a wrong code only that it is
 * wrong. As a map every key has its fault, and the rates beside it theirs.
 */
const RatesField = z.preprocess(toEntries, z.map(CurrencyField, RateField, { error: sayObject })).openapi({
  type: "object",
  description: "By ISO 4217 code",
  additionalProperties: { type: "number", minimum: MIN_RATE, maximum: MAX_RATE, description: RATE_DESCRIPTION },
});

function toEntries(sent: unknown): unknown {
  const isObject = typeof sent === "object" && sent !== null && !Array.isArray(sent);
  return isObject ? new Map(Object.entries(sent)) : sent;
}

function sayObject({ input }: { readonly input?: unknown }): string | undefined {
  return input === undefined ? undefined : "must be an object of rates by currency";
}

export const CurrencyRatesChangeSchema = z
  .strictObject({ rates: RatesField })
  .openapi("CurrencyRatesChange", { example: { rates: { USD: 0.92, SEK: 0.0871 } } });

export const CurrencyRateSchema = z
  .strictObject({ currency: CurrencyField, rate: RateField, updated_at: TimeField })
  .openapi("CurrencyRate");

export function toMillionths(rate: number): number {
  return Math.round(rate * MILLIONTHS);
}

export function serializeCurrencyRate(row: CurrencyRateRow): z.infer<typeof CurrencyRateSchema> {
  return { currency: row.currency, rate: row.rate_millionths / MILLIONTHS, updated_at: formatTime(row.updated_at) };
}
