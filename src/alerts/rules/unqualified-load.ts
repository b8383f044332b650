import type { AssessedDeal } from "../../funnel/assess-deal.ts";
import { isUnqualified, unqualifiedShare } from "../../funnel/unqualified.ts";
import { medianOfHistogram } from "../../opportunities/median.ts";
import { days, percent, quote } from "../../values/words.ts";
import {
  fullestStage,
  inBoth,
  type MeasureRule,
  mostIn,
  mostTelling,
  ofKnownAge,
  verb,
  WHOLE_PROCESS,
} from "./finding.ts";

/**
 * Old deals that were never qualified take the time of others (product.md §4; the formula is that of `unqualifiedShare`). Explained by those
 * deals, the oldest first.
 */
export const unqualifiedLoad: MeasureRule = ({ funnel }) => {
  const { openDeals, closed, today } = funnel;
  const figure = unqualifiedShare(openDeals, today, closed.wonCycleDays);
  const cycleDays = medianOfHistogram(closed.wonCycleDays);
  const counts = (deal: AssessedDeal) => cycleDays !== null && isUnqualified(deal, today, cycleDays);
  const unqualified = mostTelling(openDeals.filter(counts), ({ deal }) => today - (deal.opened_day ?? today));
  const most = fullestStage(funnel, counts);
  return [
    {
      subject: WHOLE_PROCESS,
      figure,
      deals: unqualified,
      stage: most?.stage,
      breached: (locale) => {
        const name = quote(funnel.process.name, locale);
        const [share, cycle] = [percent(figure.value, locale), days(cycleDays ?? 0, locale)];
        const where = mostIn(most, unqualified, locale);
        const aged = ofKnownAge(figure, openDeals, locale);
        return locale === "fi"
          ? `Prosessin ${name} avoimista kaupoista${aged} ${unqualified.length}/${figure.n} (${share}) on ollut auki pidempään kuin voitettu kauppa tavallisesti (${cycle}), ja niiden pistemäärä on yhä alle 25${where}.`
          : `${unqualified.length} of ${figure.n} open deals of ${name}${aged} (${share}) ${verb(unqualified, "has", "have")} been open for longer than a deal usually takes to be won (${cycle}) and still ${verb(unqualified, "scores", "score")} below 25${where}.`;
      },
      remedy: inBoth(
        "Find out now whether each of these buyers has a problem, money and somebody who decides; close the deals where not, and give the time to the others.",
        "Selvittäkää nyt, onko näillä ostajilla ongelma, rahat ja päättäjä; sulkekaa kaupat, joissa ei ole, ja käyttäkää aika muihin.",
      ),
      cleared: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        return locale === "fi"
          ? `Prosessin ${name} vanhat kaupat on käyty läpi: pistemäärältään alle 25 on niistä enää ${unqualified.length}, kun avoimia on ${figure.n} (${share}).`
          : `The old deals of ${name} have been sorted out: ${unqualified.length} of ${figure.n} open deals (${share}) ${verb(unqualified, "is old and scores", "are old and score")} below 25.`;
      },
    },
  ];
};
