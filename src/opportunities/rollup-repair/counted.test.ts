import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyDelta, type RollupDelta } from "../rollup.ts";
import { compareCounts, readCounted, readStored, writeCounted } from "./counted.ts";

const anyCounts = fc
  .dictionary(
    fc.constantFrom("EUR", "find:3", "12", "won:find"),
    fc.integer({ min: -3, max: 9 }).filter((n) => n !== 0),
  )
  .map((counts) => new Map(Object.entries(counts)));

const anyDelta: fc.Arbitrary<RollupDelta> = fc.record({
  won: fc.nat(9),
  lost: fc.nat(9),
  wonMinor: anyCounts,
  wonVisits: anyCounts,
  wonWithAmount: anyCounts,
  wonCycles: anyCounts,
  lostCycles: anyCounts,
  outcomes: anyCounts,
  flows: anyCounts,
});

const plain = (counts: ReadonlyMap<string, number>) => JSON.stringify(Object.fromEntries(counts));
const rowOf = (delta: RollupDelta) => ({
  process_id: "prc_1",
  won_count: delta.won,
  lost_count: delta.lost,
  won_minor_by_currency: plain(delta.wonMinor),
  won_visits_by_stage_days: plain(delta.wonVisits),
  won_count_by_currency: plain(delta.wonWithAmount),
  won_cycle_days: plain(delta.wonCycles),
  lost_cycle_days: plain(delta.lostCycles),
  outcomes_by_stage: plain(delta.outcomes),
});

test("what one job keeps is what the next one goes on with", () => {
  fc.assert(
    fc.property(anyDelta, (delta) => {
      expect(readCounted(JSON.parse(JSON.stringify(writeCounted(delta))))).toEqual(delta);
    }),
  );
});

test("what is stored as it was counted does not differ, in however many weeks its flows stand", () => {
  fc.assert(
    fc.property(anyDelta, (delta) => {
      const half = new Map([...delta.flows].map(([key, count]) => [key, count - 1]));
      const rest = new Map([...delta.flows.keys(), "gone"].map((key) => [key, key === "gone" ? 0 : 1]));
      const stored = readStored(rowOf(delta), [{ counts: plain(half) }, { counts: plain(rest) }]);
      expect(compareCounts(stored, delta)).toEqual([]);
    }),
  );
});

test("what differs is told by where it stands, in the order of the keys", () => {
  const stored = { ...emptyDelta(), won: 2, flows: new Map([["due:680", 3]]) };
  const counted = { ...emptyDelta(), won: 1, lostCycles: new Map([["14", 2]]), flows: new Map([["due:680", 4]]) };
  expect(compareCounts(stored, counted)).toEqual([
    { key: "flows.due:680", stored: 3, counted: 4 },
    { key: "lost_cycle_days.14", stored: 0, counted: 2 },
    { key: "won_count", stored: 2, counted: 1 },
  ]);
});
