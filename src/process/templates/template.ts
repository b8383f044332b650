import type { Locale } from "../../values/words.ts";
import type { ProcessDocument } from "../document.ts";

/** In the order in which they are offered. Each is there in every language. */
export const TEMPLATE_KEYS = ["baseline", "meddic", "meddpicc", "bant", "spiced", "challenger"] as const;

export type TemplateKey = (typeof TEMPLATE_KEYS)[number];

/** A process ready to start from, in one language. The document is the company's own from the moment it is copied. */
export interface Template {
  readonly key: TemplateKey;
  readonly locale: Locale;
  readonly name: string;
  readonly description: string;
  readonly document: ProcessDocument;
}

export function isTemplateKey(key: string): key is TemplateKey {
  return (TEMPLATE_KEYS as readonly string[]).includes(key);
}
