import type { Locale } from "../../values/words.ts";
import { bantEnglish } from "./bant.en.ts";
import { bantFinnish } from "./bant.fi.ts";
import { baselineEnglish } from "./baseline.en.ts";
import { baselineFinnish } from "./baseline.fi.ts";
import { challengerEnglish } from "./challenger.en.ts";
import { challengerFinnish } from "./challenger.fi.ts";
import { meddicEnglish } from "./meddic.en.ts";
import { meddicFinnish } from "./meddic.fi.ts";
import { meddpiccEnglish } from "./meddpicc.en.ts";
import { meddpiccFinnish } from "./meddpicc.fi.ts";
import { spicedEnglish } from "./spiced.en.ts";
import { spicedFinnish } from "./spiced.fi.ts";
import type { Template } from "./write-template.ts";

/** In the order in which they are offered. Every template is here once in each language. */
const WRITERS: readonly (() => Template)[] = [
  baselineEnglish,
  baselineFinnish,
  meddicEnglish,
  meddicFinnish,
  meddpiccEnglish,
  meddpiccFinnish,
  bantEnglish,
  bantFinnish,
  spicedEnglish,
  spicedFinnish,
  challengerEnglish,
  challengerFinnish,
];

let written: readonly Template[] | undefined;

/** Written when they are first asked for: much text, and the start of an isolate is short of time. */
function allTemplates(): readonly Template[] {
  written ??= WRITERS.map((write) => write());
  return written;
}

/** The templates in one language. */
export function listTemplates(locale: Locale): readonly Template[] {
  return allTemplates().filter((template) => template.locale === locale);
}

/** The template of a key in one language, or undefined where there is none. */
export function findTemplate(key: string, locale: Locale): Template | undefined {
  return allTemplates().find((template) => template.key === key && template.locale === locale);
}

/** Whether there is a template of this key; it is then there in every language. */
export function isTemplateKey(key: string): boolean {
  return allTemplates().some((template) => template.key === key);
}

/** The keys there are, for those who ask for another. */
export function templateKeys(): string {
  return [...new Set(allTemplates().map((template) => template.key))].join(", ");
}
