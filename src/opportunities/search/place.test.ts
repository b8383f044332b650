import fc from "fast-check";
import { expect, test } from "vitest";
import { readPlace, writePlace } from "./place.ts";

test("a place survives the way through a cursor, to the last bit", () => {
  const value = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }));
  fc.assert(
    fc.property(value, fc.string(), (sorted, id) => {
      expect(readPlace(writePlace({ value: sorted, id }))).toEqual({ value: sorted, id });
    }),
  );
});

test.each(["", "null", "{}", "[]", '["x","opp_1"]', "[1]", "[1,2]", '[1,"opp_1",3]', "opp_1"])("%s is none", (text) => {
  expect(readPlace(text)).toBeUndefined();
});
