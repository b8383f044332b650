import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine, guardCell, readCell } from "./csv-cell.ts";

const CELL = fc.string({
  unit: fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", "'", '"', ";", ",", " ", "a", "ä"),
});

describe("a cell", () => {
  test.each(["=1+1", "+1", "-5", "@SUM(A1)", "\tx", "\rx"])("that looks like a formula is guarded: %j", (text) => {
    expect(guardCell(text)).toBe(`'${text}`);
    expect(readCell(guardCell(text))).toBe(text);
  });

  test("that does not is left as it is, whatever is in it", () => {
    for (const text of ["", "a=1", "'tis", "1-2", "''", " =1"])
      expect([guardCell(text), readCell(text)]).toEqual([text, text]);
  });

  test("never begins like a formula once it is guarded, and says the same", () => {
    fc.assert(
      fc.property(CELL, (text) => {
        expect(guardCell(text)).not.toMatch(/^[=+\-@\t\r]/);
        expect(readCell(guardCell(text))).toBe(text);
      }),
    );
  });
});

test("a line is read by others as the cells it was made of", () => {
  fc.assert(
    fc.property(fc.array(CELL, { minLength: 2, maxLength: 6 }), fc.constantFrom(",", ";", "\t"), (cells, delimiter) => {
      expect(parse(csvLine(cells, delimiter), { delimiter, skip_empty_lines: false })).toEqual([cells]);
    }),
  );
});
