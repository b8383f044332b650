import fc from "fast-check";
import { expect, test } from "vitest";
import { type DatedDeal, type DatedVisit, placeOn } from "../as-of/place-on.ts";
import { staysOf } from "./stays.ts";

const day = fc.option(fc.integer({ min: 0, max: 20 }));
const visit: fc.Arbitrary<DatedVisit> = fc.record({
  direction: fc.constantFrom("forward" as const, "backward" as const, "reopened" as const),
  enteredDay: day,
  leftDay: day,
});
const deal: fc.Arbitrary<DatedDeal> = fc.oneof(
  fc.constant({ status: "open" as const, closedDay: null }),
  fc.record({ status: fc.constantFrom("won" as const, "lost" as const), closedDay: day }),
);

test("the stays of a deal are where it was on every single day, also of a past that contradicts itself", () => {
  fc.assert(
    fc.property(fc.array(visit, { maxLength: 6 }), deal, (visits, standing) => {
      const stays = staysOf(visits, standing);
      for (let today = -2; today <= 23; today++) {
        const place = placeOn(today, visits, standing);
        const here = stays.filter(({ from, until }) => from <= today && today < until);
        if (place.kind === "open") expect(here.map((stay) => stay.visit)).toEqual([place.visit]);
        else if (place.kind === "undated") expect(here.map((stay) => stay.visit)).toEqual([null]);
        else expect(here).toEqual([]);
      }
    }),
    { numRuns: 2_000 },
  );
});
