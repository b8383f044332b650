import { isSlipping, slippingShare } from "../../funnel/slipping.ts";
import { percent, quote } from "../../values/words.ts";
import { fullestStage, inBoth, type MeasureRule, mostIn, mostTelling, verb, WHOLE_PROCESS } from "./finding.ts";

/**
 * Close dates are pushed again and again (product.md §4; the formula is that of `slippingShare`). Explained by the deals that were pushed twice
 * or more, the most often pushed first.
 */
export const slippingDates: MeasureRule = ({ funnel }) => {
  const figure = slippingShare(funnel.openDeals);
  const slipping = mostTelling(funnel.openDeals.filter(isSlipping), ({ deal }) => deal.pushes);
  const pushes = slipping[0]?.deal.pushes ?? 0;
  const most = fullestStage(funnel, isSlipping);
  return [
    {
      subject: WHOLE_PROCESS,
      figure,
      deals: slipping,
      stage: most?.stage,
      breached: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        const where = mostIn(most, slipping, locale);
        return locale === "fi"
          ? `Prosessin ${name} avoimista kaupoista ${slipping.length}/${figure.n} (${share}) on sellaisia, joiden odotettua päätöspäivää on lykätty vähintään kahdesti${where}; enimmillään ${pushes} kertaa.`
          : `${slipping.length} of ${figure.n} open deals of ${name} (${share}) ${verb(slipping, "has had its", "have had their")} expected close date pushed twice or more${where}; the worst ${pushes} times.`;
      },
      remedy: inBoth(
        "Agree with each buyer the steps to the decision and their dates; where the buyer has no reason to decide by a date, take the deal out of the forecast.",
        "Sopikaa kunkin ostajan kanssa askeleet päätökseen ja niiden päivät; jos ostajalla ei ole syytä päättää mihinkään päivään mennessä, jättäkää kauppa pois ennusteesta.",
      ),
      cleared: (locale) => {
        const name = quote(funnel.process.name, locale);
        const share = percent(figure.value, locale);
        return locale === "fi"
          ? `Prosessin ${name} päätöspäivät pitävät taas paremmin: vähintään kahdesti lykättyjä on ${slipping.length}/${figure.n} (${share}).`
          : `The close dates of ${name} hold better again: ${slipping.length} of ${figure.n} deals (${share}) ${verb(slipping, "was", "were")} pushed twice or more.`;
      },
    },
  ];
};
