import type { ProcessDocument } from "../../document.ts";
import type { DealHistory } from "../deal-history.ts";
import type { Remark } from "../finding.ts";
import { placedCriteria } from "../places.ts";
import { en, fi } from "../words.ts";
import { FEWEST_DEALS, movedDeals, stageIndexes } from "./deal-moves.ts";

/**
 * A milestone that nobody marks: at least 10 deals have left its stage forward, and not one of them says anything of it
 * but "unknown". One remark a milestone.
 */
export function checkUnmarkedMilestone(document: ProcessDocument, history: DealHistory | undefined): readonly Remark[] {
  if (!history) return [];
  const indexes = stageIndexes(document);
  const deals = movedDeals(history, indexes);
  return placedCriteria(document).flatMap(({ criterion, stage, stageIndex, pointer }) => {
    if (criterion.required !== true || !history.known.criteria.has(criterion.key)) return [];
    if (indexes.get(stage.key) !== stageIndex) return [];
    const left = deals.filter(({ moves }) => moves.some(({ fromIndex }) => fromIndex === stageIndex));
    const marked = left.some(({ marks }) => (marks.get(criterion.key)?.state ?? "unknown") !== "unknown");
    if (marked || left.length < FEWEST_DEALS) return [];
    return [{ pointer, words: wordsOn(criterion.name, stage.name, left.length) }];
  });
}

function wordsOn(criterion: string, stage: string, n: number): Remark["words"] {
  return {
    en: {
      why: `Nobody marks ${en(criterion)}: ${n} deals have moved on from ${en(stage)}, and 0 of them say whether it is true. A milestone that holds nobody is decoration.`,
      remedy: `Ask the sellers why. If ${en(criterion)} matters, hold deals in ${en(stage)} until it is marked (gate_policy strict); if it does not, remove it.`,
    },
    fi: {
      why: `Kukaan ei merkitse välietappia ${fi(criterion)}: ${n} kauppaa on edennyt vaiheesta ${fi(stage)}, ja niistä 0 kertoo, onko se totta. Välietappi, joka ei pidättele ketään, on koriste.`,
      remedy: `Kysykää myyjiltä syytä. Jos ${fi(criterion)} on tärkeä, pitäkää kaupat vaiheessa ${fi(stage)}, kunnes se on merkitty (gate_policy: strict); jos ei ole, poistakaa se.`,
    },
  };
}
