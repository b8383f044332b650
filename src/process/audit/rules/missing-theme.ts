import type { Locale } from "../../../values/words.ts";
import type { ProcessDocument, Theme } from "../../document.ts";
import type { Remark, Words } from "../finding.ts";
import { STAGES_POINTER } from "../places.ts";
import { firstPlaces } from "./theme-places.ts";

/**
 * A theme that no criterion is about (product.md §2), one remark each. A criterion's theme is its member, else what its name says. A
 * document without criteria lacks everything; other rules say so.
 */
export function checkMissingTheme(document: ProcessDocument): readonly Remark[] {
  if (document.stages.every(({ criteria }) => criteria.length === 0)) return [];
  const present = firstPlaces(document);
  return THEMES.filter((theme) => !present.has(theme)).map((theme) => ({
    pointer: STAGES_POINTER,
    theme,
    words: { en: withHint(WORDS[theme].en, theme, "en"), fi: withHint(WORDS[theme].fi, theme, "fi") },
  }));
}

/** Names are read as well as may be; whoever is misunderstood can say what a criterion is about. */
function withHint({ why, remedy }: Words, theme: Theme, locale: Locale): Words {
  const hint =
    locale === "fi"
      ? `Jos jokin kriteeri jo koskee tätä, merkitkää sen teemaksi (theme) ${theme}.`
      : `If a criterion is about this already, set its theme to ${theme}.`;
  return { why, remedy: `${remedy} ${hint}` };
}

const WORDS: Readonly<Record<Theme, Remark["words"]>> = {
  decision_maker: {
    en: {
      why: "No criterion is about the decision maker. Sellers then spend months with people who may like the offer and cannot say yes.",
      remedy: "Add an early milestone such as “Spoke with the decision maker”.",
    },
    fi: {
      why: "Yksikään kriteeri ei koske päättäjää. Silloin kuukausia kuluu ihmisten parissa, jotka ehkä pitävät tarjouksesta mutta eivät voi sanoa kyllä.",
      remedy: "Lisätkää alkuun välietappi, esimerkiksi ”Keskusteltu päättäjän kanssa”.",
    },
  },
  problem: {
    en: {
      why: "No criterion is about a problem of the buyer's. Who has no problem has no reason to change anything, however good the product.",
      remedy: "Add an early milestone such as “The buyer has named a problem that we can solve”.",
    },
    fi: {
      why: "Yksikään kriteeri ei koske ostajan ongelmaa. Jolla ei ole ongelmaa, ei ole syytä muuttaa mitään, oli tuote kuinka hyvä tahansa.",
      remedy: "Lisätkää alkuun välietappi, esimerkiksi ”Asiakas on nimennyt ongelman, jonka voimme ratkaista”.",
    },
  },
  need: {
    en: {
      why: "No criterion is about the need. An offer then answers a question that nobody asked, and only the price is left to talk about.",
      remedy: "Add a milestone such as “Identified the need” before anything is presented.",
    },
    fi: {
      why: "Yksikään kriteeri ei koske tarvetta. Tarjous vastaa silloin kysymykseen, jota kukaan ei esittänyt, ja puhuttavaksi jää vain hinta.",
      remedy: "Lisätkää välietappi, esimerkiksi ”Tarve kartoitettu”, ennen kuin mitään esitellään.",
    },
  },
  compelling_reason: {
    en: {
      why: "No criterion is about why the buyer has to act. Without such a reason most deals are lost to no decision at all.",
      remedy:
        "Add a criterion such as “Identified compelling reasons to buy”: what happens if nothing is done, and by when.",
    },
    fi: {
      why: "Yksikään kriteeri ei koske sitä, miksi ostajan on toimittava. Ilman pakottavaa syytä useimmat kaupat hävitään sille, ettei mitään päätetä.",
      remedy:
        "Lisätkää kriteeri, esimerkiksi ”Painavat syyt ostaa tunnistettu”: mitä tapahtuu, jos mitään ei tehdä, ja milloin.",
    },
  },
  cost_of_problem: {
    en: {
      why: "No criterion is about what the problem costs. Without that figure any price is too high.",
      remedy: "Add a criterion such as “Quantified the cost of the problem”, in the buyer's own figures.",
    },
    fi: {
      why: "Yksikään kriteeri ei koske sitä, mitä ongelma maksaa. Ilman tätä lukua mikä tahansa hinta on liian kallis.",
      remedy: "Lisätkää kriteeri, esimerkiksi ”Ongelman hinta laskettu rahassa”, asiakkaan omin luvuin.",
    },
  },
  funds: {
    en: {
      why: "No criterion is about the funds. Whether the buyer can pay then comes to light after the offer, when all the work is done.",
      remedy: "Add a milestone such as “Made sure that funds are available” before the closing stage.",
    },
    fi: {
      why: "Yksikään kriteeri ei koske rahoitusta. Ostajan maksukyky selviää silloin vasta tarjouksen jälkeen, kun kaikki työ on jo tehty.",
      remedy: "Lisätkää välietappi, esimerkiksi ”Hankinnan rahoitus varmistettu”, ennen päätösvaihetta.",
    },
  },
  decision_process: {
    en: {
      why: "No criterion is about how the buyer decides. Deals then wait for people and steps that nobody knew of, and forecast dates slip.",
      remedy: "Add a milestone such as “Understood the decision process”: who decides, in which order and by when.",
    },
    fi: {
      why: "Yksikään kriteeri ei koske sitä, miten ostaja päättää. Kaupat odottavat silloin ihmisiä ja vaiheita, joista kukaan ei tiennyt, ja ennustetut päivät siirtyvät.",
      remedy:
        "Lisätkää välietappi, esimerkiksi ”Päätöksentekoprosessi selvitetty”: kuka päättää, missä järjestyksessä ja mihin mennessä.",
    },
  },
};

/** In the order in which a process needs them. */
const THEMES = Object.keys(WORDS) as Theme[];
