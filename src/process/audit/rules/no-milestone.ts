import type { ProcessDocument } from "../../document.ts";
import type { Remark } from "../finding.ts";
import { placedStages } from "../places.ts";
import { en, fi } from "../words.ts";

/**
 * A stage with criteria of which none is required (product.md §2): it can be left with nothing done. One remark a stage. A stage
 * without criteria is another rule's.
 */
export function checkNoMilestone(document: ProcessDocument): readonly Remark[] {
  return placedStages(document)
    .filter(({ stage }) => stage.criteria.length > 0 && !stage.criteria.some(({ required }) => required === true))
    .map(({ stage, pointer }) => ({ pointer, words: wordsOn(stage.name, stage.criteria.length) }));
}

function wordsOn(stage: string, count: number): Remark["words"] {
  return {
    en: {
      why: `${count === 1 ? "The only criterion" : `None of the ${count} criteria`} of ${en(stage)} is ${count === 1 ? "not " : ""}required. A deal can leave the stage with nothing achieved, and deals that are not ready pile up further on.`,
      remedy: `Make the criterion of ${en(stage)} without which no deal has ever been won a milestone (required: true).`,
    },
    fi: {
      why: `${count === 1 ? "Ainoa kriteeri" : `Yksikään ${count} kriteeristä`} vaiheessa ${fi(stage)} ei ole pakollinen. Kauppa voi lähteä vaiheesta, vaikka mitään ei ole saavutettu, ja keskeneräiset kaupat kasautuvat myöhempiin vaiheisiin.`,
      remedy: `Tehkää vaiheen ${fi(stage)} kriteereistä välietappi (required: true) siitä, jota ilman kauppaa ei koskaan ole voitettu.`,
    },
  };
}
