import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDate, formatTime } from "../../../values/calendar.ts";
import { type DateRule, readDate } from "./dates.ts";
import { detectDates } from "./detect-dates.ts";

const ZONE = "Europe/Helsinki";

function shown(text: string, rule: DateRule = "any", zone = ZONE): string {
  const read = readDate(text, rule, zone);
  if ("refusal" in read) return read.refusal;
  return read.at === null ? formatDate(read.day) : `${formatDate(read.day)} = ${formatTime(read.at)}`;
}

describe("a date is read in any usual form", () => {
  test.each([
    ["2026-03-12", "2026-03-12"],
    ["2026/3/12", "2026-03-12"],
    ["12.3.2026", "2026-03-12"],
    ["12.03.2026", "2026-03-12"],
    ["25/3/2026", "2026-03-25"],
    ["3/25/2026", "2026-03-25"],
    ["25-03-2026", "2026-03-25"],
    ["5/5/2026", "2026-05-05"],
    ["12 Mar 2026", "2026-03-12"],
    ["12-Mar-2026", "2026-03-12"],
    ["12 march 2026", "2026-03-12"],
    ["Mar 12, 2026", "2026-03-12"],
    ["September 1st, 2026", "2026-09-01"],
    ["Sept. 1 2026", "2026-09-01"],
    ["Thu, 12 Mar 2026", "2026-03-12"],
    ["29.2.2024", "2024-02-29"],
  ])("%s is %s", (text, day) => expect(shown(text)).toBe(day));

  test.each([
    ["2026-03-12T10:32:00Z", "2026-03-12 = 2026-03-12T10:32:00.000Z"],
    ["2026-03-12T23:32:00.250+0000", "2026-03-13 = 2026-03-12T23:32:00.250Z"],
    ["2026-03-12T01:00:00+05:30", "2026-03-11 = 2026-03-11T19:30:00.000Z"],
    ["2026-03-12 10:32", "2026-03-12 = 2026-03-12T08:32:00.000Z"],
    ["2026-07-12 10:32:05", "2026-07-12 = 2026-07-12T07:32:05.000Z"],
    ["25/3/2026, 10:32 AM", "2026-03-25 = 2026-03-25T08:32:00.000Z"],
    ["3/25/2026 12:05 am", "2026-03-25 = 2026-03-24T22:05:00.000Z"],
    ["12.3.2026 10.32", "2026-03-12 = 2026-03-12T08:32:00.000Z"],
    ["Mar 12, 2026 1:00 PM", "2026-03-12 = 2026-03-12T11:00:00.000Z"],
    ["Thu, 12 Mar 2026 10:32:00 GMT", "2026-03-12 = 2026-03-12T10:32:00.000Z"],
    ["2026-03-29 03:30", "2026-03-29 = 2026-03-29T01:30:00.000Z"],
    ["2026-10-25 03:30", "2026-10-25 = 2026-10-25T00:30:00.000Z"],
  ])("%s is %s", (text, instant) => expect(shown(text)).toBe(instant));
});

describe("what is no date is refused with its reason", () => {
  test.each([
    ["30.2.2026", "no date of 1970"],
    ["2026-13-01", "no date of 1970"],
    ["31.12.1969", "no date of 1970"],
    ["1.1.2200", "no date of 1970"],
    ["tomorrow", "no date of 1970"],
    ["12 Foo 2026", "no date of 1970"],
    ["2026-03-12T25:00", "no date of 1970"],
    ["2026-03-12 13:00 PM", "no date of 1970"],
    ["2026-03-12T10:00+15:00", "no date of 1970"],
    ["", "no date of 1970"],
    ["12.3.26", "two digits"],
    ["12-Mar-26", "two digits"],
    ["46000", "Excel's number"],
    ["46000.5", "Excel's number"],
    ["3/4/2026", "can be two days"],
  ])("%s: %s", (text, reason) => expect(shown(text)).toContain(reason));
});

test.each<[DateRule, string, string | undefined]>([
  ["YYYY-MM-DD", "2026-02-28", "2026-02-28"],
  ["YYYY-MM-DD", "2026-02-29", undefined],
  ["YYYY-MM-DD", "28.02.2026", undefined],
  ["YYYY-MM-DD", "2026/02/28", undefined],
  ["DD.MM.YYYY", "28.02.2026", "2026-02-28"],
  ["DD.MM.YYYY", "28x02x2026", undefined],
  ["DD.MM.YYYY", "8.2.2026", "2026-02-08"],
  ["D.M.YYYY", "08.02.2026", "2026-02-08"],
  ["D.M.YYYY", "8/2/2026", undefined],
  ["DD/MM/YYYY", "03/12/2026", "2026-12-03"],
  ["DD/MM/YYYY", "2026/12/03", undefined],
  ["MM/DD/YYYY", "03/12/2026", "2026-03-12"],
  ["MM/DD/YYYY", "13/01/2026", undefined],
  ["MM/DD/YYYY", "Mar 12, 2026", undefined],
  ["day_first", "03/12/2026", "2026-12-03"],
  ["day_first", "03/13/2026", undefined],
  ["month_first", "03/12/2026", "2026-03-12"],
  ["month_first", "12.3.2026", "2026-03-12"],
])("%s reads %s as %s", (rule, text, day) => {
  expect(shown(text, rule)).toEqual(day ?? expect.stringContaining("no date"));
});

describe("the rule of a column is told from its values", () => {
  test.each([
    [["3/4/2026", "13/4/2026"], "day_first"],
    [["3/4/2026", "4/13/2026"], "month_first"],
    [["3-4-2026", "13-4-2026", "4-13-2026", "14-4-2026"], "day_first"],
    [["5/5/2026", "2026-03-12"], "any"],
    [["3.4.2026"], "any"],
    [[], "any"],
    [["x", "46000"], "any"],
  ])("%j: %s", (values, rule) => expect(detectDates(values, "auto")).toBe(rule));

  test("or else it is ambiguous, and says by what", () => {
    const readings = ["2026-04-03", "2026-03-04"];
    expect(detectDates(["5/5/2026", "3/4/2026", "5/6/2026"], "auto")).toEqual({ example: "3/4/2026", readings });
    expect(detectDates(["13/1/2026", "1/13/2026", "3/4/2026"], "auto")).toEqual({ example: "3/4/2026", readings });
  });

  test("a format that is said is the rule, but for a column that has none of it and needs none", () => {
    expect(detectDates(["3/4/2026"], "DD/MM/YYYY")).toBe("DD/MM/YYYY");
    expect(detectDates(["4/13/2026"], "DD/MM/YYYY")).toBe("DD/MM/YYYY");
    expect(detectDates([], "DD/MM/YYYY")).toBe("DD/MM/YYYY");
    expect(detectDates(["2026-03-12T10:00:00Z", "12 Mar 2026"], "DD/MM/YYYY")).toBe("any");
    expect(detectDates(["2026-03-12", "13/4/2026"], "DD/MM/YYYY")).toBe("DD/MM/YYYY");
  });
});

test("every day is read back from every way of writing it", () => {
  const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 84_005 }), (day) => {
      const iso = formatDate(day);
      const [year = 0, month = 0, dayOfMonth = 0] = iso.split("-").map(Number);
      const ways: [string, DateRule][] = [
        [iso, "any"],
        [`${dayOfMonth}.${month}.${year}`, "any"],
        [`${dayOfMonth}/${month}/${year}`, "day_first"],
        [`${month}/${dayOfMonth}/${year}`, "month_first"],
        [`${dayOfMonth} ${names[month - 1]} ${year}`, "any"],
      ];
      for (const [text, rule] of ways) expect(shown(text, rule)).toBe(iso);
      expect(shown(`${iso} 12:00`, "any", "UTC")).toBe(`${iso} = ${iso}T12:00:00.000Z`);
    }),
  );
});
