import type { ProcessDocument } from "../../document.ts";
import { documentTotalHundredths } from "../../validate.ts";
import type { Remark } from "../finding.ts";
import { placedStages } from "../places.ts";
import { en, fi, weight } from "../words.ts";

/**
 * Half of the weight or more lies in the last open stage (product.md §2): this builds the inverted funnel. Measured against the weight that
 * is there, so that an unfinished draft is judged fairly; where there is none, or only one stage, there is nothing to say. One remark at the stage.
 */
export function checkBackLoaded(document: ProcessDocument): readonly Remark[] {
  const last = placedStages(document).at(-1);
  const total = documentTotalHundredths(document);
  if (!last || document.stages.length < 2 || total === 0) return [];
  const inLast = documentTotalHundredths({ stages: [last.stage] });
  if (inLast * 2 < total) return [];
  return [{ pointer: last.pointer, words: wordsOn(last.stage.name, inLast, total) }];
}

function wordsOn(stage: string, inLast: number, total: number): Remark["words"] {
  const [enShare, fiShare] = [
    `${weight(inLast, "en")} of ${weight(total, "en")}`,
    `${weight(inLast, "fi")} / ${weight(total, "fi")}`,
  ];
  return {
    en: {
      why: `${en(stage)}, the last stage, holds ${enShare} of the weight, half or more. When little is earned before closing, everything rushes into closing and sticks there: this builds the inverted funnel, and forecasts mean nothing.`,
      remedy: `Move weight from ${en(stage)} to the stages before it, where the need, its cost, the funds and the decision process are settled. A fifth is plenty for the last stage.`,
    },
    fi: {
      why: `Viimeisessä vaiheessa ${fi(stage)} on painoarvosta ${fiShare}, siis vähintään puolet. Kun ennen päätösvaihetta ei juuri kerry pisteitä, kaikki kiiruhtaa päätösvaiheeseen ja jää siihen: näin syntyy käänteinen suppilo, eivätkä ennusteet tarkoita mitään.`,
      remedy: `Siirtäkää painoa vaiheesta ${fi(stage)} aiempiin vaiheisiin, joissa selvitetään tarve, ongelman hinta, rahoitus ja päätöksenteko. Viimeiselle vaiheelle riittää hyvin viidennes.`,
    },
  };
}
