/** How often each value occurs. */
export type Histogram = ReadonlyMap<number, number>;

/** The middle value; of an even number of values the mean of the two in the middle. Null without values. */
export function median(values: readonly number[]): number | null {
  return medianOfHistogram(histogramOf(values));
}

/** As `median`, of values that are already counted. Counts that are not positive are as good as absent. */
export function medianOfHistogram(histogram: Histogram): number | null {
  return percentileOfHistogram(histogram, 0.5);
}

/**
 * The value below which a share (0…1) of the counted values lies, interpolated linearly between the two nearest: definition 7 of Hyndman and
 * Fan, "Sample quantiles in statistical packages" (1996), as spreadsheets and R have it; at 0.5 it is the median. Null without values.
 */
export function percentileOfHistogram(histogram: Histogram, share: number): number | null {
  const counted = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = sizeOf(histogram);
  if (total === 0) return null;
  const position = (total - 1) * share;
  const before = valueAt(counted, Math.floor(position));
  const after = valueAt(counted, Math.ceil(position));
  return before + (after - before) * (position - Math.floor(position));
}

/** How many values have been counted. */
export function sizeOf(histogram: Histogram): number {
  return [...histogram.values()].reduce((sum, count) => sum + Math.max(0, count), 0);
}

export function histogramOf(values: readonly number[]): Histogram {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
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
