import type { CompiledProcess } from "../../process/compile.ts";
import { dayOfInstant } from "../../values/calendar.ts";
import { firstPromise } from "../update.ts";
import type { StoredDeal, StoredVisit } from "./stored-deal.ts";

/**
 * A deal with the days and positions that it lacks, as one does that was written before they were kept: days as they are in the company's zone
 * now, positions as they are in the deal's version. The same object where nothing is missing: what is not known stays so, and a stage that the
 * version does not have has no position.
 */
export function completeDays(deal: StoredDeal, process: CompiledProcess, timezone: string): StoredDeal {
  const visits = deal.visits.map((visit) => completeVisit(visit, process, timezone));
  const closed_day = deal.closed_day ?? dayOfInstant(deal.closed_at, timezone);
  const first_expected_day = firstPromise(deal, null);
  const isComplete =
    closed_day === deal.closed_day &&
    first_expected_day === deal.first_expected_day &&
    visits.every((visit, index) => visit === deal.visits[index]);
  return isComplete ? deal : { ...deal, closed_day, first_expected_day, visits };
}

function completeVisit(visit: StoredVisit, process: CompiledProcess, timezone: string): StoredVisit {
  const entered_day = visit.entered_day ?? dayOfInstant(visit.entered_at, timezone);
  const position = visit.position ?? process.stageByKey.get(visit.stage)?.index ?? null;
  return entered_day === visit.entered_day && position === visit.position ? visit : { ...visit, entered_day, position };
}
