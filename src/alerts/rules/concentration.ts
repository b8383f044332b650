import { concentration } from "../../funnel/concentration.ts";
import { sumDeals } from "../../funnel/sums.ts";
import { money, percent, quote } from "../../values/words.ts";
import { inBoth, type MeasureRule, mostTelling, WHOLE_PROCESS } from "./finding.ts";

/**
 * The pipeline hangs on one deal (product.md §4; the formula is that of `concentration`). Explained by that deal, or those that are as large.
 */
export const concentratedPipeline: MeasureRule = ({ funnel }) => {
  const figure = concentration(funnel.openDeals);
  const largest = funnel.openDeals.reduce((most, { amountMinor }) => Math.max(most, amountMinor ?? 0), 0);
  const deals = mostTelling(
    funnel.openDeals.filter(({ amountMinor }) => largest > 0 && amountMinor === largest),
    () => 0,
  );
  return [
    {
      subject: WHOLE_PROCESS,
      figure,
      deals,
      stage: funnel.stages.find(({ key }) => key === deals[0]?.deal.stage),
      breached: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        const [one, all] = [largest, sumDeals(funnel.openDeals).amountMinor].map((minor) =>
          money(minor, funnel.currency, locale),
        );
        return locale === "fi"
          ? `Prosessin ${name} avoimesta arvosta ${share} on yhden kaupan varassa: ${one}, kun kaikkiaan ${figure.n} kaupan arvo on ${all}.`
          : `${share} of the open amount of ${name} hangs on one deal: ${one}, where all ${figure.n} deals come to ${all}.`;
      },
      remedy: inBoth(
        "Do not let the forecast rest on it: have its buyer confirm every milestone that it claims, and build up others that can take its place.",
        "Älkää laskeko ennustetta sen varaan: varmistakaa ostajalta sen jokainen välietappi ja kasvattakaa rinnalle kauppoja, jotka voivat korvata sen.",
      ),
      cleared: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        return locale === "fi"
          ? `Prosessin ${name} avoin arvo ei ole enää yhden kaupan varassa: suurimman osuus on ${share}, kauppoja ${figure.n}.`
          : `The open amount of ${name} no longer hangs on one deal: the largest of ${figure.n} is ${share} of it.`;
      },
    },
  ];
};
