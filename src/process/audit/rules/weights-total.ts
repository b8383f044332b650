import type { ProcessDocument } from "../../document.ts";
import { documentTotalHundredths } from "../../validate.ts";
import { FULL_WEIGHT_HUNDREDTHS } from "../../weights.ts";
import type { Remark } from "../finding.ts";
import { STAGES_POINTER } from "../places.ts";
import { weight } from "../words.ts";

/**
 * The weights of all criteria do not total exactly 100.00 (product.md §2). One remark with the total and the difference; it keeps a
 * draft from being published.
 */
export function checkWeightsTotal(document: ProcessDocument): readonly Remark[] {
  const total = documentTotalHundredths(document);
  if (total === FULL_WEIGHT_HUNDREDTHS) return [];
  const missing = FULL_WEIGHT_HUNDREDTHS - total;
  const difference = Math.abs(missing);
  const isBlank = document.stages.every(({ criteria }) => criteria.length === 0);
  const words = {
    en: {
      why: `The weights total ${weight(total, "en")}, not 100%: ${weight(difference, "en")} ${missing > 0 ? "is missing" : "is too much"}. Until they total 100, a score cannot be read as how far a deal is.`,
      remedy: isBlank
        ? "Write down 3 to 8 stages with their criteria first, or start from a template such as baseline; the weights come with them."
        : `${missing > 0 ? "Add" : "Take away"} ${weight(difference, "en")}, with the most weight on what tells won deals from lost ones.`,
    },
    fi: {
      why: `Painoarvojen summa on ${weight(total, "fi")}, ei 100 %: ${weight(difference, "fi")} ${missing > 0 ? "puuttuu" : "on liikaa"}. Ennen kuin summa on 100, pistemäärä ei kerro, kuinka pitkällä kauppa on.`,
      remedy: isBlank
        ? "Kirjatkaa ensin 3–8 vaihetta kriteereineen tai aloittakaa valmiista mallista, esimerkiksi baselinesta; painoarvot tulevat niiden mukana."
        : `${missing > 0 ? "Lisätkää" : "Vähentäkää"} ${weight(difference, "fi")} ja antakaa eniten painoa sille, mikä erottaa voitetut kaupat hävityistä.`,
    },
  };
  return [{ pointer: STAGES_POINTER, words }];
}
