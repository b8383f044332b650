/** How often each value occurs. */
export type Histogram = ReadonlyMap<number, number>;

/** The middle value; of an even number of values the mean of the two in the middle. Null without values. */
export function median(values: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return medianOfHistogram(counts);
}

/** As `median`, of values that are already counted. Counts that are not positive are as good as absent. */
export function medianOfHistogram(histogram: Histogram): number | null {
  const counted = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = counted.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  return (valueAt(counted, Math.floor((total - 1) / 2)) + valueAt(counted, Math.floor(total / 2))) / 2;
}

/** The value at a position (from 0) of the sorted values. */
function valueAt(counted: readonly (readonly [number, number])[], position: number): number {
  let passed = 0;
  for (const [value, count] of counted) {
    passed += count;
    if (position < passed) return value;
  }
  throw new RangeError(`there is no position ${position}`);
}
