import type { ProcessDocument } from "../../document.ts";
import type { Remark } from "../finding.ts";
import { isElapsedTime } from "../language/elapsed-time.ts";
import { placedCriteria } from "../places.ts";
import { en, fi } from "../words.ts";

/**
 * A criterion that is met by waiting (product.md §2), in English or Finnish. A deadline, a payback time or the length of a contract is
 * no elapsed time. One remark a criterion.
 */
export function checkTimeCriterion(document: ProcessDocument): readonly Remark[] {
  return placedCriteria(document)
    .filter(({ criterion }) => isElapsedTime(criterion.name))
    .map(({ criterion, pointer }) => ({ pointer, words: wordsOn(criterion.name) }));
}

function wordsOn(criterion: string): Remark["words"] {
  return {
    en: {
      why: `${en(criterion)} is met by waiting. Time passes in dead deals too, so the score rises while nothing happens.`,
      remedy: `Remove ${en(criterion)} and set max_days on the stage instead: then time warns of a deal that stands still and earns it nothing.`,
    },
    fi: {
      why: `${fi(criterion)} täyttyy odottamalla. Aika kuluu myös kuolleissa kaupoissa, joten pistemäärä nousee, vaikka mitään ei tapahdu.`,
      remedy: `Poistakaa ${fi(criterion)} ja asettakaa vaiheelle aikaraja (max_days): silloin aika varoittaa paikallaan seisovasta kaupasta eikä kerrytä sille pisteitä.`,
    },
  };
}
