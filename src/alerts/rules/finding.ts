import type { AssessedDeal } from "../../funnel/assess-deal.ts";
import type { Figure } from "../../funnel/figure.ts";
import type { Funnel, StageShape } from "../../funnel/funnel-shape.ts";
import type { Target } from "../../funnel/targets-store.ts";
import type { Flows } from "../../opportunities/flows.ts";
import { type Locale, quote } from "../../values/words.ts";

/** What a rule looks at. Its open deals are those that the rule is set to look at; flows and targets are the whole process's. */
export interface RuleContext {
  readonly funnel: Funnel;
  /** What has happened in at least the time that the rule's window reaches back. */
  readonly flows: Flows;
  /** What is to be won in the periods that today falls into, in minor units of the reporting currency. */
  readonly targets: readonly Target[];
  /** Days that a rule about a time looks back; of no meaning to the others. */
  readonly windowDays: number;
}

/** What a rule sees. Whether that is worth an alert is not its business: see levels.ts and life.ts. */
export interface Finding {
  /** What of the process it is about: `process` for all of it, or `owner:<name>`, `stage:<key>`, `target:<id>`. */
  readonly subject: string;
  readonly figure: Figure;
  /** The deals that explain the figure, the most telling first. */
  readonly deals: readonly AssessedDeal[];
  /** The stage whose guidance says what to do; undefined where no one stage is to blame. */
  readonly stage?: StageShape | undefined;
  /** What must hold beside the level for an alert to be raised, and for it to live on. Left out: nothing more. */
  readonly besides?: { readonly toRaise: boolean; readonly toKeep: boolean };
  /** For a manager: what is wrong, where and how badly. */
  readonly breached: (locale: Locale) => string;
  /** For a manager: what to do about it in general; the process's own guidance comes beside it. */
  readonly remedy: (locale: Locale) => string;
  /** For a manager: that it is well again. */
  readonly cleared: (locale: Locale) => string;
  /** For a manager: why there is no figure any more, where that is not for want of deals. */
  readonly ended?: ((locale: Locale) => string) | undefined;
}

/** The subject of a rule that looks at a whole process. */
export const WHOLE_PROCESS = "process";

/** Most rules find one thing; those that look at each owner, stage or target find one each. */
export type MeasureRule = (context: RuleContext) => readonly Finding[];

/** A sentence that does not depend on figures. */
export function inBoth(en: string, fi: string): (locale: Locale) => string {
  return (locale) => (locale === "fi" ? fi : en);
}

/** The most telling first; deals that tell as much come in the order of their ids, so that the same funnel reads the same every time. */
export function mostTelling(
  deals: readonly AssessedDeal[],
  weight: (deal: AssessedDeal) => number,
): readonly AssessedDeal[] {
  return deals.toSorted((a, b) => weight(b) - weight(a) || (a.deal.id < b.deal.id ? -1 : 1));
}

/** How many days over its limit a deal is. */
export function daysOver({ ageDays, limitDays }: AssessedDeal): number {
  return (ageDays ?? 0) - (limitDays ?? 0);
}

/** That not every deal is among the n of the figure, as a part of a sentence about deals of an age: some came from nobody knows when. */
export function ofKnownAge({ n }: Figure, deals: readonly AssessedDeal[], locale: Locale): string {
  if (n === deals.length) return "";
  return locale === "fi" ? ", joiden ikä tiedetään," : " whose age is known";
}

/** English verbs go by the number of the deals. */
export function verb(deals: readonly AssessedDeal[], ofOne: string, ofMany: string): string {
  return deals.length === 1 ? ofOne : ofMany;
}

/** Where most of so many deals stand, as a part of a sentence about them; nothing where each is in a stage of its own. */
export function mostIn(
  most: ReturnType<typeof fullestStage>,
  { length }: readonly AssessedDeal[],
  locale: Locale,
): string {
  if (!most || (most.count === 1 && length > 1)) return "";
  const stage = quote(most.stage.name, locale);
  if (length === 1) return locale === "fi" ? `, vaiheessa ${stage}` : `, in ${stage}`;
  return locale === "fi" ? `, eniten vaiheessa ${stage} (${most.count})` : `, most in ${stage} (${most.count})`;
}

/** The stage where most of the deals stand that `counts` picks; the earlier one of two. Undefined where it picks none. */
export function fullestStage(
  funnel: Funnel,
  counts: (deal: AssessedDeal) => boolean,
): { readonly stage: StageShape; readonly count: number } | undefined {
  const counted = funnel.stages.map((stage) => ({ stage, count: stage.deals.filter(counts).length }));
  const fullest = counted.reduce((best, next) => (next.count > best.count ? next : best), {
    count: 0,
    stage: counted[0]?.stage,
  });
  const { stage, count } = fullest;
  return stage && count > 0 ? { stage, count } : undefined;
}
