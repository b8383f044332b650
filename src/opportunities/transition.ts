import { DomainError, invalid } from "../errors.ts";
import type { CompiledProcess, Criterion, Stage } from "../process/compile.ts";
import { hundredthsToPercent } from "../process/weights.ts";
import { missingMilestones, type Standings } from "./criteria.ts";

export type Status = "open" | "won" | "lost";

/** What the engine needs to know of a deal. */
export interface DealPosition {
  readonly status: Status;
  readonly stage: string;
  readonly standings: Standings;
}

export interface TransitionRequest {
  /** A stage key, `won`, `lost` or `reopened`. */
  readonly to: string;
  readonly reason: string | null;
  /** A manager's word that a deal is won although milestones are missing. The caller has checked that this is a manager. */
  readonly override: boolean;
  /** `gated`: a move of today, checked. `history`: what an import says of the past, recorded as fact. */
  readonly mode: "gated" | "history";
}

/** A move that is allowed. `bypassed` are the milestones it went past all the same. */
export type Move =
  | {
      readonly kind: "stage";
      readonly stage: Stage;
      readonly direction: "forward" | "backward";
      readonly bypassed: readonly Criterion[];
    }
  | { readonly kind: "won"; readonly bypassed: readonly Criterion[] }
  | { readonly kind: "lost" }
  | { readonly kind: "reopened"; readonly stage: Stage };

/** One milestone that stands in the way, as the API tells it. */
export interface MissingMilestone {
  readonly criterion: string;
  readonly stage: string;
  readonly name: string;
  /** In percent. */
  readonly weight: number;
  readonly questions: readonly string[];
}

export function describeMissing(criterion: Criterion): MissingMilestone {
  return {
    criterion: criterion.key,
    stage: criterion.stageKey,
    name: criterion.name,
    weight: hundredthsToPercent(criterion.weightHundredths),
    questions: criterion.questions,
  };
}

/**
 * The transition engine: decides every move of every deal, whichever way it comes in. A move forward needs the milestones of all stages
 * that it leaves or skips, `won` needs them all; backward moves are free; lost needs a reason; closed deals move only by `reopened`.
 *
 * Throws `gate_blocked` (with `missing`), `already_in_stage`, `opportunity_closed`, `opportunity_not_closed`, or `validation_failed`
 * for a stage that the process does not have and for a missing reason.
 */
export function decideTransition(process: CompiledProcess, deal: DealPosition, request: TransitionRequest): Move {
  if (request.to === "reopened") return reopen(process, deal);
  if (deal.status !== "open") {
    throw new DomainError("opportunity_closed", `This opportunity is ${deal.status}. Reopen it first.`);
  }
  if (request.to === "lost") return lose(request);
  if (request.to === "won") return win(process, deal, request);
  return moveToStage(process, deal, request);
}

function reopen(process: CompiledProcess, deal: DealPosition): Move {
  if (deal.status === "open") throw new DomainError("opportunity_not_closed", "This opportunity is open already.");
  return { kind: "reopened", stage: stageOf(process, deal.stage) };
}

function lose(request: TransitionRequest): Move {
  if (request.reason === null && request.mode === "gated") {
    throw invalid([{ pointer: "/reason", code: "reason_required", detail: "Say why the opportunity was lost." }]);
  }
  return { kind: "lost" };
}

function win(process: CompiledProcess, deal: DealPosition, request: TransitionRequest): Move {
  const missing = missingMilestones(process, deal.standings, 0, process.stages.length);
  checkGate(process, request, missing, request.override);
  return { kind: "won", bypassed: missing };
}

function moveToStage(process: CompiledProcess, deal: DealPosition, request: TransitionRequest): Move {
  const current = stageOf(process, deal.stage);
  const target = process.stageByKey.get(request.to);
  if (!target) {
    const known = [...process.stageByKey.keys(), "won", "lost", "reopened"].join(", ");
    throw invalid([{ pointer: "/to", code: "unknown_stage", detail: `There is no such stage; there are ${known}.` }]);
  }
  if (target.index === current.index) {
    throw new DomainError("already_in_stage", `This opportunity is in ${current.key} already.`);
  }
  if (target.index < current.index) return { kind: "stage", stage: target, direction: "backward", bypassed: [] };
  const missing = missingMilestones(process, deal.standings, current.index, target.index);
  checkGate(process, request, missing, false);
  return { kind: "stage", stage: target, direction: "forward", bypassed: missing };
}

function checkGate(
  process: CompiledProcess,
  request: TransitionRequest,
  missing: readonly Criterion[],
  override: boolean,
): void {
  if (missing.length === 0 || request.mode === "history") return;
  const withReason = process.gatePolicy === "advisory" || override;
  if (withReason && request.reason !== null) return;
  const count = missing.length === 1 ? "1 milestone is" : `${missing.length} milestones are`;
  const advice = adviceFor(request, withReason);
  throw new DomainError("gate_blocked", `${count} missing.${advice}`, {
    extensions: { missing: missing.map(describeMissing), allowed_with_reason: withReason },
  });
}

function adviceFor(request: TransitionRequest, withReason: boolean): string {
  if (withReason) return " Give a reason to move all the same.";
  return request.to === "won" ? " A manager may override it: true, with a reason." : "";
}

/** The stage a deal is in. A deal is pinned to the version that has it, so its absence is our fault and not the caller's. */
export function stageOf(process: CompiledProcess, key: string): Stage {
  const stage = process.stageByKey.get(key);
  if (!stage) throw new Error(`stage ${key} is not in the version that the opportunity is pinned to`);
  return stage;
}
