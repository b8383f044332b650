import type { Target } from "../mapping/bind-mapping.ts";
import type { DealOutcome } from "./facts.ts";

/** What the columns of a row say of where a deal stands; null where they say nothing. */
export interface StandingWords {
  /** What the word for the stage means. */
  readonly target: Target | null;
  /** What the word for the status means. */
  readonly status: DealOutcome | null;
  readonly isClosed: boolean | null;
  readonly isWon: boolean | null;
}

export interface Standing {
  readonly outcome: DealOutcome;
  readonly stage: string | null;
  /** The stage and the rest say different things. */
  readonly isContradiction: boolean;
}

/** Why a row does not say where its deal stands. */
export type NoStanding = "stage_missing" | "outcome_missing";

/**
 * Where a deal stands, when its stage, its status and its flags need not agree. A status is believed before flags. What it says is believed
 * before the stage, which is then where the deal was closed; only a status of `open` gives way to a stage that means won or lost: an open
 * deal would have no stage to stand in. `isContradiction` where that decided anything. A deal that is said to be closed in an open stage is
 * one only if `stageTells`: in other files the stage never says more than where the deal stands or stood.
 */
export function standingOf(words: StandingWords, stageTells: boolean): Standing | NoStanding {
  const { target } = words;
  const said = words.status ?? outcomeByFlags(words);
  const isOutcome = target === "won" || target === "lost";
  if (said === "closed" && !isOutcome) return "outcome_missing";
  if (target === null) {
    if (said === null || said === "open" || said === "closed") return "stage_missing";
    return { outcome: said, stage: null, isContradiction: false };
  }
  if (isOutcome) {
    const isOpen = said === "open";
    if (said === null || said === "closed" || isOpen) return { outcome: target, stage: null, isContradiction: isOpen };
    return { outcome: said, stage: null, isContradiction: said !== target };
  }
  const outcome = said === null || said === "closed" ? "open" : said;
  return { outcome, stage: target, isContradiction: outcome !== "open" && (stageTells || words.status === null) };
}

/** `closed`: won or lost, and the flags do not tell which. */
function outcomeByFlags({ isClosed, isWon }: StandingWords): DealOutcome | "closed" | null {
  if (isWon === true) return "won";
  if (isClosed === null) return null;
  if (!isClosed) return "open";
  return isWon === false ? "lost" : "closed";
}
