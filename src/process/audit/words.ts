import { type Locale, quote } from "../../values/words.ts";
import type { Theme } from "../document.ts";
import { formatHundredths } from "../weights.ts";

export const en = (name: string): string => quote(name, "en");
export const fi = (name: string): string => quote(name, "fi");

/** 3333 → `33.33%`, in Finnish `33,33 %`; whole percents without decimals. */
export function weight(hundredths: number, locale: Locale): string {
  const digits = formatHundredths(hundredths).replace(/\.00$/, "");
  return locale === "fi" ? `${digits.replace(".", ",")} %` : `${digits}%`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[], locale: Locale): string {
  const [last = "", ...others] = items.toReversed();
  if (others.length === 0) return last;
  return `${others.toReversed().join(", ")} ${locale === "fi" ? "ja" : "and"} ${last}`;
}

/** A theme in the middle of a sentence; in Finnish in the nominative. */
export const THEME_NAMES: Readonly<Record<Theme, Readonly<Record<Locale, string>>>> = {
  decision_maker: { en: "the decision maker", fi: "päättäjä" },
  problem: { en: "the problem", fi: "ongelma" },
  need: { en: "the need", fi: "tarve" },
  compelling_reason: { en: "the compelling reason to buy", fi: "pakottava syy ostaa" },
  cost_of_problem: { en: "the cost of the problem", fi: "ongelman hinta" },
  funds: { en: "the funds", fi: "rahoitus" },
  decision_process: { en: "the decision process", fi: "päätöksentekoprosessi" },
};
