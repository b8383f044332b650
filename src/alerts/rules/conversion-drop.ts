import { conversionDrop, dropsByAtLeast } from "../../funnel/conversion-drop.ts";
import type { Proportion } from "../../funnel/two-proportions.ts";
import { formatDate } from "../../values/calendar.ts";
import { decimal, type Locale, percent, quote } from "../../values/words.ts";
import { inBoth, type MeasureRule, mostTelling } from "./finding.ts";

/** A drop is worth an alert from so many points on, however certain it is; and the alert lives on down to 80 % of that. */
const POINTS_TO_RAISE = 10;
const POINTS_TO_KEEP = 8;

/**
 * A stage lets fewer deals through than it used to (product.md §4; the formula is that of `conversionDrop`). One finding for each stage of the
 * current version; from the last one a deal passes by being won. Explained by the open deals that entered it with the recent cohort and are
 * still there, the longest there first.
 */
export const convertingLess: MeasureRule = ({ funnel, flows, windowDays }) =>
  funnel.stages
    .filter(({ retired }) => !retired)
    .map((stage) => {
      const pace = { wonDays: funnel.closed.wonDaysByStage.get(stage.key), limitDays: stage.limitDays };
      const drop = conversionDrop(flows, stage.key, funnel.today, windowDays, pace);
      const { recent, before, figure } = drop;
      const stuck = stage.deals.filter(({ ageDays }) => {
        const entered = funnel.today - (ageDays ?? -1);
        return entered >= drop.from && entered <= drop.to;
      });
      return {
        subject: `stage:${stage.key}`,
        figure,
        deals: mostTelling(stuck, ({ ageDays }) => ageDays ?? 0),
        stage,
        besides: { toRaise: dropsByAtLeast(POINTS_TO_RAISE, drop), toKeep: dropsByAtLeast(POINTS_TO_KEEP, drop) },
        breached: (locale) => {
          const [name, key] = [quote(funnel.process.name, locale), quote(stage.name, locale)];
          const [now, then, p] = [share(recent, locale), share(before, locale), probability(figure.value, locale)];
          const [from, to] = [formatDate(drop.from), formatDate(drop.to)];
          return locale === "fi"
            ? `Prosessin ${name} vaiheen ${key} läpäisee harvempi kauppa kuin ennen: ${from}–${to} siihen tulleista (${recent.n}) ${now}, yhtä pitkällä jaksolla sitä ennen tulleista (${before.n}) ${then} (${p}).`
            : `Fewer deals pass ${key} of ${name} than used to: ${now} of the ${recent.n} that entered it from ${from} to ${to}, against ${then} of the ${before.n} in as many days before (${p}).`;
        },
        remedy: inBoth(
          "Look at the deals that stopped there: what did their buyers lack that those before had? Then ask what has changed in the offer, the market or the team.",
          "Katsokaa kauppoja, jotka jäivät siihen: mitä niiden ostajilta puuttui, mikä aiemmilla oli? Kysykää sitten, mikä tarjoomassa, markkinassa tai tiimissä on muuttunut.",
        ),
        cleared: (locale) => {
          const [name, key] = [quote(funnel.process.name, locale), quote(stage.name, locale)];
          const [now, then] = [share(recent, locale), share(before, locale)];
          return locale === "fi"
            ? `Prosessin ${name} vaiheen ${key} läpäisevien osuus ei ole enää selvästi pienempi kuin ennen: ${now} (${recent.n}), edellisellä jaksolla ${then} (${before.n}).`
            : `The share of deals that pass ${key} of ${name} is no longer clearly lower than before: ${now} of ${recent.n}, against ${then} of ${before.n}.`;
        },
      };
    });

function share({ part, n }: Proportion, locale: Locale): string {
  return percent(n === 0 ? null : part / n, locale);
}

function probability(p: number | null, locale: Locale): string {
  return p !== null && p < 0.001 ? `p < ${decimal(0.001, 3, locale)}` : `p = ${decimal(p ?? 1, 3, locale)}`;
}
