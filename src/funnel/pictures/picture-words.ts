import type { Base } from "../../process/document.ts";
import { formatDate } from "../../values/calendar.ts";
import type { Locale } from "../../values/words.ts";

/** What pictures say, in each language; numbers come in already written. */
interface Words {
  readonly diamond: string;
  readonly funnel: string;
  readonly stage: string;
  readonly deals: string;
  readonly hollow: string;
  readonly amount: string;
  readonly open: (count: number) => string;
  readonly counted: (count: string, one: boolean) => string;
  readonly hollowOf: (count: string) => string;
  readonly won: (count: string) => string;
  readonly lost: (count: string) => string;
  readonly bases: Readonly<Record<Base, string>>;
  readonly endsAt: Readonly<Record<Base, string>>;
  readonly runner: string;
  readonly hollowRunner: string;
  readonly crowd: string;
  readonly inverted: (count: string) => string;
  readonly needed: (count: string) => string;
  readonly neededUnknown: string;
  readonly actual: string;
  readonly required: string;
  readonly goal: Readonly<Record<"target" | "pace", (count: string) => string>>;
  readonly reached: string;
  readonly goalUnknown: string;
  readonly goalOfAll: string;
  readonly unconverted: (count: string) => string;
  readonly retired: (count: string) => string;
}

const WORDS: Readonly<Record<Locale, Words>> = {
  en: {
    diamond: "Pipeline on the diamond",
    funnel: "Funnel",
    stage: "Stage",
    deals: "Deals",
    hollow: "Hollow",
    amount: "Amount",
    open: (count) => (count === 1 ? "open deal" : "open deals"),
    counted: (count, one) => (one ? `${count} deal` : `${count} deals`),
    hollowOf: (count) => `${count} hollow`,
    won: (count) => `${count} won`,
    lost: (count) => `${count} lost`,
    bases: { first: "1st", second: "2nd", third: "3rd", home: "Home" },
    endsAt: { first: "to first base", second: "to second base", third: "to third base", home: "home" },
    runner: "a deal",
    hollowRunner: "a hollow deal: beyond what it has earned",
    crowd: "more deals than fit: dots in proportion",
    inverted: (count) => `Inverted: ${count} more than the stage before`,
    needed: (count) => `Needed ${count}`,
    neededUnknown: "Needed: not known yet",
    actual: "deals",
    required: "needed for the goal",
    goal: {
      target: (count) => `Goal: to win ${count} more for the target`,
      pace: (count) => `Goal: to win ${count}, as in the last 90 days`,
    },
    reached: "The target is reached.",
    goalUnknown: "How many are needed is not known: too little was won in the last 90 days.",
    goalOfAll: "How many are needed is reckoned for all deals of the process together only.",
    unconverted: (count) => `Amounts left out for want of an exchange rate: ${count}.`,
    retired: (count) => `Deals of stages that the process no longer has, counted where those stood: ${count}.`,
  },
  fi: {
    diamond: "Myyntiputki baseball-kentällä",
    funnel: "Suppilo",
    stage: "Vaihe",
    deals: "Kaupat",
    hollow: "Ontot",
    amount: "Arvo",
    open: (count) => (count === 1 ? "avoin kauppa" : "avointa kauppaa"),
    counted: (count, one) => (one ? `${count} kauppa` : `${count} kauppaa`),
    hollowOf: (count) => `onttoja ${count}`,
    won: (count) => `Voitettu ${count}`,
    lost: (count) => `hävitty ${count}`,
    bases: { first: "1.", second: "2.", third: "3.", home: "Koti" },
    endsAt: { first: "ykköspesälle", second: "kakkospesälle", third: "kolmospesälle", home: "kotiin" },
    runner: "kauppa",
    hollowRunner: "ontto kauppa: edellä ansaittua vaihettaan",
    crowd: "enemmän kuin mahtuu: pisteet suhteessa",
    inverted: (count) => `Ylösalaisin: ${count} enemmän kuin edellisessä`,
    needed: (count) => `Tarvitaan ${count}`,
    neededUnknown: "Tarve ei vielä tiedossa",
    actual: "kaupat",
    required: "tarve tavoitteeseen",
    goal: {
      target: (count) => `Tavoite: vielä ${count} voitettavana`,
      pace: (count) => `Tavoite: voittoja ${count}, kuten viime 90 päivänä`,
    },
    reached: "Tavoite on saavutettu.",
    goalUnknown: "Tarve ei ole tiedossa: viime 90 päivänä on voitettu liian vähän.",
    goalOfAll: "Tarve lasketaan vain prosessin kaikille kaupoille yhdessä.",
    unconverted: (count) => `Arvoja jäi pois valuuttakurssin puuttuessa: ${count}.`,
    retired: (count) => `Kauppoja vaiheista, joita prosessissa ei enää ole, niiden paikoille laskettuina: ${count}.`,
  },
};

/** The words of a language, and how it writes numbers, sums and days. */
export interface Speech {
  readonly words: Words;
  readonly number: (count: number) => string;
  /** In few characters: €1.2M. */
  readonly shortAmount: (amount: number) => string;
  readonly fullAmount: (amount: number) => string;
  readonly date: (day: number) => string;
}

export function speechOf(locale: Locale, currency: string): Speech {
  const plain = new Intl.NumberFormat(locale);
  const full = new Intl.NumberFormat(locale, { style: "currency", currency });
  const short = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    notation: "compact",
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  return {
    words: WORDS[locale],
    number: (count) => plain.format(count),
    shortAmount: (amount) => short.format(amount),
    fullAmount: (amount) => full.format(amount),
    date: (day) => date.format(new Date(formatDate(day))),
  };
}
