import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { searchTextOf } from "../opportunity.ts";
import { searchTerms } from "./terms.ts";

const finds = (q: string, name: string, account: string | null = null) => {
  const text = searchTextOf({ name, account });
  return searchTerms(q).every((term) => text.includes(term));
};

describe("the terms of a search", () => {
  test.each([
    ["Mäk", [" mak"]],
    ["mak  MÄK kon!", [" mak", " kon"]],
    ["50%_off", [" 50", " off"]],
    ["東京 Tokyo", ["東京", " tokyo"]],
    ["…", []],
    ["", []],
  ])("of %j are %j", (q, terms) => {
    expect(searchTerms(q)).toEqual(terms);
  });

  test.each([
    ["makin", "Mäkinen Oy", true],
    ["kinen", "Mäkinen Oy", false],
    ["oy makinen", "Mäkinen Oy", true],
    ["oy virtanen", "Mäkinen Oy", false],
    ["京タ", "東京タワー改修", true],
    ["ตลาด", "โครงการตลาดใหม่", true],
    ["strasse", "Straße 7", true],
    ["7", "Straße 7", true],
  ])("%j finds %j: %j", (q, name, found) => {
    expect(finds(q, name)).toBe(found);
  });

  test("are found in account and name alike, in any order", () => {
    expect(finds("virt fork", "Forklifts", "Virtanen Oy")).toBe(true);
  });

  test("find a text by the beginning of any of its words, whatever it is written in", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 1, max: 30 }), (name, pick, length) => {
        const words = searchTextOf({ name, account: null }).split(" ").slice(1);
        const word = words[pick % Math.max(1, words.length)] ?? "";
        expect(finds([...word].slice(0, length).join(""), name)).toBe(true);
      }),
    );
  });
});
