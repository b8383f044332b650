import type { SaidRow } from "../opportunity.ts";

/**
 * Of what was said of the criteria of a duplicate, what its survivor takes over: whatever is known there and of which the survivor knows
 * nothing. Where both know something the survivor's word stands, whichever of the two is worth more.
 */
export function adoptCriteria<Said extends SaidRow>(ours: readonly SaidRow[], theirs: readonly Said[]): Said[] {
  const known = new Set(ours.filter(({ state }) => state !== "unknown").map(({ criterion }) => criterion));
  return theirs.filter(({ criterion, state }) => state !== "unknown" && !known.has(criterion));
}
