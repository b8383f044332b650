import type { AssessedDeal } from "../../funnel/assess-deal.ts";
import { closingJam } from "../../funnel/closing-jam.ts";
import { isStalled } from "../../funnel/stalled.ts";
import { days, percent, quote } from "../../values/words.ts";
import { daysOver, inBoth, type MeasureRule, mostTelling, ofKnownAge, verb, WHOLE_PROCESS } from "./finding.ts";

/**
 * Deals stick in the last open stage (product.md §4; the formula is that of `closingJam`): forecasts count on them, and they do not close.
 * Deals of a retired stage that stood last count too, each by the limit of its own version. Explained by the stuck deals, the longest over the
 * limit first.
 */
export const jamInClosing: MeasureRule = ({ funnel }) => {
  const last = funnel.placedStages.at(-1);
  const inLast = last?.deals ?? [];
  const figure = closingJam(inLast);
  const stuck = mostTelling(inLast.filter(isStalled), daysOver);
  const longest = stuck.reduce((most, { ageDays }) => Math.max(most, ageDays ?? 0), 0);
  return [
    {
      subject: WHOLE_PROCESS,
      figure,
      deals: stuck,
      stage: last,
      breached: (locale) => {
        const [name, stage] = [quote(funnel.process.name, locale), quote(last?.name ?? "", locale)];
        const share = percent(figure.value, locale);
        const limit = commonLimit(stuck);
        const aged = ofKnownAge(figure, inLast, locale);
        if (locale === "fi") {
          const over = limit === null ? "yli aikarajansa" : `yli aikarajan (${days(limit, locale)})`;
          return `Prosessin ${name} viimeinen vaihe ${stage} on tukossa: sen kaupoista${aged} ${stuck.length}/${figure.n} (${share}) on ollut siinä ${over}, pisimpään ${days(longest, locale)}.`;
        }
        const over = limit === null ? "past its limit" : `past the limit of ${days(limit, locale)}`;
        return `${stage}, the last stage of ${name}, is jammed: ${stuck.length} of its ${figure.n} deals${aged} (${share}) ${verb(stuck, "stands", "stand")} there ${over}, the longest for ${days(longest, locale)}.`;
      },
      remedy: inBoth(
        "Ask for the decision, or go back to what the buyer still lacks; a deal that cannot be decided does not belong here.",
        "Pyytäkää päätöstä tai palatkaa siihen, mitä ostajalta vielä puuttuu; kauppa, josta ei voi päättää, ei kuulu tähän vaiheeseen.",
      ),
      cleared: (locale) => {
        const [name, stage] = [quote(funnel.process.name, locale), quote(last?.name ?? "", locale)];
        const share = percent(figure.value, locale);
        return locale === "fi"
          ? `Prosessin ${name} viimeinen vaihe ${stage} liikkuu taas: yli aikarajan on ${stuck.length}/${figure.n} kaupasta (${share}).`
          : `${stage}, the last stage of ${name}, moves again: ${stuck.length} of its ${figure.n} deals (${share}) past the limit.`;
      },
    },
  ];
};

/** The limit of all these deals; null where they do not have the same, being of several versions. */
function commonLimit(deals: readonly AssessedDeal[]): number | null {
  const [limit = null, ...others] = new Set(deals.map(({ limitDays }) => limitDays));
  return others.length === 0 ? limit : null;
}
