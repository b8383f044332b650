import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reordered } from "./reordered.ts";

/** What moved between two spellings of the same letters. */
function movedBetween(before: string, after: string): string {
  const items = [...after].map((letter, to) => ({ letter, from: before.indexOf(letter), to }));
  return reordered(items.filter(({ from }) => from >= 0))
    .map(({ letter }) => letter)
    .join("");
}

describe("the fewest that moved", () => {
  test.each([
    ["", "", ""],
    ["a", "a", ""],
    ["abcd", "abcd", ""],
    ["ab", "ba", "a"],
    ["abcd", "bcda", "a"],
    ["abcd", "dabc", "d"],
    ["abcd", "acbd", "b"],
    ["abcdef", "badcfe", "ace"],
    ["abcdef", "defabc", "abc"],
  ])("%j to %j: %j", (before, after, moved) => {
    expect(movedBetween(before, after)).toBe(moved);
  });

  test("are not those that others pushed aside", () => {
    expect(movedBetween("abcd", "xayzbcd")).toBe("");
    expect(movedBetween("abcd", "cd")).toBe("");
    expect(movedBetween("xabcd", "dcabz")).toBe("dc");
  });

  test("are those that travelled furthest, where others would do as well", () => {
    expect(movedBetween("abc", "cba")).toBe("ca");
    expect(movedBetween("abcde", "edcba")).toBe("edba");
  });

  test("may stand where they stood, when everything else changed sides", () => {
    expect(movedBetween("abxcd", "cdxab")).toContain("x");
  });
});

describe("laws", () => {
  const anyOrder = fc
    .uniqueArray(fc.nat(30), { maxLength: 8 })
    .chain((before) => fc.tuple(fc.constant(before), fc.shuffledSubarray(before, { minLength: before.length })))
    .map(([before, after]) => after.map((item, to) => ({ item, from: before.indexOf(item), to })));

  const ascends = (items: readonly { from: number }[]) =>
    items.every(({ from }, index) => index === 0 || (items[index - 1]?.from ?? from) < from);

  test("the others keep their order, and no smaller set would do", () => {
    fc.assert(
      fc.property(anyOrder, (items) => {
        const moved = reordered(items);
        expect(ascends(items.filter((item) => !moved.includes(item)))).toBe(true);
        const subsets = Array.from({ length: 2 ** items.length }, (_, bits) =>
          items.filter((_item, index) => (bits >> index) % 2 === 1),
        );
        const longest = Math.max(...subsets.filter(ascends).map(({ length }) => length));
        expect(items.length - moved.length).toBe(longest);
      }),
    );
  });

  test("as many move back as moved", () => {
    fc.assert(
      fc.property(anyOrder, (items) => {
        const back = items.map(({ item, from, to }) => ({ item, from: to, to: from })).toSorted((a, b) => a.to - b.to);
        expect(reordered(back)).toHaveLength(reordered(items).length);
      }),
    );
  });
});
