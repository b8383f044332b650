import { hollowShare, isHollow } from "../../funnel/hollow.ts";
import { percent, quote } from "../../values/words.ts";
import { fullestStage, inBoth, type MeasureRule, mostIn, mostTelling, verb, WHOLE_PROCESS } from "./finding.ts";

/**
 * Much of the pipeline is hollow: deals stand in stages that they have not earned (product.md §4; the formula is that of `hollowShare`).
 * Explained by the hollow deals, the largest amount first. What is missing lies before the stage where most of them stand, so it is the
 * guidance of the one before that says what to do.
 */
export const hollowPipeline: MeasureRule = ({ funnel }) => {
  const figure = hollowShare(funnel.openDeals);
  const hollow = funnel.openDeals.filter(isHollow);
  const byAmount = figure.formula === "hollow_share_of_amount";
  const most = fullestStage(funnel, isHollow);
  const index = most ? funnel.placedStages.findIndex(({ key }) => key === most.stage.key) : -1;
  return [
    {
      subject: WHOLE_PROCESS,
      figure,
      deals: mostTelling(hollow, ({ amountMinor }) => amountMinor ?? 0),
      stage: funnel.placedStages[index - 1],
      breached: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        const where = mostIn(most, hollow, locale);
        if (locale === "fi") {
          const what = byAmount ? `avoimesta arvosta ${share} on onttoa` : `avoimista kaupoista ${share} on onttoja`;
          return `Prosessin ${name} ${what}: ${hollow.length}/${figure.n} kaupasta on vaiheessa, jonka aiempia välietappeja ei ole saavutettu${where}.`;
        }
        const what = byAmount ? `open amount of ${name} is` : `open deals of ${name} are`;
        return `${share} of the ${what} hollow: ${hollow.length} of ${figure.n} deals ${verb(hollow, "stands", "stand")} beyond milestones that were never met${where}.`;
      },
      remedy: inBoth(
        "Go through what is missing with the reps, and move back the deals that have not earned their stage.",
        "Käykää puuttuvat asiat läpi myyjien kanssa ja siirtäkää takaisin kaupat, jotka eivät ole ansainneet vaihettaan.",
      ),
      cleared: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        return locale === "fi"
          ? `Prosessin ${name} suppilo on taas pitävä: onttoa on ${share}, ${hollow.length}/${figure.n} kaupasta.`
          : `The pipeline of ${name} is sound again: ${share} hollow, ${hollow.length} of ${figure.n} deals.`;
      },
    },
  ];
};
