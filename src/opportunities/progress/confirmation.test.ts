import { expect, test } from "vitest";
import { isConfirmedAsRequired } from "./confirmation.ts";

test.each([
  ["buyer", "buyer", true],
  ["buyer", "rep", false],
  ["buyer", null, false],
  ["rep", "rep", true],
  ["rep", "buyer", true],
  ["rep", null, false],
  [null, null, true],
] as const)("asked for the word of %s, with that of %s: %s", (confirmedBy, confirmed_by, isConfirmed) => {
  expect(isConfirmedAsRequired({ confirmedBy }, { state: "met", confirmed_by })).toBe(isConfirmed);
});

test("what does not apply needs nobody's word", () => {
  expect(isConfirmedAsRequired({ confirmedBy: "buyer" }, { state: "not_applicable", confirmed_by: null })).toBe(true);
});
