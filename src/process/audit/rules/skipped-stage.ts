import { percent } from "../../../values/words.ts";
import type { ProcessDocument } from "../../document.ts";
import type { DealHistory } from "../deal-history.ts";
import type { Remark } from "../finding.ts";
import { placedStages } from "../places.ts";
import { en, fi } from "../words.ts";
import { isHabit, movedDeals, stageIndexes } from "./deal-moves.ts";

/**
 * A stage that everybody skips: of at least 10 deals that moved from before it to it or beyond, 90 % went past and never visited
 * it. The move has to be on record: an imported deal that begins beyond the stage says nothing of it. The first stage has nothing before it.
 */
export function checkSkippedStage(document: ProcessDocument, history: DealHistory | undefined): readonly Remark[] {
  if (!history) return [];
  const indexes = stageIndexes(document);
  const deals = movedDeals(history, indexes);
  return placedStages(document).flatMap(({ stage, stageIndex, pointer }) => {
    if (indexes.get(stage.key) !== stageIndex || !history.known.stages.has(stage.key)) return [];
    const passed = deals.filter(({ moves }) =>
      moves.some(({ fromIndex, toIndex }) => fromIndex < stageIndex && toIndex >= stageIndex),
    );
    const skipped = passed.filter(({ deal }) => !deal.visits.some((visit) => visit.stage === stage.key));
    if (!isHabit(skipped.length, passed.length)) return [];
    return [{ pointer, words: wordsOn(stage.name, skipped.length, passed.length) }];
  });
}

function wordsOn(stage: string, skipped: number, n: number): Remark["words"] {
  const share = skipped / n;
  return {
    en: {
      why: `${skipped} of ${n} deals (${percent(share, "en")}) went past ${en(stage)} without ever being in it. A stage that deals can do without is not a step of how you sell.`,
      remedy: `Find out what the sellers know: either ${en(stage)} is not needed and its criteria belong elsewhere, or deals are moved on too early and its milestones have to hold them.`,
    },
    fi: {
      why: `${skipped}/${n} kaupasta (${percent(share, "fi")}) on ohittanut vaiheen ${fi(stage)} käymättä siinä kertaakaan. Vaihe, jota ilman kaupat pärjäävät, ei ole osa tapaanne myydä.`,
      remedy: `Selvittäkää, mitä myyjät tietävät: joko vaihetta ${fi(stage)} ei tarvita ja sen kriteerit kuuluvat muualle, tai kauppoja siirretään eteenpäin liian aikaisin ja vaiheen välietappien on pidettävä ne.`,
    },
  };
}
