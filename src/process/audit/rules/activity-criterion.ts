import type { ProcessDocument } from "../../document.ts";
import type { Remark } from "../finding.ts";
import { isSellerActivity } from "../language/activity.ts";
import { placedCriteria } from "../places.ts";
import { en, fi } from "../words.ts";

/**
 * A criterion that counts or merely reports what the seller does: calls, meetings, e-mails, demos, quotes (product.md §2). Found in
 * English and Finnish alike, whatever language the answer is in. One remark a criterion.
 */
export function checkActivityCriterion(document: ProcessDocument): readonly Remark[] {
  return placedCriteria(document)
    .filter(({ criterion }) => isSellerActivity(criterion.name))
    .map(({ criterion, pointer }) => ({ pointer, words: wordsOn(criterion.name) }));
}

function wordsOn(criterion: string): Remark["words"] {
  return {
    en: {
      why: `${en(criterion)} says what the seller has done, not what has become true of the buyer. It can be ticked in every deal, also in those that will never buy, and rewards busyness.`,
      remedy: `Ask what the buyer knows, says or has agreed to after it, and make that the criterion instead of ${en(criterion)}: for example, that the buyer has confirmed the need in their own words.`,
    },
    fi: {
      why: `${fi(criterion)} kertoo, mitä myyjä on tehnyt, ei sitä, mikä ostajasta on nyt totta. Sen voi rastittaa jokaisessa kaupassa, myös niissä, joita ei koskaan osteta, ja se palkitsee touhuamisesta.`,
      remedy: `Kysykää, mitä ostaja tietää, sanoo tai on sopinut sen jälkeen, ja tehkää siitä kriteeri kriteerin ${fi(criterion)} tilalle: esimerkiksi että ostaja on vahvistanut tarpeen omin sanoin.`,
    },
  };
}
