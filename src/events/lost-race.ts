import { DomainError, type ErrorCode } from "../errors.ts";

/**
 * How often work that lost a race decides again on what the winner left. Whoever loses has seen another one win, so of as many writers of
 * one row as there are tries each gets through.
 */
const TRIES = 12;
/** Longest wait before the second try; it doubles from try to try, up to a limit. */
const FIRST_WAIT_MS = 4;
const LONGEST_WAIT_MS = 100;

/** How a lost race shows; more of its signs where work takes what others may take first. */
const LOST: readonly ErrorCode[] = ["conflict"];

/**
 * Runs work that reads, decides and commits; runs it again when its commit failed with `conflict` (or another code in `lost`) because
 * somebody else was faster. Gives that refusal up to the caller after `tries`. The work is told which try this is, from 1.
 */
export async function retryLostRace<Result>(
  work: (attempt: number) => Promise<Result>,
  { tries = TRIES, lost = LOST }: { readonly tries?: number; readonly lost?: readonly ErrorCode[] } = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      const lostRace = error instanceof DomainError && lost.includes(error.code);
      if (!lostRace || attempt >= tries) throw error;
      // A random wait, so that many writers of one row do not race each other in step.
      const longest = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * longest));
    }
  }
}
