import type { Locale } from "../../values/words.ts";
import type { ProcessDocument, Theme } from "../document.ts";
import type { DealHistory } from "./deal-history.ts";

/** Every rule there is, in the order in which findings are reported: those of product.md §2, then three of our own that ask for deals. */
export const AUDIT_RULES = [
  "weights_total",
  "empty_stage",
  "no_milestone",
  "activity_criterion",
  "time_criterion",
  "seller_only",
  "vague",
  "duplicate",
  "no_max_days",
  "heavy_criterion",
  "back_loaded",
  "missing_theme",
  "theme_order",
  "stage_count",
  "unmarked_milestone",
  "skipped_stage",
  "box_ticking",
] as const;

export type AuditRule = (typeof AUDIT_RULES)[number];
export type Severity = "error" | "warning" | "info";

/** Something that is wrong, in one language. `pointer` is a JSON pointer into the document. */
export interface Finding {
  readonly rule: AuditRule;
  readonly severity: Severity;
  readonly pointer: string;
  /** What the finding is about, where it is about a theme. */
  readonly theme?: Theme;
  /** What is wrong and why it matters. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What a rule has to say of one place, in whichever language is asked for. */
export interface Remark {
  readonly pointer: string;
  readonly theme?: Theme;
  readonly words: Readonly<Record<Locale, Words>>;
}

export interface Words {
  readonly why: string;
  readonly remedy: string;
}

/** A rule: remarks in the order of the document. `history` is what deals have made of the process, where that is known. */
export type CheckRule = (document: ProcessDocument, history: DealHistory | undefined) => readonly Remark[];
