import type { Funnel } from "../../funnel/funnel-shape.ts";
import { excesses, inversion } from "../../funnel/inversion.ts";
import { percent, quote } from "../../values/words.ts";
import { type Finding, mostTelling } from "./finding.ts";

/**
 * The funnel is upside down: later stages hold more deals than earlier ones (product.md §4; the formula is that of `inversion`). All
 * open deals count, those of a retired stage where that stood. Explained by the deals of the stage that exceeds the one before it by most,
 * the longest there first.
 */
export function invertedFunnel(funnel: Funnel): Finding {
  const stages = funnel.placedStages;
  const counts = stages.map((stage) => stage.deals.length);
  const figure = inversion(counts);
  const excess = excesses(counts);
  const bulge = excess.indexOf(Math.max(...excess));
  const [before, stage] = [stages[bulge - 1], stages[bulge]];
  return {
    figure,
    deals: before && stage ? mostTelling(stage.deals, ({ ageDays }) => ageDays ?? -1) : [],
    breached: (locale) => {
      const name = quote(funnel.process.name, locale);
      const share = percent(figure.value, locale);
      const [there, earlier] = [stage?.deals.length ?? 0, before?.deals.length ?? 0];
      const [stageName, beforeName] = [quote(stage?.name ?? "", locale), quote(before?.name ?? "", locale)];
      if (locale === "fi") {
        return `Prosessin ${name} suppilo on ylösalaisin: käänteisyys ${share}, avoimia kauppoja ${figure.n}. Vaiheessa ${stageName} kauppoja on ${there}, sitä ennen vaiheessa ${beforeName} vain ${earlier}. Tarkistakaa, ovatko kaupat ansainneet vaiheensa, siirtäkää muut takaisin ja hankkikaa uusia suppilon alkuun.`;
      }
      return `The funnel of ${name} is upside down: inversion ${share} of ${figure.n} open deals. ${stageName} holds ${there}, ${beforeName} before it only ${earlier}. Check which of these deals have earned their stage, move the others back, and bring new ones in at the start.`;
    },
    cleared: (locale) => {
      const name = quote(funnel.process.name, locale);
      const share = percent(figure.value, locale);
      return locale === "fi"
        ? `Prosessin ${name} suppilo on taas oikein päin: käänteisyys ${share}, avoimia kauppoja ${figure.n}.`
        : `The funnel of ${name} is the right way up again: inversion ${share} of ${figure.n} open deals.`;
    },
  };
}
