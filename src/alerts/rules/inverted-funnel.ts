import { excesses, inversion } from "../../funnel/inversion.ts";
import { percent, quote } from "../../values/words.ts";
import { inBoth, type MeasureRule, mostTelling, WHOLE_PROCESS } from "./finding.ts";

/**
 * The funnel is upside down: later stages hold more deals than earlier ones (product.md §4; the formula is that of `inversion`). All
 * open deals count, those of a retired stage where that stood. Explained by the deals of the stage that exceeds the one before it by most,
 * the longest there first.
 */
export const invertedFunnel: MeasureRule = ({ funnel }) => {
  const stages = funnel.placedStages;
  const counts = stages.map((stage) => stage.deals.length);
  const figure = inversion(counts);
  const excess = excesses(counts);
  const bulge = excess.indexOf(Math.max(...excess));
  const [before, stage] = [stages[bulge - 1], stages[bulge]];
  return [
    {
      subject: WHOLE_PROCESS,
      figure,
      deals: before && stage ? mostTelling(stage.deals, ({ ageDays }) => ageDays ?? -1) : [],
      stage: before && stage,
      breached: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        const [there, earlier] = [stage?.deals.length ?? 0, before?.deals.length ?? 0];
        const [stageName, beforeName] = [quote(stage?.name ?? "", locale), quote(before?.name ?? "", locale)];
        return locale === "fi"
          ? `Prosessin ${name} suppilo on ylösalaisin: käänteisyys ${share}, avoimia kauppoja ${figure.n}. Vaiheessa ${stageName} kauppoja on ${there}, sitä ennen vaiheessa ${beforeName} vain ${earlier}.`
          : `The funnel of ${name} is upside down: inversion ${share} of ${figure.n} open deals. ${stageName} holds ${there}, ${beforeName} before it only ${earlier}.`;
      },
      remedy: inBoth(
        "Check which of these deals have earned their stage, move the others back, and bring new ones in at the start.",
        "Tarkistakaa, ovatko kaupat ansainneet vaiheensa, siirtäkää muut takaisin ja hankkikaa uusia suppilon alkuun.",
      ),
      cleared: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        return locale === "fi"
          ? `Prosessin ${name} suppilo on taas oikein päin: käänteisyys ${share}, avoimia kauppoja ${figure.n}.`
          : `The funnel of ${name} is the right way up again: inversion ${share} of ${figure.n} open deals.`;
      },
    },
  ];
};
