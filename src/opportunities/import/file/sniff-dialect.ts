import type { Delimiter, Encoding, FileFormat, ImportMapping } from "../schema.ts";
import { decoderOf, isUtf8 } from "./decode.ts";
import { invalidFile } from "./file-row.ts";
import { sniffDelimiter } from "./sniff-delimiter.ts";

/** How a file is written. */
export interface Dialect {
  readonly format: FileFormat;
  /** `undecided`: ASCII as far as was looked; the first character beyond it tells UTF-8 from Windows-1252. */
  readonly encoding: Encoding | "undecided";
  /** Of a CSV file. */
  readonly delimiter: Delimiter;
  /** The first line is `sep=;`, which tells Excel the delimiter and is no row. */
  readonly hasSeparatorLine: boolean;
}

/** What is known of a file beforehand: `auto` is nothing. `columns` are names that its header should have. */
export interface DialectHints extends Partial<Pick<ImportMapping, "format" | "encoding" | "delimiter">> {
  readonly columns?: readonly string[];
}

/** How many bytes of a file are looked at. */
export const SNIFFED_BYTES = 65_536;

/**
 * Tells from the first bytes of a file (`SNIFFED_BYTES`, or all) how it is written. What the hints say is taken as said. The encoding is
 * the byte order mark's; else UTF-16 by its zeros; else UTF-8 where there are more characters that are some than bytes that are none; else
 * Windows-1252.
 *
 * Throws `invalid_csv`: `encoding_mismatch` when the byte order mark says another encoding than the hint, `spreadsheet_file` for a workbook,
 * `json_array` for JSON that is not a line an object, `not_text` for zeros.
 */
export function sniffDialect(first: Uint8Array, hints: DialectHints = {}): Dialect {
  const bytes = first.subarray(0, SNIFFED_BYTES);
  refuseWorkbook(bytes);
  const encoding = sniffEncoding(bytes, given(hints.encoding));
  const text = beginningOf(bytes, encoding);
  const format = given(hints.format) ?? sniffFormat(text);
  if (format === "ndjson") {
    if (/^\s*\[/.test(text)) throw invalidFile("json_array", "Send NDJSON: one JSON object a line, and no array.");
    return { format, encoding, delimiter: ",", hasSeparatorLine: false };
  }
  if (text.includes("\0")) throw invalidFile("not_text", "The file is not text.");
  const separator = /^sep=([,;\t|])(?=\r|\n|$)/i.exec(text);
  const said = given(hints.delimiter) ?? (separator?.[1] as Delimiter | undefined); // of this very class
  const delimiter = said ?? sniffDelimiter(text, hints.columns ?? [], bytes.length < SNIFFED_BYTES);
  return { format, encoding, delimiter, hasSeparatorLine: separator !== null };
}

function given<Value extends string>(hint: Value | "auto" | undefined): Exclude<Value, "auto"> | undefined {
  return hint === undefined || hint === "auto" ? undefined : (hint as Exclude<Value, "auto">); // it is not "auto" here
}

function refuseWorkbook(bytes: Uint8Array): void {
  const [a, b, c, d] = bytes;
  const isZip = a === 0x50 && b === 0x4b && c === 0x03 && d === 0x04;
  const isCompound = a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0;
  if (isZip || isCompound) {
    throw invalidFile("spreadsheet_file", "This is a workbook or another packed file. Save the sheet as CSV (UTF-8).");
  }
}

function sniffEncoding(bytes: Uint8Array, said: Encoding | undefined): Dialect["encoding"] {
  const marked = markOf(bytes);
  if (marked && said && said !== marked) {
    const detail = `The file begins with the byte order mark of ${marked}, and the mapping says ${said}.`;
    throw invalidFile("encoding_mismatch", detail);
  }
  return said ?? marked ?? utf16By(bytes) ?? eightBitEncoding(bytes);
}

function markOf(bytes: Uint8Array): Encoding | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return undefined;
}

/** In UTF-16 every other byte of a table is zero, most of all in its delimiters, digits and line ends. Other text has no zeros. */
function utf16By(bytes: Uint8Array): Encoding | undefined {
  const zeros = [0, 0];
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = bytes.length / 2 / 5;
  if (odd > many && odd > 10 * even) return "utf-16le";
  if (even > many && even > 10 * odd) return "utf-16be";
  return undefined;
}

function eightBitEncoding(bytes: Uint8Array): Dialect["encoding"] {
  if (bytes.every((byte) => byte < 0x80)) return "undecided";
  const { good, bad } = countCharacters(bytes);
  return good >= bad && good > 0 ? "utf-8" : "windows-1252";
}

/** The characters beyond ASCII that are well-formed in UTF-8, and the bytes that are part of none. A last one may be cut. */
function countCharacters(bytes: Uint8Array): { good: number; bad: number } {
  const counts = { good: 0, bad: 0 };
  for (let index = 0; index < bytes.length; ) {
    const lead = bytes[index] ?? 0;
    const length = lengthOf(lead);
    if (length > 1 && index + length > bytes.length && bytes.length === SNIFFED_BYTES) break;
    const isGood = length === 1 || (length > 1 && isUtf8(bytes.subarray(index, index + length)));
    if (length !== 1) counts[isGood ? "good" : "bad"] += 1;
    index += isGood ? length : 1;
  }
  return counts;
}

/** Of a character in UTF-8, by its first byte; 0 for one that begins none. */
function lengthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}

/** The text as far as it goes: a character that is cut at the end is left out, and one that is none is told of later, when it is read. */
function beginningOf(bytes: Uint8Array, encoding: Dialect["encoding"]): string {
  if (encoding === "utf-8") return new TextDecoder("utf-8").decode(bytes);
  try {
    return decoderOf(encoding).decode(bytes);
  } catch {
    return "";
  }
}

function sniffFormat(text: string): FileFormat {
  const start = text.trimStart();
  if (/^\[\s*\{/.test(start)) throw invalidFile("json_array", "Send NDJSON: one JSON object a line, and no array.");
  return /^\{\s*("|\}|\r|\n|$)/.test(start) ? "ndjson" : "csv";
}
