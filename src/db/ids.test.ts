import fc from "fast-check";
import { fromUUID } from "typeid-js";
import { describe, expect, test } from "vitest";
import { newId, smallestIdAt } from "./ids.ts";

describe("the smallest id of a time", () => {
  test("is that of the UUIDv7 with nothing but the time in it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (at) => {
        const hex = at.toString(16).padStart(12, "0");
        const uuid = `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
        expect(smallestIdAt("opp", at)).toBe(fromUUID(uuid, "opp"));
      }),
    );
  });

  test("sorts as times do", () => {
    const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(time, time, (one, other) => {
        expect(smallestIdAt("opp", one) < smallestIdAt("opp", other)).toBe(one < other);
      }),
    );
  });

  test("is before every id that is made from then on, and after those of before", () => {
    const before = newId("opp");
    const made = Array.from({ length: 50 }, () => newId("opp"));
    for (const id of made)
      expect(id >= smallestIdAt("opp", timeOf(id)) && id < smallestIdAt("opp", timeOf(id) + 1)).toBe(true);
    expect(before < smallestIdAt("opp", Date.now() + 60_000)).toBe(true);
  });

  test("is that of an id that is to sort by that time, which is still unlike any other and after those of before", () => {
    const at = Date.parse("2026-11-24T10:00:00Z");
    const made = Array.from({ length: 50 }, () => newId("opp", at));
    for (const id of made) expect(id >= smallestIdAt("opp", at) && id < smallestIdAt("opp", at + 1), id).toBe(true);
    expect(new Set(made).size).toBe(50);
    expect(made.toSorted()).toEqual(made);
    expect(made[0]).toMatch(/^opp_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
  });

  test("of a time that no id can have is the nearest that one can", () => {
    expect(smallestIdAt("opp", -1)).toBe(`opp_${"0".repeat(26)}`);
    expect(smallestIdAt("opp", 2 ** 60)).toBe(smallestIdAt("opp", 2 ** 48 - 1));
  });
});

function timeOf(id: string): number {
  const digits = id.slice(4, 14);
  return [...digits].reduce((ms, digit) => ms * 32 + "0123456789abcdefghjkmnpqrstvwxyz".indexOf(digit), 0);
}
