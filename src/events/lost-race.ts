import { DomainError } from "../errors.ts";

/**
 * How often work that lost a race decides again on what the winner left. Whoever loses has seen another one win, so of as many writers of
 * one row as there are tries each gets through.
 */
const TRIES = 12;
/** Longest wait before the second try; it doubles from try to try, up to a limit. */
const FIRST_WAIT_MS = 4;
const LONGEST_WAIT_MS = 100;

/**
 * Runs work that reads, decides and commits; runs it again when its commit failed with `conflict` because somebody else was faster. Gives
 * that conflict up to the caller after `tries`.
 */
export async function retryLostRace<Result>(work: () => Promise<Result>, tries = TRIES): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const lostRace = error instanceof DomainError && error.code === "conflict";
      if (!lostRace || attempt >= tries) throw error;
      // A random wait, so that many writers of one row do not race each other in step.
      const longest = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * longest));
    }
  }
}
