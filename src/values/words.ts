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

/** A name in the company's own words, set off from ours. */
export function quote(name: string, locale: Locale): string {
  return locale === "fi" ? `”${name}”` : `“${name}”`;
}
