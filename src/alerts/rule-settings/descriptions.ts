import type { Locale } from "../../values/words.ts";
import type { Rule } from "../levels.ts";

/** What the figure of each rule is, and what a bad one means, for whoever sets its levels. */
const DESCRIPTIONS: Readonly<Record<Rule, Readonly<Record<Locale, string>>>> = {
  inverted_funnel: {
    en: "Σ max(0, nₖ − nₖ₋₁) / N over the open stages in order: by how much later stages hold more deals than those before them. Nothing follows what is about to close.",
    fi: "Σ max(0, nₖ − nₖ₋₁) / N avointen vaiheiden yli niiden järjestyksessä: kuinka paljon enemmän kauppoja on myöhemmissä vaiheissa kuin niitä edeltävissä. Päättyvien kauppojen tilalle ei tule uusia.",
  },
  closing_jam: {
    en: "Share of the deals in the last open stage that are older there than its limit. What should be closing sticks.",
    fi: "Osuus viimeisen avoimen vaiheen kaupoista, jotka ovat olleet siinä yli aikarajan. Ratkaisua odottavat kaupat jumittavat.",
  },
  hollow_pipeline: {
    en: "Share of the open amount (of the deals, where none has an amount) whose stage lies beyond the earned one. The pipeline is further on in the books than it is.",
    fi: "Osuus avoimesta arvosta (kaupoista, jos arvoja ei ole), jonka vaihe on pidemmällä kuin ansaittu. Putki on kirjoissa pidemmällä kuin todellisuudessa.",
  },
  stalled: {
    en: "Share of the open deals that are older in their stage than its limit: max_days, else 1.5 × the median of won deals there. They do not move.",
    fi: "Osuus avoimista kaupoista, jotka ovat olleet vaiheessaan yli aikarajan: max_days tai 1,5 × voitettujen kauppojen mediaani siinä. Kaupat eivät liiku.",
  },
  past_due: {
    en: "Share of the open deals with an expected close date before today. No forecast holds until the dates do.",
    fi: "Osuus avoimista kaupoista, joiden odotettu päätöspäivä on ohi. Ennuste ei pidä, ennen kuin päivät pitävät.",
  },
  slipping: {
    en: "Share of the open deals whose expected close date has been put off twice or more. They are hoped for, not agreed.",
    fi: "Osuus avoimista kaupoista, joiden odotettua päätöspäivää on siirretty vähintään kahdesti. Niitä toivotaan, niistä ei ole sovittu.",
  },
  thin_top: {
    en: "Entries into the first stage in the window ÷ their mean per window over the three windows before; n is that mean. Too little comes in for what will be needed later.",
    fi: "Ensimmäiseen vaiheeseen tulleet aikaikkunassa ÷ kolmen edellisen aikaikkunan keskiarvo; n on tuo keskiarvo. Uutta tulee liian vähän myöhempään tarpeeseen.",
  },
  conversion_drop: {
    en: "For each stage the share of an entry cohort that went on, in the window against the one before: p of the two-proportion z-test where it fell, else 1; n is the smaller cohort. Raised where it fell by 10 points or more. A step of the process works worse than it did.",
    fi: "Vaiheittain eteenpäin päässeiden osuus vaiheeseen tulleista, aikaikkunassa ja sitä edeltävässä: kahden osuuden z-testin p, jos osuus laski, muuten 1; n on pienempi joukko. Hälyttää, kun lasku on vähintään 10 prosenttiyksikköä. Jokin prosessin askel toimii huonommin kuin ennen.",
  },
  low_coverage: {
    en: "Score-weighted open amount due in the target's period ÷ what is left to win, × win rate: 1 is just enough; n are the closed deals of the win rate. The target is out of reach of what is open.",
    fi: "Tavoitekaudella odotettu pisteillä painotettu avoin arvo ÷ puuttuva osa tavoitteesta, × voittoprosentti: 1 riittää juuri ja juuri; n on päättyneiden kauppojen määrä, josta voittoprosentti lasketaan. Avoimet kaupat eivät riitä tavoitteeseen.",
  },
  concentration: {
    en: "The largest deal's share of the open amount. One decision makes or breaks the forecast.",
    fi: "Suurimman kaupan osuus avoimesta arvosta. Yksi päätös ratkaisee ennusteen.",
  },
  forecast_bias: {
    en: "Brier score of the win probabilities at stage entry ÷ p(1 − p) of the base rate, over the deals closed in the window. Above 1 the stages foretell less than the win rate alone.",
    fi: "Vaiheeseen tultaessa arvioitujen voittotodennäköisyyksien Brier-pisteet ÷ voittoprosentin p(1 − p), aikaikkunassa päättyneistä kaupoista. Yli 1: vaiheet ennustavat huonommin kuin pelkkä voittoprosentti.",
  },
  unqualified_load: {
    en: "Share of the open deals that are older than the median cycle of won ones, with a score below 25. Time goes to deals that were never qualified.",
    fi: "Osuus avoimista kaupoista, jotka ovat vanhempia kuin voitettujen mediaanikesto ja joiden pisteet ovat alle 25. Aika kuluu kauppoihin, joita ei ole koskaan kelpuutettu.",
  },
  silent: {
    en: "Share of the open deals without any event in the window. Nobody works on them.",
    fi: "Osuus avoimista kaupoista, joista ei ole aikaikkunassa yhtään tapahtumaa. Kukaan ei tee niille mitään.",
  },
  rep_inverted: {
    en: "The inversion of one owner's open deals, for each owner. Whoever it is works the end of the funnel and fills nothing up.",
    fi: "Yhden myyjän avoimien kauppojen käänteisyys, myyjittäin. Myyjä tekee vain suppilon loppupäätä eikä täytä sitä.",
  },
};

export function describeRule(rule: Rule, locale: Locale): string {
  return DESCRIPTIONS[rule][locale];
}
