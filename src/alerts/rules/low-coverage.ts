import {
  COVERAGE_OF_NEEDED,
  coverageOf,
  coverageOfNeeded,
  isDueIn,
  weightedDueMinor,
  wonIn,
} from "../../funnel/coverage.ts";
import { noFigure } from "../../funnel/figure.ts";
import { unconvertedOf } from "../../funnel/sums.ts";
import { decimal, type Locale, money, percent, quote } from "../../values/words.ts";
import { type Finding, inBoth, type MeasureRule, mostTelling, type RuleContext } from "./finding.ts";

type Target = RuleContext["targets"][number];

/**
 * What is due in the period will not reach the target (product.md §4; the formula is that of `coverageOfNeeded`). One finding for each target
 * of a period that today is in. What was won is known for all owners together only, so of one owner's target there is no figure. Explained by
 * the deals that are due in the period, those first that have the largest amount still to earn.
 */
export const lowCoverage: MeasureRule = (context) => context.targets.map((target) => coverTarget(context, target));

function coverTarget({ funnel, flows }: RuleContext, target: Target): Finding {
  const { openDeals, closed, currency, rates } = funnel;
  const won = wonIn(flows, target, currency, rates);
  // Of one owner's target nothing is reckoned with the deals: a company may have a thousand of those, and as many deals as it likes.
  const deals = target.owner === null ? openDeals : [];
  const weightedMinor = weightedDueMinor(deals, target);
  const input = { targetMinor: target.amountMinor, wonMinor: won.amountMinor, weightedMinor, closed };
  const { remainingMinor, coverage, needed } = coverageOf(input);
  const figure =
    target.owner === null ? coverageOfNeeded(input) : noFigure("coverage_of_owner_unknown", closed.won + closed.lost);
  const due = deals.filter((deal) => isDueIn(deal, target));
  const missing = [...won.unconverted, ...unconvertedOf(due)].map(({ currency: code }) => code);
  const name = (locale: Locale) => quote(funnel.process.name, locale);
  const reached = (locale: Locale) =>
    locale === "fi"
      ? `Prosessin ${name(locale)} tavoite ${target.period} on saavutettu.`
      : `The target ${target.period} of ${name(locale)} is reached.`;
  const ended = target.owner === null ? reached : OWNED;
  return {
    subject: `target:${target.id}`,
    figure,
    deals: mostTelling(due, ({ amountMinor, weightedMinor: earned }) => (amountMinor ?? 0) - earned),
    breached: (locale) => {
      const [weighted, remaining] = [weightedMinor, remainingMinor].map((minor) => money(minor, currency, locale));
      const [has, enough] = [times(coverage, locale), enoughIs(needed, locale)];
      return locale === "fi"
        ? `Prosessin ${name(locale)} suppilo ei riitä tavoitteeseen ${target.period}: jaksolle odotettavien kauppojen pisteillä painotettu arvo on ${weighted}, ${has} kertaa se, mitä on vielä voitettava (${remaining}); ${enough}.${leftOut(missing, locale)}`
        : `The pipeline of ${name(locale)} falls short of the target ${target.period}: what is due in the period comes to ${weighted} weighted by score, ${has} times the ${remaining} still to be won; ${enough}.${leftOut(missing, locale)}`;
    },
    remedy: inBoth(
      "Win what is due first: meet its next milestones. Then bring in deals that can still close in the period, or correct the target.",
      "Voittakaa ensin se, minkä päätös on lähellä: täyttäkää seuraavat välietapit. Hankkikaa sitten kauppoja, jotka ehtivät vielä jaksolle, tai korjatkaa tavoitetta.",
    ),
    cleared: (locale) => {
      const [has, enough] = [times(coverage, locale), enoughIs(needed, locale)];
      return locale === "fi"
        ? `Prosessin ${name(locale)} suppilo riittää taas tavoitteeseen ${target.period}: pisteillä painotettu arvo on ${has} kertaa se, mitä on vielä voitettava; ${enough}.`
        : `The pipeline of ${name(locale)} covers the target ${target.period} again: weighted by score it is ${has} times what is still to be won; ${enough}.`;
    },
    ended: figure.formula === COVERAGE_OF_NEEDED ? undefined : ended,
  };
}

const OWNED = inBoth(
  "The target is one owner's now: what one owner has won of it is not known.",
  "Tavoite on nyt yhden myyjän: ei tiedetä, paljonko hän on siitä voittanut.",
);

function times(coverage: number | null, locale: Locale): string {
  return decimal(coverage ?? 0, 2, locale);
}

function enoughIs(needed: number | null, locale: Locale): string {
  if (needed === null) return locale === "fi" ? "yhtään kauppaa ei ole vielä voitettu" : "no deal has been won so far";
  const [rate, factor] = [percent(1 / needed, locale), times(needed, locale)];
  return locale === "fi"
    ? `kun kaupoista voitetaan ${rate}, tarvitaan ${factor} kertaa se`
    : `a win rate of ${rate} needs ${factor} times`;
}

/** The currencies of what could not be counted. */
function leftOut(currencies: readonly string[], locale: Locale): string {
  if (currencies.length === 0) return "";
  const names = [...new Set(currencies)].sort().join(", ");
  return locale === "fi" ? ` Ilman kurssia jäi pois: ${names}.` : ` Left out for want of a rate: ${names}.`;
}
