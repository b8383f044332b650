import type { ProcessDocument } from "../../document.ts";
import type { Remark } from "../finding.ts";
import { placedStages } from "../places.ts";
import { en, fi } from "../words.ts";

/**
 * A stage with criteria of which the buyer confirms none (product.md §2): all that is known in it is the seller's own word. A criterion
 * without `confirmed_by` is not confirmed by the buyer. One remark a stage.
 */
export function checkSellerOnly(document: ProcessDocument): readonly Remark[] {
  return placedStages(document)
    .filter(({ stage }) => stage.criteria.length > 0)
    .filter(({ stage }) => !stage.criteria.some(({ confirmed_by }) => confirmed_by === "buyer"))
    .map(({ stage, pointer }) => ({ pointer, words: wordsOn(stage.name) }));
}

function wordsOn(stage: string): Remark["words"] {
  return {
    en: {
      why: `The buyer confirms nothing in ${en(stage)}: a deal comes through it on the seller's word alone. That is where optimism enters the forecast.`,
      remedy: `Choose at least one criterion of ${en(stage)} that the buyer says or does themselves and set confirmed_by to buyer, or add one.`,
    },
    fi: {
      why: `Ostaja ei vahvista mitään vaiheessa ${fi(stage)}: kauppa läpäisee sen pelkällä myyjän sanalla. Juuri tästä ennusteisiin tulee ylioptimismia.`,
      remedy: `Valitkaa vaiheesta ${fi(stage)} ainakin yksi kriteeri, jonka ostaja itse sanoo tai tekee, ja merkitkää sen vahvistajaksi ostaja (confirmed_by: buyer), tai lisätkää sellainen.`,
    },
  };
}
