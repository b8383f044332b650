import type { ProcessDocument } from "../../document.ts";
import { weightToHundredths } from "../../weights.ts";
import type { Remark } from "../finding.ts";
import { placedCriteria } from "../places.ts";
import { en, fi, weight } from "../words.ts";

/** product.md §2: more than 40 % on one criterion. Exactly 40 is allowed. */
const HEAVIEST_HUNDREDTHS = 4_000;

/** A criterion on which too much of the score hangs (product.md §2: over 40). One remark a criterion. */
export function checkHeavyCriterion(document: ProcessDocument): readonly Remark[] {
  return placedCriteria(document)
    .filter(({ criterion }) => weightToHundredths(criterion.weight) > HEAVIEST_HUNDREDTHS)
    .map(({ criterion, pointer }) => ({
      pointer,
      words: wordsOn(criterion.name, weightToHundredths(criterion.weight)),
    }));
}

function wordsOn(criterion: string, hundredths: number): Remark["words"] {
  return {
    en: {
      why: `${en(criterion)} alone is worth ${weight(hundredths, "en")} of the score; more than 40% on one criterion makes everything else hardly count. One hasty tick then turns a weak deal into a strong one.`,
      remedy: `Split ${en(criterion)} into the smaller things that it takes to get there, each with its own weight, or bring it down to 40% at most.`,
    },
    fi: {
      why: `${fi(criterion)} on yksin ${weight(hundredths, "fi")} pistemäärästä; kun yhdellä kriteerillä on yli 40 %, millään muulla ei juuri ole väliä. Yksi hätäinen rasti tekee silloin heikosta kaupasta vahvan.`,
      remedy: `Jakakaa ${fi(criterion)} pienempiin asioihin, joita siihen pääseminen vaatii, kullekin oma painoarvo, tai pudottakaa sen paino enintään 40 %:iin.`,
    },
  };
}
