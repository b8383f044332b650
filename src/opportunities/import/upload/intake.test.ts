import { describe, expect, test } from "vitest";
import { DomainError } from "../../../errors.ts";
import type { FileRow } from "../file/file-row.ts";
import { FileIntake, MAX_ROWS, MOST_BYTES_AT_ONCE, MOST_ROWS_AT_ONCE, PART_ROWS } from "./intake.ts";
import { type StagedRow, unstageRow } from "./staged-row.ts";

/** Takes a file in, in chunks of so many bytes; answers what is held and what was put aside. */
async function takeIn(text: string, { chunk = 65_536, forJob = false } = {}) {
  const parts: FileRow[][] = [];
  let largest = 0;
  const intake = new FileIntake({}, async (part, records) => {
    expect(part).toBe(parts.length);
    largest = Math.max(largest, new TextEncoder().encode(records).length);
    parts.push((JSON.parse(records) as StagedRow[]).map(unstageRow));
  });
  const bytes = new TextEncoder().encode(text);
  for (let start = 0; start < bytes.length; start += chunk) await intake.push(bytes.slice(start, start + chunk));
  return { file: await intake.finish(forJob), parts, largest };
}

const csvOf = (count: number, note = "") =>
  `id,stage,note\n${Array.from({ length: count }, (_, index) => `${index},find,${note}\n`).join("")}`;

describe("a file", () => {
  test("that is small is held, and nothing is put aside", async () => {
    const { file, parts } = await takeIn(csvOf(MOST_ROWS_AT_ONCE));
    expect([file.rowCount, file.rows.length, file.parts, parts.length]).toEqual([10_000, 10_000, 0, 0]);
    expect(file).toMatchObject({ header: ["id", "stage", "note"], dialect: { format: "csv", delimiter: "," } });
  });

  test.each([
    ["has too many rows", csvOf(MOST_ROWS_AT_ONCE + 1)],
    ["has too many bytes", csvOf(1_100, "x".repeat(MOST_BYTES_AT_ONCE / 1_000))],
    ["is of letters with several bytes each", csvOf(5_000, "ä€".repeat(500))],
  ])("that %s is put aside in parts, each row once and in its order", async (_, text) => {
    const { file, parts, largest } = await takeIn(text);
    const rows = parts.flat();
    expect([file.parts, file.rowCount]).toEqual([parts.length, rows.length]);
    expect(rows.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 2));
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(PART_ROWS);
    expect(largest).toBeLessThanOrEqual(1_000_000);
    expect(file.rows, "a sample is held").toEqual(rows.slice(0, file.rows.length));
    expect(file.rows.length).toBeGreaterThan(900);
  });

  test("is put aside however small it is, where a job is wanted", async () => {
    const { file, parts } = await takeIn(csvOf(3), { forJob: true });
    expect([file.parts, file.rows.length, parts.flat().length]).toEqual([1, 3, 3]);
    const empty = await takeIn(csvOf(0), { forJob: true });
    expect([empty.file.parts, empty.file.rowCount]).toEqual([1, 0]);
  });

  test("is the same in chunks of any size, with the rows that cannot be read", async () => {
    const text = `${csvOf(50, '"a, ""b""\nc"')}1,"broken\n2,too,many,cells\n3,find,ä\n`;
    const whole = await takeIn(text, { forJob: true });
    for (const chunk of [1, 2, 7, 64]) expect(await takeIn(text, { forJob: true, chunk })).toEqual(whole);
    expect(whole.parts.flat().filter((row) => "code" in row)).toMatchObject([
      { code: "broken_quote", raw: '1,"broken\n' },
      { code: "wrong_field_count", raw: "2,too,many,cells\n" },
    ]);
  });

  test("with a row that there is no room for, once it is escaped, has that row refused and the others taken", async () => {
    const cell = "€".repeat(100_000);
    const header = Array.from({ length: 5 }, (_, index) => `c${index}`).join(",");
    const text = `${header}\n${Array(5).fill(cell).join(",")}\n1,2,3,4,5\n`;
    const { parts, largest } = await takeIn(text, { forJob: true });
    const expected = [{ code: "record_too_long" }, { cells: ["1", "2", "3", "4", "5"] }];
    expect(parts.flat()).toMatchObject(expected);
    expect(largest).toBeLessThan(2_000_000);
    expect((await takeIn(text)).file.rows, "also where it is held").toMatchObject(expected);
  });

  test("with more rows than one may bring is refused", async () => {
    await expect(takeIn(csvOf(MAX_ROWS + 1))).rejects.toThrow(DomainError);
  });
});
