import type { opportunities, opportunityCriteria, stageVisits } from "../db/tables.ts";
import type { CompiledProcess } from "../process/compile.ts";
import { searchableWords } from "../values/fold.ts";
import { earnedStageIndex, type Standings, scoreHundredths } from "./criteria.ts";
import { stageOf } from "./transition.ts";

/** An opportunity as it is stored. The names and units are the table's. */
export type OpportunityRow = Readonly<Omit<typeof opportunities.$inferSelect, "tenant_id">>;

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
export type VisitRow = Readonly<Omit<typeof stageVisits.$inferSelect, "tenant_id" | "opportunity_id">>;

/** What is recorded of one criterion of one deal. */
export type CriterionRow = Readonly<Omit<typeof opportunityCriteria.$inferSelect, "tenant_id" | "opportunity_id">>;

/** As much of a criterion's row as its standing follows from. */
export type SaidRow = Pick<CriterionRow, "criterion" | "state" | "level_percent">;

export function toStandings(rows: readonly SaidRow[]): Standings {
  return new Map(rows.map((row) => [row.criterion, { state: row.state, levelPercent: row.level_percent }]));
}

/** What is kept of a deal beside its position, where nothing is said. */
export const NOTHING_KEPT = {
  tags: "[]",
  contacts: "[]",
  custom: "{}",
  next_step: null,
  next_step_due_day: null,
} as const satisfies Partial<OpportunityRow>;

/** What a deal is searched by: the words of its name and account. */
export function searchTextOf({ name, account }: Pick<OpportunityRow, "name" | "account">): string {
  return searchableWords(account === null ? name : `${name} ${account}`);
}
