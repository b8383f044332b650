import type { EventRow } from "../../events/store.ts";
import type { CompiledProcess, Stage } from "../../process/compile.ts";
import { earnedStageIndex, missingMilestones, type Standings } from "../criteria.ts";
import { describeMissing, type MissingMilestone, stageOf } from "../transition.ts";

/** The ways in which a deal can come to stand beyond what it has earned. */
export const HOLLOW_WAYS = [
  "advisory",
  "override",
  "import",
  "migration",
  "merge",
  "criterion_changed",
  "other",
] as const;
export type HollowWay = (typeof HOLLOW_WAYS)[number];

/** Something that made a deal hollow, or took it further past its milestones while it was. */
export interface HollowStep {
  readonly at: number;
  readonly actor: string;
  readonly way: HollowWay;
  readonly reason: string | null;
  /** Keys of the milestones that it went past, as they were missing then. */
  readonly bypassed: readonly string[];
}

export interface WhyHollow {
  readonly stage: Stage;
  readonly earnedStage: Stage;
  /** The milestones that the deal has gone past and that are missing still. */
  readonly missing: readonly MissingMilestone[];
  /** Since when it has been hollow without a break; null when the log does not reach back that far. */
  readonly since: number | null;
  /** Oldest first: the first one made it hollow, where the log reaches back to it. */
  readonly how: readonly HollowStep[];
}

/** As much of an event's data as tells what it did to a deal's hollowness. Written by `opportunityEvent` only. */
interface HollowEventData {
  readonly opportunity: { readonly hollow: boolean };
  readonly previous?: { readonly hollow?: boolean };
  readonly bypassed?: readonly string[];
  readonly reason?: string;
  readonly import_id?: string;
  readonly migration_id?: string;
  readonly criterion?: object;
}

/**
 * Why a deal is hollow: what is missing of the stages behind it, and what took it past that. `events` are the deal's that may tell, newest
 * first (`listHollowEvents`). Pure.
 */
export function explainHollow(
  process: CompiledProcess,
  deal: { readonly stage: string; readonly standings: Standings },
  events: readonly EventRow[],
): WhyHollow {
  const stage = stageOf(process, deal.stage);
  const told = events.map((event) => ({ event, data: JSON.parse(event.data) as HollowEventData }));
  const turn = told.findIndex(({ event, data }) => madeHollow(event, data));
  const since = told
    .slice(0, turn === -1 ? told.length : turn + 1)
    .filter(({ event, data }) => madeHollow(event, data) || (data.bypassed?.length ?? 0) > 0);
  return {
    stage,
    earnedStage: process.stages[earnedStageIndex(process, deal.standings)] ?? stage,
    missing: missingMilestones(process, deal.standings, 0, stage.index).map(describeMissing),
    since: told[turn]?.event.at ?? null,
    how: since.toReversed().map(({ event, data }) => ({
      at: event.at,
      actor: event.actor,
      way: wayOf(process, event, data),
      reason: data.reason ?? null,
      bypassed: data.bypassed ?? [],
    })),
  };
}

function madeHollow({ type }: EventRow, { opportunity, previous }: HollowEventData): boolean {
  if (!opportunity.hollow) return false;
  return previous ? previous.hollow === false : type === "opportunity.created";
}

function wayOf(process: CompiledProcess, { type }: EventRow, data: HollowEventData): HollowWay {
  if (data.import_id !== undefined) return "import";
  if (data.migration_id !== undefined) return "migration";
  if (type === "opportunity.merged") return "merge";
  if (data.criterion !== undefined) return "criterion_changed";
  if (data.bypassed === undefined) return "other";
  return type === "opportunity.won" && process.gatePolicy === "strict" ? "override" : "advisory";
}
