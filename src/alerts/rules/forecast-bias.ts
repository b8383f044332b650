import { forecastBias } from "../../funnel/forecast-bias.ts";
import { decimal, percent, quote } from "../../values/words.ts";
import { inBoth, type MeasureRule, WHOLE_PROCESS } from "./finding.ts";

/**
 * The win probabilities do not come true (product.md §4; the formula is that of `forecastBias`). No open deals explain it: it is about those
 * that are closed.
 */
export const forecastingWorse: MeasureRule = ({ funnel, flows, windowDays }) => {
  const { figure, meanPredicted, meanWon } = forecastBias(funnel.closed, flows, funnel.today, windowDays);
  return [
    {
      subject: WHOLE_PROCESS,
      figure,
      deals: [],
      breached: (locale) => {
        const name = quote(funnel.process.name, locale);
        const [foretold, came] = [percent(meanPredicted, locale), percent(meanWon, locale)];
        const times = decimal(figure.value ?? 0, 2, locale);
        return locale === "fi"
          ? `Prosessin ${name} voiton todennäköisyydet ovat ennustaneet ${figure.n} päättyneen kaupan tuloksia huonommin kuin pelkkä voittoprosentti: Brier-pisteet ovat siihen verrattuna ${times}-kertaiset. Keskimäärin ennustettiin ${foretold}, voitettiin ${came}.`
          : `The win probabilities of ${name} have foretold ${figure.n} closed deals worse than the plain win rate would have: the Brier score is ${times} times as large. On average they said ${foretold}, and ${came} were won.`;
      },
      remedy: inBoth(
        "Do not plan by these probabilities for now. Find out what has changed since the deals that they rest on, and whether deals are put into stages that they have not earned.",
        "Älkää toistaiseksi suunnitelko näiden todennäköisyyksien varaan. Selvittäkää, mikä on muuttunut niiden kauppojen jälkeen, joihin ne perustuvat, ja siirretäänkö kauppoja vaiheisiin, joita ne eivät ole ansainneet.",
      ),
      cleared: (locale) => {
        const name = quote(funnel.process.name, locale);
        const times = decimal(figure.value ?? 0, 2, locale);
        return locale === "fi"
          ? `Prosessin ${name} voiton todennäköisyydet ovat taas pelkkää voittoprosenttia parempia: Brier-pisteet ovat siihen verrattuna ${times}-kertaiset (${figure.n} kauppaa).`
          : `The win probabilities of ${name} are better than the plain win rate again: the Brier score is ${times} times as large, over ${figure.n} deals.`;
      },
    },
  ];
};
