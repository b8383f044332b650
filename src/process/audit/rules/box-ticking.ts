import { localDay } from "../../../values/calendar.ts";
import { percent } from "../../../values/words.ts";
import type { ProcessDocument } from "../../document.ts";
import type { DealHistory } from "../deal-history.ts";
import type { Remark } from "../finding.ts";
import { placedCriteria } from "../places.ts";
import { en, fi } from "../words.ts";
import { type ForwardMove, isHabit, movedDeals, stageIndexes } from "./deal-moves.ts";

/**
 * A criterion that is ticked only when a deal is moved on: in 90 % of at least 10 deals it was met on the very local day on which
 * its stage was last left forward. Only deals that stayed overnight count, since in the others it could not have been otherwise; so do
 * only those whose times are known. Not for the last stage, which is left by winning. One remark a criterion.
 */
export function checkBoxTicking(document: ProcessDocument, history: DealHistory | undefined): readonly Remark[] {
  if (!history) return [];
  const { timezone } = history;
  const indexes = stageIndexes(document);
  const deals = movedDeals(history, indexes);
  return placedCriteria(document).flatMap(({ criterion, stage, stageIndex, pointer }) => {
    if (indexes.get(stage.key) !== stageIndex) return [];
    const onLeaving = deals.flatMap(({ marks, moves }) => {
      const mark = marks.get(criterion.key);
      if (mark?.state !== "met") return [];
      const dayLeft = lastDayLeft(moves, stageIndex, timezone);
      return dayLeft !== undefined ? [localDay(mark.changed_at, timezone) === dayLeft] : [];
    });
    const ticked = onLeaving.filter(Boolean).length;
    if (!isHabit(ticked, onLeaving.length)) return [];
    return [{ pointer, words: wordsOn(criterion.name, stage.name, ticked, onLeaving.length) }];
  });
}

/** The local day on which a deal last left a stage forward; undefined where it did not, times are unknown, or it came on that day. */
function lastDayLeft(moves: readonly ForwardMove[], index: number, timezone: string): number | undefined {
  const visit = moves.findLast(({ fromIndex }) => fromIndex === index)?.left;
  if (!visit || visit.entered_at === null || visit.left_at === null) return undefined;
  const dayLeft = localDay(visit.left_at, timezone);
  return dayLeft > localDay(visit.entered_at, timezone) ? dayLeft : undefined;
}

function wordsOn(criterion: string, stage: string, ticked: number, n: number): Remark["words"] {
  const share = ticked / n;
  return {
    en: {
      why: `In ${ticked} of ${n} deals (${percent(share, "en")}) ${en(criterion)} was marked as met on the very day on which the deal left ${en(stage)}. That looks like a box ticked to get through and not like something found out on the way.`,
      remedy: `Go through some of these deals with their sellers and ask for the evidence of ${en(criterion)}; have it marked when the buyer confirms it.`,
    },
    fi: {
      why: `${ticked}/${n} kaupassa (${percent(share, "fi")}) kriteeri ${fi(criterion)} merkittiin täyttyneeksi juuri sinä päivänä, jona kauppa lähti vaiheesta ${fi(stage)}. Se näyttää läpipääsyn vuoksi laitetulta rastilta eikä matkan varrella selvinneeltä asialta.`,
      remedy: `Käykää muutama näistä kaupoista läpi myyjien kanssa ja pyytäkää kriteeristä ${fi(criterion)} näyttö; merkitkää se silloin, kun ostaja sen vahvistaa.`,
    },
  };
}
