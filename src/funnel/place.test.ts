import fc from "fast-check";
import { expect, test } from "vitest";
import { placeStage } from "./place.ts";

const placesOf = (ownCount: number, currentCount: number) =>
  Array.from({ length: ownCount }, (_, index) => placeStage(index, ownCount, currentCount));

test.each([
  // 4 → 3: 0, 2/3, 4/3, 2
  [4, 3, [0, 1, 1, 2]],
  // 3 → 4: 0, 3/2, 3; halfway is the earlier
  [3, 4, [0, 1, 3]],
  [3, 3, [0, 1, 2]],
  [3, 2, [0, 0, 1]],
  [2, 5, [0, 4]],
  [5, 1, [0, 0, 0, 0, 0]],
  [1, 5, [0]],
])("of %i stages among %i", (own, current, places) => {
  expect(placesOf(own, current)).toEqual(places);
});

test("the first falls on the first, the last on the last, and none overtakes another", () => {
  const count = fc.integer({ min: 2, max: 20 });
  fc.assert(
    fc.property(count, count, (own, current) => {
      const places = placesOf(own, current);
      expect([places[0], places.at(-1)]).toEqual([0, current - 1]);
      expect(places.every((place) => Number.isInteger(place))).toBe(true);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }),
  );
});
