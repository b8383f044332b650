import { describe, expect, test } from "vitest";
import { foldWords, searchableWords } from "./fold.ts";

describe("folded words", () => {
  test.each([
    ["Mäkinen & Søn Oy", " makinen son oy"],
    ["ÅÄÖ-Kone", " aao kone"],
    ["Straße 7/b", " strasse 7 b"],
    ["Łódź", " lodz"],
    ["İstanbul ılık", " istanbul ilik"],
    ["ﬁne　Ｗｉｄｅ", " fine wide"],
    ["決定 2026", " 決定 2026"],
    ["…!?", ""],
    ["", ""],
  ])("of %j are %j", (text, folded) => {
    expect(foldWords(text)).toBe(folded);
  });

  test("are the same when they are folded again", () => {
    const folded = foldWords("Ääkköset & Société Générale");
    expect(foldWords(folded)).toBe(folded);
  });
});

describe("what a text is found by", () => {
  test.each([
    ["O'Brien & Coca-Cola", " o brien coca cola obrien cocacola"],
    ["L’Oréal S.A.", " l oreal s a loreal sa"],
    ["Plain words", " plain words"],
    ["- 'quoted' -", " quoted"],
    ["3-4", " 3 4 34"],
    ["", ""],
  ])("%j: its words, and those without the signs within", (text, found) => {
    expect(searchableWords(text)).toBe(found);
  });
});
