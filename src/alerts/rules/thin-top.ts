import { inflow } from "../../funnel/inflow.ts";
import { days, decimal, percent, quote } from "../../values/words.ts";
import { inBoth, type MeasureRule, WHOLE_PROCESS } from "./finding.ts";

/**
 * Too few deals come in (product.md §4; the formula is that of `inflow`, of the first stage of the current version). No deals explain it:
 * it is those that are not there.
 */
export const thinTop: MeasureRule = ({ funnel, flows, windowDays }) => {
  const first = funnel.placedStages[0];
  const { recent, usual, figure } = inflow(flows, first?.key ?? "", funnel.today, windowDays);
  return [
    {
      subject: WHOLE_PROCESS,
      figure,
      deals: [],
      stage: first,
      breached: (locale) => {
        const [name, stage] = [quote(funnel.process.name, locale), quote(first?.name ?? "", locale)];
        const [share, mean] = [percent(figure.value, locale), decimal(usual, 1, locale)];
        return locale === "fi"
          ? `Prosessin ${name} suppilon alku ehtyy: vaiheeseen ${stage} on ${windowDays} viime päivän aikana tullut ${recent} ${recent === 1 ? "kauppa" : "kauppaa"}, kun tavallisesti tulee ${mean} (${share}).`
          : `The top of the funnel of ${name} is running dry: ${recent} ${recent === 1 ? "deal" : "deals"} entered ${stage} in the last ${days(windowDays, locale)}, where usually ${mean} do (${share}).`;
      },
      remedy: inBoth(
        "Bring in new deals now: what does not come in today will be missing at the close, one sales cycle from now.",
        "Hankkikaa uusia kauppoja nyt: mikä tänään jää tulematta, puuttuu päätöksistä yhden myyntisyklin kuluttua.",
      ),
      cleared: (locale) => {
        const [name, stage] = [quote(funnel.process.name, locale), quote(first?.name ?? "", locale)];
        const [share, mean] = [percent(figure.value, locale), decimal(usual, 1, locale)];
        return locale === "fi"
          ? `Prosessiin ${name} tulee taas kauppoja: vaiheeseen ${stage} on ${windowDays} viime päivän aikana tullut ${recent}, tavallisesti ${mean} (${share}).`
          : `Deals come into ${name} again: ${recent} entered ${stage} in the last ${days(windowDays, locale)}, where usually ${mean} do (${share}).`;
      },
    },
  ];
};
