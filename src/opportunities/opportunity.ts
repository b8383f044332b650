import type { CompiledProcess } from "../process/compile.ts";
import { earnedStageIndex, type Standings, scoreHundredths } from "./criteria.ts";
import { type Status, stageOf } from "./transition.ts";

/** An opportunity as it is stored. The names and units are the table's. */
export interface OpportunityRow {
  readonly id: string;
  readonly external_id: string | null;
  readonly name: string;
  readonly account: string | null;
  readonly owner: string | null;
  readonly amount_minor: number | null;
  readonly currency: string;
  readonly expected_close_day: number | null;
  readonly opened_day: number | null;
  readonly process_id: string;
  readonly version: number;
  readonly status: Status;
  readonly stage: string;
  readonly earned_stage: string;
  readonly hollow: number;
  readonly score_hundredths: number;
  readonly visit: number;
  readonly stage_entered_at: number | null;
  readonly pushes: number;
  readonly lost_reason: string | null;
  readonly revision: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly closed_at: number | null;
}

/** What follows from the process, the declared stage and the standings, and is stored so that lists and the funnel need not derive it. */
export type Derived = Pick<OpportunityRow, "earned_stage" | "hollow" | "score_hundredths">;

export function derive(process: CompiledProcess, stage: string, standings: Standings): Derived {
  const earnedIndex = earnedStageIndex(process, standings);
  return {
    earned_stage: process.stages[earnedIndex]?.key ?? stage,
    hollow: stageOf(process, stage).index > earnedIndex ? 1 : 0,
    score_hundredths: scoreHundredths(process, standings),
  };
}

/** One stay of a deal in a stage. Scores are hundredths of a percent; a time is null when an import does not know it. */
export interface VisitRow {
  readonly visit: number;
  readonly process_id: string;
  readonly stage: string;
  readonly direction: "entry" | "forward" | "backward" | "reopened";
  readonly entered_at: number | null;
  readonly left_at: number | null;
  readonly score_at_entry: number | null;
  readonly score_at_exit: number | null;
}

/** What is recorded of one criterion of one deal. */
export interface CriterionRow {
  readonly criterion: string;
  readonly state: "unknown" | "met" | "not_met" | "not_applicable";
  readonly level_percent: number | null;
  readonly evidence: string | null;
  readonly confirmed_by: "rep" | "buyer" | null;
  readonly note: string | null;
  readonly actor: string;
  readonly changed_at: number;
}

export function toStandings(rows: readonly CriterionRow[]): Standings {
  return new Map(rows.map((row) => [row.criterion, { state: row.state, levelPercent: row.level_percent }]));
}
