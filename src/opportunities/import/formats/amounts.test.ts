import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NumberFormat } from "../schema.ts";
import { readAmount } from "./amounts.ts";
import { detectNumberFormat, readWrittenNumber, toNumber } from "./numbers.ts";

const NOTHING_SAID = { row: null, usual: "EUR" };

function read(
  text: string,
  format: NumberFormat = "decimal_point",
  ground: { row: string | null; usual: string } = NOTHING_SAID,
) {
  const amount = readAmount(text, format, ground);
  return "code" in amount ? amount.code : [amount.amount, amount.currency];
}

describe("an amount is read", () => {
  test.each<[string, NumberFormat, number, string | null]>([
    ["1234.50", "decimal_point", 1234.5, null],
    ["1,234.50", "decimal_point", 1234.5, null],
    ["1,234,567", "decimal_point", 1234567, null],
    ["1 234.50", "decimal_point", 1234.5, null],
    ["1'234.50", "decimal_point", 1234.5, null],
    ["1’234’567.50", "decimal_point", 1234567.5, null],
    ["100.00", "decimal_point", 100, null],
    ["1 234,50", "decimal_comma", 1234.5, null],
    ["1\u00a0234,50", "decimal_comma", 1234.5, null],
    ["1\u202f234\u202f567,50", "decimal_comma", 1234567.5, null],
    ["1.234,50", "decimal_comma", 1234.5, null],
    ["1.234", "decimal_comma", 1234, null],
    ["1.234,-", "decimal_comma", 1234, null],
    ["€1,234", "decimal_point", 1234, "EUR"],
    ["1 234 €", "decimal_comma", 1234, "EUR"],
    ["EUR 1,234.50", "decimal_point", 1234.5, "EUR"],
    ["eur 5", "decimal_point", 5, "EUR"],
    ["US$ 5", "decimal_point", 5, "USD"],
    ["$5 USD", "decimal_point", 5, "USD"],
    ["£1,000.00", "decimal_point", 1000, "GBP"],
    ["1 000,00 zł", "decimal_comma", 1000, "PLN"],
    ["0", "decimal_point", 0, null],
  ])("%s (%s) is %d %s", (text, format, amount, currency) => expect(read(text, format)).toEqual([amount, currency]));

  test.each([
    ["-5"],
    ["5-"],
    ["−5 €"],
    ["(5.00)"],
    ["€ (5)"],
    ["1e3"],
    ["1,23"],
    ["1.2.3"],
    ["1,234 567"],
    ["1000,50"],
    ["1000000000001"],
    ["5 apples"],
    ["5 6 7 x 8"],
    ["€"],
    ["5 € $"],
    [".5"],
    ["1".repeat(100)],
  ])("not: %s", (text) => expect(read(text)).toBe("bad_amount"));

  test("as negative only where there is a number", () => {
    const detailOf = (text: string) => JSON.stringify(readAmount(text, "decimal_point", NOTHING_SAID));
    expect(detailOf("(5)")).toContain("negative");
    expect(detailOf("-")).not.toContain("negative");
  });
});

describe("the currency beside an amount", () => {
  test.each([
    ["must be the row's", "€5", "USD", "EUR", "currency_mismatch"],
    ["must be the row's, by any of its signs", "$5", "EUR", "EUR", "currency_mismatch"],
    ["may be the row's", "$5", "CAD", "EUR", [5, "CAD"]],
    ["is the company's, if that has the sign", "$5", null, "AUD", [5, "AUD"]],
    ["is nobody's, if it has another", "$5", null, "EUR", "ambiguous_currency"],
    ["is nobody's, if it has another: kr", "5 kr", null, "EUR", "ambiguous_currency"],
    ["is the company's: kr", "5 kr.", null, "NOK", [5, "NOK"]],
    ["is its own, where only one has it", "5 Kč", null, "EUR", [5, "CZK"]],
    ["may be said twice", "¥5 CNY", null, "EUR", [5, "CNY"]],
  ])("%s: %s", (_name, text, row, usual, expected) => {
    expect(read(text, "decimal_point", { row, usual })).toEqual(expected);
  });
});

describe("the format of a column is told from its values", () => {
  test.each([
    [["1234", "5"], "decimal_point"],
    [[], "decimal_point"],
    [["1,234", "5.50"], "decimal_point"],
    [["1,234", "1,234,567"], "decimal_point"],
    [["1.234", "5,50"], "decimal_comma"],
    [["1.234", "1.234.567"], "decimal_comma"],
    [["1 234", "€ 5,5"], "decimal_comma"],
    [["1000,50"], "decimal_comma"],
    [["1.234,50", "1,234.50", "7,5"], "decimal_comma"],
    [["x", "1.5"], "decimal_point"],
  ])("%j: %s", (values, format) => expect(detectNumberFormat(values)).toBe(format));

  test("or else it is ambiguous, and says by what", () => {
    expect(detectNumberFormat(["5", "1.234", "5.678"])).toEqual({ example: "1.234", readings: [1.234, 1234] });
    expect(detectNumberFormat(["€1,234"])).toEqual({ example: "€1,234", readings: [1234, 1.234] });
  });
});

test("every number is read back from every way of writing it", () => {
  const marks = fc.constantFrom<[string, string, NumberFormat]>(
    [",", ".", "decimal_point"],
    ["", ".", "decimal_point"],
    [" ", ".", "decimal_point"],
    ["'", ".", "decimal_point"],
    [".", ",", "decimal_comma"],
    ["\u00a0", ",", "decimal_comma"],
    ["", ",", "decimal_comma"],
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e14 }), marks, (cents, [group, decimal, format]) => {
      const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, group);
      const digits = readWrittenNumber(`${whole}${decimal}${String(cents % 100).padStart(2, "0")}`)?.digits ?? "";
      expect(toNumber(digits, format)).toBe(cents / 100);
      expect(detectNumberFormat([`${whole}${decimal}${String(cents % 100).padStart(2, "0")}`])).toBe(format);
    }),
  );
});
