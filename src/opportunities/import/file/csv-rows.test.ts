import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "../../../errors.ts";
import { CsvRows, MAX_RECORD_CHARACTERS } from "./csv-rows.ts";
import { type FileFault, type FileRecord, type FileRow, isFault } from "./file-row.ts";
import { MAX_QUOTED_CHARACTERS } from "./scan-record.ts";

type Delimiter = "," | ";" | "\t" | "|";

interface CsvTable {
  readonly header: readonly string[];
  readonly records: readonly FileRecord[];
  readonly faults: readonly FileFault[];
}

/** Reads a text whole, or in parts that are `size` long. */
function parseCsv(text: string, delimiter: Delimiter, maxRows: number, size = text.length): CsvTable {
  const reader = new CsvRows(delimiter, maxRows);
  const rows: FileRow[] = [];
  for (let start = 0; start < text.length; start += size) rows.push(...reader.read(text.slice(start, start + size)));
  rows.push(...reader.end());
  return {
    header: reader.header,
    records: rows.filter((row): row is FileRecord => !isFault(row)),
    faults: rows.filter(isFault),
  };
}

const read = (text: string, delimiter: Delimiter = ",") => parseCsv(text, delimiter, 10_000);
const rowsOf = (table: CsvTable) => table.records.map(({ row, cells }) => [row, ...cells]);
const faultsOf = (table: CsvTable) => table.faults.map(({ row, code, columnIndex }) => [row, code, columnIndex]);

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

describe("records", () => {
  test.each([
    ["\n", "a,b\n1,2\n3,4\n"],
    ["\r\n", "a,b\r\n1,2\r\n3,4\r\n"],
    ["\r", "a,b\r1,2\r3,4\r"],
    ["mixed, none at the end", "a,b\r\n1,2\n3,4"],
  ])("end with %j", (_name, text) => {
    const table = read(text);
    expect(table.header).toEqual(["a", "b"]);
    expect(rowsOf(table)).toEqual([
      [2, "1", "2"],
      [3, "3", "4"],
    ]);
  });

  test.each([";", "\t", "|"] as const)("are parted by %j", (delimiter) => {
    const table = read(["a", "b", "c\n1", "", "x,y\n"].join(delimiter), delimiter);
    expect(rowsOf(table)).toEqual([[2, "1", "", "x,y"]]);
  });

  test("have quoted fields with delimiters, quotes and line breaks", () => {
    const table = read('a,b\n"x, y","say ""no"""\n "1" , "two\r\nlines" \n3,4\n');
    expect(rowsOf(table)).toEqual([
      [2, "x, y", 'say "no"'],
      [3, "1", "two\r\nlines"],
      [4, "3", "4"],
    ]);
    expect(table.faults).toEqual([]);
  });

  test("may be blank: they are left out and keep their number", () => {
    const table = read("a,b\n\n1,2\n , \n,\n3,4\n\n\n");
    expect(rowsOf(table)).toEqual([
      [3, "1", "2"],
      [6, "3", "4"],
    ]);
  });

  test("with another number of fields than the header are named", () => {
    const table = read("a,b,c\n1,2\n1,2,3\n1,2,3,4\n");
    expect(faultsOf(table)).toEqual([
      [2, "wrong_field_count", 2],
      [4, "wrong_field_count", null],
    ]);
    expect(rowsOf(table)).toEqual([[3, "1", "2", "3"]]);
  });
});

describe("a broken quote spoils its own line only", () => {
  test.each([
    ["never closed", '2,"never,closed', 1],
    ["inside a field", '2,5" pipe,x', 1],
    ["closed too early", '2,"early" bird,x', 1],
    ["in the last column", '2,b,"x', 2],
    ["even, but broken", '2,a"b"c,x', 1],
  ])("%s", (_name, broken, columnIndex) => {
    const table = read(`a,b,c\n1,b,c\n${broken}\n3,"quoted, b",c\n4,,""\n`);
    expect(faultsOf(table)).toEqual([[3, "broken_quote", columnIndex]]);
    expect(rowsOf(table).map(([row, id]) => [row, id])).toEqual([
      [2, "1"],
      [4, "3"],
      [5, "4"],
    ]);
  });

  test.each([
    [
      "opened before the next quoted field",
      '5,"GTX,c\n6,b,c\n7,"MG",c\n',
      [
        [6, "b"],
        [7, "MG"],
      ],
      [2],
    ],
    ["opened in a record of several lines", '5,"two\nlines","c\n6,b,c\n', [[6, "b"]], [2]],
    ["closed too early on another line", '5,"two\nlines" of it,c\n6,b,c\n', [[6, "b"]], [2, 3]],
  ])("found by the next one that cannot close it: %s", (_name, rows, good, faulty) => {
    const table = read(`a,b,c\n${rows}`);
    expect(table.records.map(({ cells }) => [Number(cells[0]), cells[1]])).toEqual(good);
    expect(table.faults.map(({ row, code }) => [row, code])).toEqual(faulty.map((row) => [row, "broken_quote"]));
  });

  test("also on the last line, without an end", () => {
    expect(faultsOf(read('a,b\n1,2\n3,"4'))).toEqual([[3, "broken_quote", 1]]);
  });

  test.each([
    ["each line", (index: number) => `${index},"broken,c\n`],
    ["a far end", (index: number) => `${index},"",a"\n`],
    ["escaped quotes", (index: number) => `${index},"""",""\n"${index}\n`],
    ["pairs to the end", (index: number) => (index === 0 ? '0,"broken,c\n' : `${index},""b,""""\n`)],
    ["an unclosed field in each record", (index: number) => `${index},"two\nlines","\n`],
  ])("at a cost that grows with the file: %s", (_name, line) => {
    const time = (lines: number) => {
      const text = `a,b,c\n${Array.from({ length: lines }, (_, index) => line(index)).join("")}`;
      const start = performance.now();
      read(text);
      return performance.now() - start;
    };
    time(200);
    const small = time(500);
    expect(time(4_000)).toBeLessThan(Math.max(small, 5) * 8 * 4);
  });
});

describe("a well-formed quoted field", () => {
  test("is one field, also when lines of it look like rows", () => {
    const table = read('id,st,n,o\n1,won,Good,"Line one\n666,lost,PHANTOM,evil\nLine three"\n2,won,b,c\n');
    expect(rowsOf(table)).toEqual([
      [2, "1", "won", "Good", "Line one\n666,lost,PHANTOM,evil\nLine three"],
      [3, "2", "won", "b", "c"],
    ]);
    expect(table.faults).toEqual([]);
  });

  test("is one field, also when chance has put its quotes there: nobody can tell", () => {
    const good = Array.from({ length: 50 }, (_, index) => `${index},b,c`).join("\n");
    expect(read(`a,b,c\nx,"open,c\n${good}\ny,close",c\n`).records).toHaveLength(1);
    const short = read(`a,b,c\nx,"open\n${good}\ny,close"\n`);
    expect(faultsOf(short)).toEqual([[2, "wrong_field_count", 2]]);
    expect(short.faults[0]?.detail).toContain("several lines");
  });

  const delimiters = fc.constantFrom(",", ";", "\t", "|");
  const lineEnds = fc.constantFrom("\n", "\r\n", "\r");
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('"', ",", ";", "\t", "|", "\r", "\n", " ", "a", "1"), maxLength: 12 }),
  );
  const tables = fc
    .integer({ min: 1, max: 5 })
    .chain((width) =>
      fc.array(fc.tuple(fc.array(text, { minLength: width, maxLength: width }), fc.boolean()), { maxLength: 8 }),
    );

  test("reads back as it was written, whatever is in it", () => {
    fc.assert(
      fc.property(tables, delimiters, lineEnds, fc.boolean(), (rows, delimiter, lineEnd, endsWithLineEnd) => {
        const needsQuotes = (field: string) =>
          /["\r\n]/.test(field) || field.includes(delimiter) || field.trim() !== field;
        const write = (field: string, quoteAll: boolean) =>
          quoteAll || needsQuotes(field) ? `"${field.replaceAll('"', '""')}"` : field;
        const lines = rows.map(([fields, quoteAll]) => ["id", ...fields].map((field) => write(field, quoteAll)));
        const header = ["id", ...(rows[0]?.[0] ?? []).map((_, index) => `c${index}`)];
        const csv = [header, ...lines].map((line) => line.join(delimiter)).join(lineEnd);
        const table = parseCsv(endsWithLineEnd ? csv + lineEnd : csv, delimiter, 100);
        expect(rowsOf(table)).toEqual(rows.map(([fields], index) => [index + 2, "id", ...fields]));
        expect(table.faults).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("reads as another reader of RFC 4180 reads it, which finds a fault where this one does", () => {
    const source = fc.string({ unit: fc.constantFrom('"', '""', ",", "\n", "a", "b", ',"', '",'), maxLength: 30 });
    fc.assert(
      fc.property(source, (rest) => {
        const csv = `a,b\n${rest}`;
        const table = read(csv);
        const parseStrictly = () => parse(csv, { relax_column_count: true, record_delimiter: "\n" }).slice(1);
        if (table.faults.some(({ code }) => code === "broken_quote")) expect(parseStrictly).toThrow();
        else {
          const rows = parseStrictly().filter(
            (cells) => cells.length === 2 && cells.some((cell) => cell.trim() !== ""),
          );
          expect(table.records.map(({ cells }) => cells)).toEqual(rows);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a file is refused", () => {
  test("without a header, or with a broken one", () => {
    for (const text of ["", "\n", ",,\n1,2,3\n", 'a,"b\n1,2\n'])
      expect(
        codeOf(() => read(text)),
        text,
      ).toBe("invalid_csv");
  });

  test("with a column name of more than 300 characters, or with too many columns", () => {
    const faultsOfHeader = (text: string) => {
      try {
        return [read(text).header.length];
      } catch (error) {
        return error instanceof DomainError ? error.faults.map(({ code, detail }) => `${code}: ${detail}`) : [error];
      }
    };
    expect(faultsOfHeader(`a,${"b".repeat(300)}\n`)).toEqual([2]);
    expect(faultsOfHeader(`a,${"b".repeat(301)}\n`)).toEqual([
      "column_name_too_long: The name of column 2 is longer than 300 characters.",
    ]);
    expect(faultsOfHeader(`a${",".repeat(999)}\n`)).toEqual([1_000]);
    expect(faultsOfHeader(`a${",".repeat(1_000)}\n`)).toEqual([
      "too_many_columns: The file has 1001 columns; at most 1000 are read.",
    ]);
  });

  test("beyond the most rows, broken ones and floods of blank ones included", () => {
    const most = (text: string) => codeOf(() => parseCsv(text, ",", 3));
    expect(most("a,b\n1,2\n3,4\n\n5,6\n")).toBe("nothing was thrown");
    expect(most("a,b\n1,2\n3,4\n5,6\n7,8\n")).toBe("too_many_rows");
    expect(most('a,b\n1,2\n3,4\n5\n7,"8\n')).toBe("too_many_rows");
    expect(most(`a,b\n${"\n".repeat(1_000)}`)).toBe("too_many_rows");
  });
});

describe("a file that comes in parts", () => {
  const source = fc.string({
    unit: fc.constantFrom('"', '""', ",", "\n", "\r\n", "\r", " ", "a", "b", ',"', '",'),
    maxLength: 60,
  });

  test("is read as if it came whole, however it is cut", () => {
    fc.assert(
      fc.property(source, fc.integer({ min: 1, max: 9 }), (rest, size) => {
        const text = `a,b\n${rest}`;
        expect(parseCsv(text, ",", 100, size)).toEqual(parseCsv(text, ",", 100));
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ["a quoted field at the limit", `1,"${"q".repeat(MAX_QUOTED_CHARACTERS - 1)}"\n2,b\n`, []],
    ["a quoted field beyond it", `1,"${"q".repeat(MAX_QUOTED_CHARACTERS)}"\n2,b\n`, ["broken_quote"]],
    ["quotes in pairs at the limit", `1,"${'""'.repeat(MAX_QUOTED_CHARACTERS / 2)}"\n2,b\n`, ["broken_quote"]],
    ["a quote that nothing closes", `1,"${`${"x".repeat(99)}\n`.repeat(4_000)}2,b\n`, undefined],
    ["a record at the limit", `1,${"x".repeat(MAX_RECORD_CHARACTERS - 3)}\n2,b\n`, []],
    ["a record beyond it", `1,${"x".repeat(MAX_RECORD_CHARACTERS)}\n2,b\n`, ["record_too_long"]],
    ["a record beyond it, with \\r\\n", `1,${"x".repeat(2 * MAX_RECORD_CHARACTERS)}\r\n2,b\r\n`, ["record_too_long"]],
    [
      "a quote in pairs where both limits meet",
      `1,${"x".repeat(MAX_RECORD_CHARACTERS - MAX_QUOTED_CHARACTERS - 3)},"x${'""'.repeat(MAX_QUOTED_CHARACTERS / 2)}"\n2,b\n`,
      ["record_too_long"],
    ],
    ["one of many long fields", `1,${`"${"x".repeat(200_000)}",`.repeat(7)}\n2,b\n`, ["record_too_long"]],
  ])("has limits that do not hang on where it is cut: %s", (_name, rest, codes) => {
    const text = `a,b\n${rest}`;
    const whole = parseCsv(text, ",", 200_000);
    if (codes) expect(whole.faults.map(({ code }) => code)).toEqual(codes);
    expect(whole.records.at(-1)?.cells).toEqual(["2", "b"]);
    for (const size of [4_093, 65_536, 262_143, MAX_RECORD_CHARACTERS + 5]) {
      expect(parseCsv(text, ",", 200_000, size), `${size}`).toEqual(whole);
    }
  });
});

describe("costs a time that grows with the file", () => {
  /** The best of a few, in milliseconds of this thread's own CPU: whatever else the machine does is not counted, or only ever adds. */
  const time = (text: string, size: number) => {
    const times = Array.from({ length: 3 }, () => {
      const start = process.threadCpuUsage();
      parseCsv(text, ",", 10_000_000, size);
      return process.threadCpuUsage(start).user / 1_000;
    });
    return Math.min(...times);
  };

  test.each([
    ["quotes only", '"'],
    ["pairs of quotes", '""'],
    ["no line ends", "a,b;"],
    ["a quote opened in every field", ',"a'],
    ["a line end in every quote", '"\n'],
    ["carriage returns", 'x\r"'],
  ])("of %s", (_name, unit) => {
    const text = (characters: number) => `a,b\n${unit.repeat(characters / unit.length)}`;
    time(text(50_000), 65_536);
    const small = time(text(300_000), 65_536);
    expect(time(text(2_400_000), 65_536)).toBeLessThan(Math.max(small, 5) * 8 * 4);
  });

  test("that comes in many small parts", () => {
    const text = (characters: number) => `a,b\n1,"${"x".repeat(characters)}"\n`;
    time(text(30_000), 16);
    const small = time(text(30_000), 16);
    expect(time(text(240_000), 16)).toBeLessThan(Math.max(small, 5) * 8 * 4);
  });
});
