import type { Funnel } from "../../funnel/funnel-shape.ts";
import { hollowShare, isHollow } from "../../funnel/hollow.ts";
import { percent, quote } from "../../values/words.ts";
import { type Finding, fullestStage, mostTelling } from "./finding.ts";

/**
 * Much of the pipeline is hollow: deals stand in stages that they have not earned (product.md §4; the formula is that of `hollowShare`).
 * Explained by the hollow deals, the largest amount first.
 */
export function hollowPipeline(funnel: Funnel): Finding {
  const figure = hollowShare(funnel.openDeals);
  const hollow = funnel.openDeals.filter(isHollow);
  const byAmount = figure.formula === "hollow_share_of_amount";
  const most = fullestStage(funnel, isHollow);
  return {
    figure,
    deals: mostTelling(hollow, ({ amountMinor }) => amountMinor ?? 0),
    breached: (locale) => {
      const name = quote(funnel.process.name, locale);
      const share = percent(figure.value, locale);
      if (locale === "fi") {
        const what = byAmount ? "avoimesta arvosta" : "avoimista kaupoista";
        const where = most ? `, eniten vaiheessa ${quote(most.stage.name, locale)} (${most.count})` : "";
        return `Prosessin ${name} ${what} ${share} on onttoa: ${hollow.length}/${figure.n} kaupasta on vaiheessa, jonka aiempia välietappeja ei ole saavutettu${where}. Käykää puuttuvat asiat läpi myyjien kanssa ja siirtäkää takaisin kaupat, jotka eivät ole ansainneet vaihettaan.`;
      }
      const what = byAmount ? "open amount" : "open deals";
      const where = most ? `, most of them in ${quote(most.stage.name, locale)} (${most.count})` : "";
      return `${share} of the ${what} of ${name} is hollow: ${hollow.length} of ${figure.n} deals stand beyond milestones that were never met${where}. Go through what is missing with the reps, and move back the deals that have not earned their stage.`;
    },
    cleared: (locale) => {
      const name = quote(funnel.process.name, locale);
      const share = percent(figure.value, locale);
      return locale === "fi"
        ? `Prosessin ${name} suppilo on taas pitävä: onttoa on ${share}, ${hollow.length}/${figure.n} kaupasta.`
        : `The pipeline of ${name} is sound again: ${share} hollow, ${hollow.length} of ${figure.n} deals.`;
    },
  };
}
