import type { Locale } from "../../../values/words.ts";
import type { ProcessDocument, Theme } from "../../document.ts";
import type { Remark } from "../finding.ts";
import type { CriterionPlace } from "../places.ts";
import { en, fi, list, THEME_NAMES } from "../words.ts";
import { firstPlaces } from "./theme-places.ts";

/**
 * What each theme builds on (product.md §2: "funds before need, say"): nothing is needed, urgent, costly or worth money without a problem;
 * money is found for a need with a price and a reason by whoever decides; and only who decides on what can be asked how.
 */
const BUILDS_ON: Readonly<Partial<Record<Theme, readonly Theme[]>>> = {
  need: ["problem"],
  compelling_reason: ["problem"],
  cost_of_problem: ["problem"],
  funds: ["decision_maker", "problem", "need", "compelling_reason", "cost_of_problem"],
  decision_process: ["decision_maker", "need"],
};

/**
 * A theme that first occurs in an earlier stage than one it builds on. One remark a theme, at its first criterion, naming everything it
 * should follow. The same stage is fine, and a theme that is missing altogether is another rule's.
 */
export function checkThemeOrder(document: ProcessDocument): readonly Remark[] {
  const first = firstPlaces(document);
  // The map is in the order of the document.
  return [...first].flatMap(([theme, place]) => {
    const late = (BUILDS_ON[theme] ?? []).filter((earlier) => (first.get(earlier)?.stageIndex ?? 0) > place.stageIndex);
    return late.length === 0 ? [] : [{ pointer: place.pointer, theme, words: wordsOn(theme, place, late) }];
  });
}

function wordsOn(theme: Theme, { criterion, stage }: CriterionPlace, late: readonly Theme[]): Remark["words"] {
  const after = (locale: Locale) =>
    list(
      late.map((each) => THEME_NAMES[each][locale]),
      locale,
    );
  const [english, finnish] = [THEME_NAMES[theme].en, THEME_NAMES[theme].fi];
  return {
    en: {
      why: `${en(criterion.name)} in ${en(stage.name)} comes too early: ${english} should follow ${after("en")}, which the process settles in a later stage. Asked too soon, it gets a no or a guess.`,
      remedy: `Move ${en(criterion.name)} to the stage that settles ${after("en")}, or to a later one; or bring ${late.length === 1 ? "that" : "those"} forward.`,
    },
    fi: {
      why: `${fi(criterion.name)} vaiheessa ${fi(stage.name)} tulee liian aikaisin: ennen teemaa ”${finnish}” pitäisi selvittää ${after("fi")}, mutta prosessissa ${late.length === 1 ? "se tulee" : "ne tulevat"} vasta myöhemmässä vaiheessa. Liian varhain kysyttyyn saa vastaukseksi ein tai arvauksen.`,
      remedy: `Siirtäkää ${fi(criterion.name)} samaan vaiheeseen kuin ${after("fi")} tai sitä myöhemmäksi, tai tuokaa ${late.length === 1 ? "tämä teema" : "nämä teemat"} aiemmaksi.`,
    },
  };
}
