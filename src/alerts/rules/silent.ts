import type { AssessedDeal } from "../../funnel/assess-deal.ts";
import { silentDays, silentShare } from "../../funnel/silent.ts";
import { days, percent, quote } from "../../values/words.ts";
import { fullestStage, inBoth, type MeasureRule, mostIn, mostTelling, WHOLE_PROCESS } from "./finding.ts";

/**
 * Nobody works on the deals (product.md §4; the formula is that of `silentShare`). Explained by the silent deals, the longest silent first.
 */
export const silentDeals: MeasureRule = ({ funnel, windowDays }) => {
  const figure = silentShare(funnel.openDeals, funnel, windowDays);
  const daysByDeal = new Map(funnel.openDeals.map((deal) => [deal, silentDays(deal, funnel) ?? -1]));
  const silentFor = (deal: AssessedDeal) => daysByDeal.get(deal) ?? -1;
  const counts = (deal: AssessedDeal) => silentFor(deal) >= windowDays;
  const silent = mostTelling(funnel.openDeals.filter(counts), silentFor);
  const longest = silent[0] ? silentFor(silent[0]) : 0;
  const most = fullestStage(funnel, counts);
  return [
    {
      subject: WHOLE_PROCESS,
      figure,
      deals: silent,
      stage: most?.stage,
      breached: (locale) => {
        const name = quote(funnel.process.name, locale);
        const [share, window] = [percent(figure.value, locale), days(windowDays, locale)];
        const where = mostIn(most, silent, locale);
        return locale === "fi"
          ? `Prosessin ${name} avoimista kaupoista ${silent.length}/${figure.n} (${share}) on sellaisia, joissa ei ole tapahtunut mitään vähintään ${windowDays} päivään${where}; hiljaisimmassa ei ${longest} päivään.`
          : `Nothing has happened in ${silent.length} of ${figure.n} open deals of ${name} (${share}) for ${window} or more${where}; in the quietest for ${days(longest, locale)}.`;
      },
      remedy: inBoth(
        "Get in touch with these buyers this week and record what comes of it; close the deals that nobody answers for.",
        "Ottakaa näihin ostajiin yhteyttä tällä viikolla ja kirjatkaa, mitä siitä seuraa; sulkekaa kaupat, joista kukaan ei vastaa.",
      ),
      cleared: (locale) => {
        const name = quote(funnel.process.name, locale);
        const [share, window] = [percent(figure.value, locale), days(windowDays, locale)];
        return locale === "fi"
          ? `Prosessin ${name} kauppoja hoidetaan taas: vähintään ${window} hiljaa on ollut ${silent.length}/${figure.n} (${share}).`
          : `The deals of ${name} are looked after again: ${silent.length} of ${figure.n} (${share}) silent for ${window} or more.`;
      },
    },
  ];
};
