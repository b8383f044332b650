import { CsvRows } from "./csv-rows.ts";
import { type Decoder, decoderOf, joined } from "./decode.ts";
import type { FileRow, RowReader } from "./file-row.ts";
import { NdjsonRows } from "./ndjson-rows.ts";
import { type Dialect, type DialectHints, SNIFFED_BYTES, sniffDialect } from "./sniff-dialect.ts";

/**
 * Reads a file of any dialect as it comes, in parts of any size: the parts make no difference to what is read. Its first bytes are kept
 * until there are enough of them to tell how it is written.
 *
 * Throws `invalid_csv` for a file that cannot be read, and `too_many_rows` beyond `maxRows` data rows.
 */
export class ImportFileReader {
  readonly #hints: DialectHints;
  readonly #maxRows: number;
  #first = new Uint8Array();
  #open: OpenFile | undefined;

  constructor(hints: DialectHints, maxRows: number) {
    this.#hints = hints;
    this.#maxRows = maxRows;
  }

  /** undefined until it is known. */
  get dialect(): Dialect | undefined {
    return this.#open?.dialect;
  }

  /** The columns, as far as they are known: those of NDJSON appear line by line. */
  get header(): readonly string[] {
    return this.#open?.rows.header ?? [];
  }

  /** The rows that these bytes complete. */
  push(bytes: Uint8Array): FileRow[] {
    if (this.#open) return read(this.#open, bytes);
    this.#first = joined(this.#first, bytes);
    return this.#first.length < SNIFFED_BYTES ? [] : this.#start();
  }

  /** The rows that the end of the file completes. */
  finish(): FileRow[] {
    const rows = this.#open ? [] : this.#start();
    const open = this.#open;
    if (!open) return rows;
    rows.push(...readText(open, open.decoder.end()), ...open.rows.end());
    return rows;
  }

  #start(): FileRow[] {
    const dialect = sniffDialect(this.#first, this.#hints);
    const { format, delimiter, encoding, hasSeparatorLine } = dialect;
    const rows = format === "csv" ? new CsvRows(delimiter, this.#maxRows) : new NdjsonRows(this.#maxRows);
    this.#open = { dialect, decoder: decoderOf(encoding), rows, toSkip: hasSeparatorLine ? SEPARATOR_LINE : undefined };
    const first = this.#first;
    this.#first = new Uint8Array();
    return read(this.#open, first);
  }
}

/** With its line end. */
const SEPARATOR_LINE = /^sep=.(\r\n|\n|\r|$)/i;

interface OpenFile {
  readonly dialect: Dialect;
  readonly decoder: Decoder;
  readonly rows: RowReader;
  /** What the text begins with that is no row. */
  toSkip: RegExp | undefined;
}

function read(open: OpenFile, bytes: Uint8Array): FileRow[] {
  return readText(open, open.decoder.decode(bytes));
}

function readText(open: OpenFile, text: string): FileRow[] {
  // The first bytes hold the whole of such a line, or the whole file.
  if (!open.toSkip || text === "") return open.rows.read(text);
  const rest = text.replace(open.toSkip, "");
  open.toSkip = undefined;
  return open.rows.read(rest);
}
