import { excesses, inversion } from "../../funnel/inversion.ts";
import { percent, quote } from "../../values/words.ts";
import { inBoth, type MeasureRule, mostTelling } from "./finding.ts";

/**
 * The funnel of one owner is upside down (product.md §4; the formula is that of `inversion`, over that owner's open deals). One finding for
 * each owner; deals without one are nobody's. Explained by the owner's deals in the stage that bulges most, the longest there first.
 */
export const repInverted: MeasureRule = ({ funnel }) => {
  const stages = funnel.placedStages.map(({ deals, ...stage }) => ({
    ...stage,
    dealsByOwner: Map.groupBy(deals, ({ deal }) => deal.owner),
  }));
  const owners = new Set(funnel.openDeals.flatMap(({ deal }) => deal.owner ?? []));
  return [...owners].sort().map((owner) => {
    const shape = stages.map(({ dealsByOwner, ...stage }) => ({ ...stage, deals: dealsByOwner.get(owner) ?? [] }));
    const counts = shape.map(({ deals }) => deals.length);
    const figure = inversion(counts);
    const excess = excesses(counts);
    const bulge = excess.indexOf(Math.max(...excess));
    const [before, stage] = [shape[bulge - 1], shape[bulge]];
    return {
      subject: `owner:${owner}`,
      figure,
      deals: before && stage ? mostTelling(stage.deals, ({ ageDays }) => ageDays ?? -1) : [],
      stage: before && stage,
      breached: (locale) => {
        const [name, rep] = [quote(funnel.process.name, locale), quote(owner, locale)];
        const share = percent(figure.value, locale);
        const [there, earlier] = [stage?.deals.length ?? 0, before?.deals.length ?? 0];
        const [stageName, beforeName] = [quote(stage?.name ?? "", locale), quote(before?.name ?? "", locale)];
        return locale === "fi"
          ? `Myyjän ${rep} suppilo prosessissa ${name} on ylösalaisin: käänteisyys ${share}, avoimia kauppoja ${figure.n}. Vaiheessa ${stageName} kauppoja on ${there}, sitä ennen vaiheessa ${beforeName} vain ${earlier}.`
          : `The funnel of ${rep} in ${name} is upside down: inversion ${share} of ${figure.n} open deals. ${stageName} holds ${there}, ${beforeName} before it only ${earlier}.`;
      },
      remedy: inBoth(
        "Go through these deals with the rep: which have earned their stage, which go back, and where new ones come from.",
        "Käykää kaupat läpi myyjän kanssa: mitkä ovat ansainneet vaiheensa, mitkä siirretään takaisin ja mistä tulee uusia.",
      ),
      cleared: (locale) => {
        const [name, rep] = [quote(funnel.process.name, locale), quote(owner, locale)];
        const share = percent(figure.value, locale);
        return locale === "fi"
          ? `Myyjän ${rep} suppilo prosessissa ${name} on taas oikein päin: käänteisyys ${share}, avoimia kauppoja ${figure.n}.`
          : `The funnel of ${rep} in ${name} is the right way up again: inversion ${share} of ${figure.n} open deals.`;
      },
    };
  });
};
