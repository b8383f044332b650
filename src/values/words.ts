import { toMajor } from "./money.ts";

/** The languages that Infield speaks. */
export type Locale = "en" | "fi";

/** 0.456 → `46%`, in Finnish `46 %`. */
export function percent(share: number | null, locale: Locale): string {
  const number = Math.round((share ?? 0) * 100);
  return locale === "fi" ? `${number} %` : `${number}%`;
}

/** 85.5 → `85.5 days`, in Finnish `85,5 päivää`. */
export function days(count: number, locale: Locale): string {
  if (locale === "fi") return `${String(count).replace(".", ",")} ${count === 1 ? "päivä" : "päivää"}`;
  return `${count} ${count === 1 ? "day" : "days"}`;
}

/** 1.25 → `1.3` with one digit, in Finnish `1,3`. */
export function decimal(value: number, digits: number, locale: Locale): string {
  const fixed = value.toFixed(digits);
  return locale === "fi" ? fixed.replace(".", ",") : fixed;
}

/** 1234560 cents → `EUR 12,346`, in Finnish `12 346 EUR`: whole units, for sentences. */
export function money(minor: number, currency: string, locale: Locale): string {
  const units = String(Math.round(toMajor(minor, currency)));
  const grouped = units.replace(/\B(?=(\d{3})+$)/g, locale === "fi" ? "\u00a0" : ",");
  return locale === "fi" ? `${grouped}\u00a0${currency}` : `${currency}\u00a0${grouped}`;
}

/** A name in the company's own words, set off from ours. */
export function quote(name: string, locale: Locale): string {
  return locale === "fi" ? `”${name}”` : `“${name}”`;
}
