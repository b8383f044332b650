import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "../../../errors.ts";
import { ImportFileReader } from "./file-reader.ts";
import type { FileRow } from "./file-row.ts";
import { type Dialect, type DialectHints, SNIFFED_BYTES } from "./sniff-dialect.ts";

interface ReadFile {
  readonly dialect: Dialect | undefined;
  readonly header: readonly string[];
  readonly rows: readonly FileRow[];
}

/** Reads a file in parts of a size. */
function read(bytes: Uint8Array, hints: DialectHints = {}, size = bytes.length || 1): ReadFile {
  const reader = new ImportFileReader(hints, 1_000_000);
  const rows: FileRow[] = [];
  for (let start = 0; start < bytes.length; start += size) rows.push(...reader.push(bytes.slice(start, start + size)));
  rows.push(...reader.finish());
  return { dialect: reader.dialect, header: [...reader.header], rows };
}

function outcomeOf(bytes: Uint8Array, hints: DialectHints = {}, size?: number): unknown {
  try {
    const { header, rows } = read(bytes, hints, size);
    return [header, ...rows.map((row) => ("cells" in row ? row.cells : row.code))];
  } catch (error) {
    if (error instanceof DomainError) return error.faults[0]?.code ?? error.code;
    throw error;
  }
}

type Written =
  | "utf-8"
  | "utf-8 with a mark"
  | "utf-16le"
  | "utf-16be"
  | "utf-16le without a mark"
  | "utf-16be without a mark"
  | "windows-1252";

function encode(text: string, as: Written): Uint8Array {
  if (as.startsWith("utf-8")) return new TextEncoder().encode((as === "utf-8" ? "" : "\ufeff") + text);
  if (as === "windows-1252") return Uint8Array.from(text, (letter) => (letter === "€" ? 0x80 : letter.charCodeAt(0)));
  const marked = (as.endsWith("mark") ? "" : "\ufeff") + text;
  const units = Array.from({ length: marked.length }, (_, index) => marked.charCodeAt(index));
  return Uint8Array.from(
    units.flatMap((unit) => (as.startsWith("utf-16le") ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])),
  );
}

const utf8 = (text: string) => encode(text, "utf-8");

describe("the encoding", () => {
  const text = "id;nimi;arvo\n1;Työ Öljy;100 €\n2;b;c\n";
  const expected = [
    ["id", "nimi", "arvo"],
    ["1", "Työ Öljy", "100 €"],
    ["2", "b", "c"],
  ];
  const all = [
    "utf-8",
    "utf-8 with a mark",
    "utf-16le",
    "utf-16be",
    "utf-16le without a mark",
    "utf-16be without a mark",
    "windows-1252",
  ] as const;

  test.each(all)("is told: %s", (written) => {
    expect(outcomeOf(encode(text, written))).toEqual(expected);
    expect(outcomeOf(encode(text, written), {}, 1)).toEqual(expected);
  });

  test("may be said, and is then not told", () => {
    const bytes = encode("id,a\n1,Ã¤\n", "windows-1252");
    expect(outcomeOf(bytes)).toEqual([
      ["id", "a"],
      ["1", "ä"],
    ]);
    expect(outcomeOf(bytes, { encoding: "windows-1252" })).toEqual([
      ["id", "a"],
      ["1", "Ã¤"],
    ]);
    expect(outcomeOf(encode("id,a\n1,ä\n", "windows-1252"), { encoding: "utf-8" })).toBe("invalid_encoding");
  });

  test.each([
    ["utf-16le", "utf-8"],
    ["utf-8 with a mark", "windows-1252"],
    ["utf-8 with a mark", "utf-16le"],
  ] as const)("said as another one than its mark tells is refused: %s is not %s", (written, encoding) => {
    expect(outcomeOf(encode(text, written), { encoding })).toBe("encoding_mismatch");
  });

  test.each(all)("beyond the first bytes is told by its first character: %s", (written) => {
    const rows = "1;abc;def\n".repeat(SNIFFED_BYTES / 10 + 100);
    const bytes = encode(`id;a;b\n${rows}2;ä;€\n`, written);
    for (const size of [1_021, bytes.length])
      expect(read(bytes, {}, size).rows.at(-1)).toMatchObject({ cells: ["2", "ä", "€"] });
  });

  test("is refused where it changes: nothing is ever replaced", () => {
    const mixed = Uint8Array.of(...utf8("id,a\n1,ä\n2,ö\n3,"), 0xe4, ...utf8("\n4,b\n"));
    expect(outcomeOf(mixed)).toBe("invalid_encoding");
    expect(outcomeOf(Uint8Array.of(...encode("id,a\n1,x\n", "utf-16le"), 0x31))).toBe("invalid_encoding");
    expect(outcomeOf(Uint8Array.of(...encode("id,a\n1,x", "utf-16le"), 0x00, 0xd8))).toBe("invalid_encoding");
    expect(outcomeOf(Uint8Array.of(...encode("id,a\n1,", "utf-16le"), 0x00, 0xdc, 0x31, 0x00))).toBe(
      "invalid_encoding",
    );
  });

  test("is none of a workbook, or of anything that is not text", () => {
    expect(outcomeOf(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6))).toBe("spreadsheet_file");
    expect(outcomeOf(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0))).toBe("spreadsheet_file");
    expect(outcomeOf(Uint8Array.of(0x61, 0, 0, 0, 0x62, 0, 0, 0))).toBe("not_text");
  });
});

describe("the delimiter", () => {
  test.each<[string, string, readonly string[], DialectHints?]>([
    ["comma", "id,a\n1,x\n", ["id", "a"]],
    ["semicolon, with decimal commas", "id;a\n1;1,5\n2;2,5\n", ["id", "a"]],
    ["tab", "id\ta\n1\tx, y; z\n", ["id", "a"]],
    ["bar", "id|a\n1|x\n", ["id", "a"]],
    [
      "commas in the header of semicolons",
      "id;last, first;sum, net\n1;x;y\n2;a, b, c;d\n",
      ["id", "last, first", "sum, net"],
    ],
    ["in quotes it is none", '"id;a;b;c",x\n"1;2;3;4",y\n', ["id;a;b;c", "x"]],
    ["one column", "id\n1\n2\n", ["id"]],
    ["by the columns that should be there", "a;b,c;d\nx;y,x;y\n", ["a;b", "c;d"], { columns: ["a;b"] }],
    ["as the mapping says", "id;a,b\n1;x,y\n", ["id;a", "b"], { delimiter: "," }],
    ["as Excel's first line says", "sep=|\r\nid|a;b\r\n1|x;y\r\n", ["id", "a;b"]],
  ])("is told: %s", (_name, text, header, hints = {}) => {
    expect(read(utf8(text), hints).header).toEqual(header);
    expect(read(utf8(text), hints, 1).header).toEqual(header);
  });

  test("Excel's line about it is no row", () => {
    for (const lineEnd of ["\n", "\r\n", "\r"]) {
      const text = ["sep=;", "id;a", "1;x", ""].join(lineEnd);
      expect(read(encode(text, "utf-16le"), {}, 3).rows).toEqual([{ row: 2, cells: ["1", "x"] }]);
    }
  });
});

describe("NDJSON", () => {
  const lines = (...objects: unknown[]) =>
    utf8(objects.map((object) => (typeof object === "string" ? object : JSON.stringify(object))).join("\n"));

  test("is told, flattened, and its columns are found as they come", () => {
    const file = read(
      lines(
        { id: "1", custom: { region: "EU", seats: 5 }, tags: ["a", "b"] },
        "",
        { id: 2, won: false, "custom.region": null, amount: 1.5 },
        "  ",
      ),
    );
    expect(file.dialect?.format).toBe("ndjson");
    expect(file.header).toEqual(["id", "custom.region", "custom.seats", "tags", "won", "amount"]);
    expect(file.rows).toEqual([
      { row: 1, cells: ["1", "EU", "5", '["a","b"]'] },
      { row: 3, cells: ["2", "", "", "", "false", "1.5"] },
    ]);
  });

  test.each([
    ["no JSON", "{id: 1}"],
    ["no object", "[1]"],
    ["the same member twice", '{"a": 1, "a": 2}'],
    ["the same member twice, spelt otherwise", '{"a": 1, "\\u0061": 2}'],
    ["the same member twice, inside", '{"a": {"b": [{"c": 1, "c": 2}]}}'],
    ["the same column in two ways", '{"a.b": 1, "a": {"b": 2}}'],
    ["a name that is not one", '{"__proto__": {"x": 1}}'],
    ["a name that is not one, inside", '{"a": {"constructor": 1}}'],
    ["a number that would be another", '{"id": 12345678901234567890}'],
    ["a number that would be none", '{"amount": 1e999}'],
    ["too many levels", `{"a":${"[".repeat(40)}${"]".repeat(40)}}`],
    ["levels without an end", `{"a":${"[".repeat(400_000)}`],
    ["a line without an end", `{"a":"${"x".repeat(1_100_000)}"}`],
    ["quotes without an end", `{"a":"${'\\"'.repeat(400_000)}`],
  ])("has faults that are their own row's: %s", (_name, line) => {
    const file = read(lines({ id: 1 }, line, { id: 3 }), { format: "ndjson" });
    expect(file.rows.map((row) => [row.row, "code" in row ? row.code : row.cells[0]])).toEqual([
      [1, "1"],
      [2, "invalid_json"],
      [3, "3"],
    ]);
  });

  test("colons in text are no members", () => {
    expect(outcomeOf(lines({ a: 'x: "y": {z: 1}', "b:c": "\\" }))).toEqual([
      ["a", "b:c"],
      ['x: "y": {z: 1}', "\\"],
    ]);
  });

  test("is refused as an array, and beyond a thousand columns", () => {
    expect(outcomeOf(utf8('[{"id": 1}]'))).toBe("json_array");
    expect(outcomeOf(utf8("[\n1]"), { format: "ndjson" })).toBe("json_array");
    const wide = Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`c${index}`, 1]));
    expect(outcomeOf(lines(wide))).toBe("too_many_columns");
    expect(outcomeOf(lines({ ["x".repeat(301)]: 1 }))).toBe("column_name_too_long");
  });
});

test("is told from CSV that begins with a brace", () => {
  expect(read(utf8("{id},a\n1,2\n")).dialect?.format).toBe("csv");
  expect(read(utf8("{},a\n1,2\n"), { format: "csv" }).header).toEqual(["{}", "a"]);
});

test("how a file comes in parts makes no difference, whatever is in it", () => {
  const unit = fc.constantFrom(
    '"',
    ",",
    ";",
    "\r",
    "\n",
    "\r\n",
    "a",
    "ä",
    "€",
    "😀",
    "{",
    '{"a":1}\n',
    "\ufeff",
    "sep=;\n",
  );
  const text = fc.string({ unit, maxLength: 40 });
  const written = fc.constantFrom<Written>(
    "utf-8",
    "utf-8 with a mark",
    "utf-16le",
    "utf-16be without a mark",
    "windows-1252",
  );
  const noise = fc.uint8Array({ maxLength: 40 });
  const bytes = fc.oneof(
    fc.tuple(text, written).map(([file, as]) => encode(file, as)),
    noise,
  );
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 7 }), (file, size) => {
      expect(outcomeOf(file, {}, size)).toEqual(outcomeOf(file));
    }),
    { numRuns: 5_000 },
  );
});
