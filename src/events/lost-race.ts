import { DomainError } from "../errors.ts";

/** How often work that lost a race decides again on what the winner left. */
const TRIES = 4;

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
    }
  }
}
