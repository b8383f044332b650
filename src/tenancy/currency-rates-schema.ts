import { z } from "@hono/zod-openapi";
import { CurrencyField, TimeField } from "../http/fields.ts";
import { formatTime } from "../values/calendar.ts";
import type { CurrencyRateRow } from "./currency-rates-store.ts";

const MILLIONTHS = 1_000_000;
/** Above every rate there has been between two currencies in use. */
const MAX_RATE = 1_000_000;

const RateField = z
  .number()
  .min(1 / MILLIONTHS)
  .max(MAX_RATE)
  .refine((rate) => Math.round(rate * MILLIONTHS) / MILLIONTHS === rate, {
    error: "must have at most six decimals",
    params: { code: "rate_decimals" },
  })
  .openapi({ description: "Units of the reporting currency for one unit of this one", example: 0.92 });

export const CurrencyRatesChangeSchema = z
  .strictObject({ rates: z.record(CurrencyField, RateField) })
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
