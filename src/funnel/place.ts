/**
 * Where the deals of a stage that the current version no longer has count in the order of its stages. The stage of index `index` among the
 * `ownCount` stages of the version that its deals are pinned to falls on the same proportion of the way through the current version's
 * `currentCount`: the first on the first, the last on the last, what is between on the nearest. Halfway between two it is the earlier one,
 * as is the only stage of a version: a deal is never taken to be further on than it is known to be. Answers an index from 0.
 */
export function placeStage(index: number, ownCount: number, currentCount: number): number {
  if (ownCount <= 1) return 0;
  const exact = (index * (currentCount - 1)) / (ownCount - 1);
  const before = Math.floor(exact);
  return exact - before > 0.5 ? before + 1 : before;
}
