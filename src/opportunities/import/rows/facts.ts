import type { Contact } from "../../contacts.ts";
import type { CriterionState } from "../../criteria.ts";
import type { VisitRow } from "../../opportunity.ts";
import type { CriterionChange } from "../../schema.ts";

/**
 * What one row of a file says of one deal. null: it says nothing. Days count from 1970-01-01 in the company's time zone, instants are
 * milliseconds since the epoch; an instant is there where the file gives a time, and its day always with it. The amount is in major units.
 */
export interface DealFacts {
  readonly row: number;
  readonly externalId: string;
  readonly outcome: DealOutcome;
  /** Where the deal stands, or stood when it was closed. null only of a closed deal whose file names no stage. */
  readonly stage: string | null;
  readonly name: string | null;
  readonly account: string | null;
  readonly owner: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly openedDay: number | null;
  readonly stageEnteredDay: number | null;
  readonly stageEnteredAt: number | null;
  readonly closedDay: number | null;
  readonly closedAt: number | null;
  readonly expectedCloseDay: number | null;
  readonly lostReason: string | null;
  readonly tags: readonly string[] | null;
  readonly nextStep: string | null;
  readonly nextStepDueDay: number | null;
  readonly contacts: readonly Contact[] | null;
  /** By key; a field that is not here is left as it is. */
  readonly custom: Readonly<Record<string, string | number | boolean>> | null;
  readonly pushes: number | null;
  /** Each key once; a criterion that is not here is left as it is. */
  readonly criteria: readonly CriterionFacts[] | null;
  /** Every visit of the deal in their order, or null. */
  readonly visits: readonly VisitFacts[] | null;
}

/** What has become of a deal. */
export type DealOutcome = "open" | "won" | "lost";

/** What a row says of one criterion, of a version that has it or not. */
export interface CriterionFacts {
  readonly key: string;
  readonly state: CriterionState;
  /** Percent of the weight that is earned; null: all of it, or the criterion is not met. */
  readonly levelPercent: number | null;
  readonly evidence: NonNullable<CriterionChange["evidence"]> | null;
  readonly confirmedBy: "rep" | "buyer" | null;
  readonly note: string | null;
  readonly changedAt: number | null;
}

/** One stay in a stage. */
export interface VisitFacts {
  readonly stage: string;
  /** null: it follows from the order of the visits. */
  readonly direction: VisitRow["direction"] | null;
  readonly enteredAt: number | null;
  readonly leftAt: number | null;
  readonly scoreAtEntryHundredths: number | null;
  readonly scoreAtExitHundredths: number | null;
}

/** What one row of a stage history says: that a deal entered a stage, or came to an outcome, then. */
export interface EntryFacts {
  readonly row: number;
  readonly externalId: string;
  /** A stage key, `won` or `lost`, which no stage can be called. */
  readonly target: string;
  readonly enteredDay: number;
  /** Where the file gives a time. */
  readonly enteredAt: number | null;
}

export function isClosed(facts: Pick<DealFacts, "outcome">): boolean {
  return facts.outcome !== "open";
}
