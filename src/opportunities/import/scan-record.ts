import type { Delimiter } from "./schema.ts";

/** One record of a CSV text. */
export interface ScannedRecord {
  /** The first fields; `fieldCount` says how many there are in all. */
  readonly cells: readonly string[];
  readonly fieldCount: number;
  readonly isBlank: boolean;
  /** Just after its line end, or the end of the text. */
  readonly end: number;
}

/** What should have been a record, but has a quote that is broken in the column (from 0) `brokenColumn`. */
export interface BrokenRecord {
  readonly brokenColumn: number;
  /** Just after the line on which that quote stands. */
  readonly end: number;
}

/**
 * Reads the record that starts at a position by RFC 4180, with any line ends, dropping blanks around fields. At most `maxCells` of its
 * fields are kept.
 *
 * A field that begins with a quote goes on to the first quote that is not written twice, whatever is in between: line breaks, delimiters,
 * lines that look like rows. When that quote is not followed by a delimiter or the end of the line, or there is none, the opening one is
 * broken. So is a quote inside a field that does not begin with one. The line of a broken quote is the last one of its record.
 *
 * The limit of this rule: a quote that was never meant to open a field, and one on a later line that by chance stands like a closing one,
 * are a well-formed field together. No reader can tell; the lines in between are that field's text and not rows of their own.
 *
 * To read on after a broken record costs no second search: up to where the search for the closing quote ended there are only quotes in
 * pairs, and no line with only those can open a search that leaves it. So any file is read in a time that grows with its length only.
 */
export function scanRecord(
  text: string,
  start: number,
  delimiter: Delimiter,
  maxCells: number,
): ScannedRecord | BrokenRecord {
  const cells: string[] = [];
  let isBlank = true;
  for (let position = start, fieldCount = 1; ; fieldCount++) {
    const field = scanField(text, position, delimiter);
    if ("brokenAt" in field) return { brokenColumn: fieldCount - 1, end: endOfLine(text, field.brokenAt) };
    if (cells.length < maxCells) cells.push(field.value);
    if (field.value.trim() !== "") isBlank = false;
    if (text[field.end] !== delimiter) return { cells, fieldCount, isBlank, end: endOfLine(text, field.end) };
    position = field.end + 1;
  }
}

/** Where the line of a position ends: just after the line feed, carriage return or both, or at the end of the text. */
export function endOfLine(text: string, from: number): number {
  for (let position = from; position < text.length; position++) {
    if (text[position] === "\n") return position + 1;
    if (text[position] === "\r") return position + (text[position + 1] === "\n" ? 2 : 1);
  }
  return text.length;
}

interface Field {
  readonly value: string;
  /** The delimiter or line end after it, or the end of the text. */
  readonly end: number;
}

function scanField(text: string, start: number, delimiter: Delimiter): Field | { readonly brokenAt: number } {
  const opening = skipBlanks(text, start, delimiter);
  if (text[opening] === '"') {
    const closing = closingQuote(text, opening);
    const end = skipBlanks(text, closing + 1, delimiter);
    if (closing === -1 || !endsField(text[end], delimiter)) return { brokenAt: opening };
    return { value: text.slice(opening + 1, closing).replaceAll('""', '"'), end };
  }
  let end = opening;
  while (text[end] !== '"' && !endsField(text[end], delimiter)) end += 1;
  return text[end] === '"' ? { brokenAt: end } : { value: text.slice(opening, end).trim(), end };
}

/** The first quote after the opening one that is not written twice; -1 when there is none. */
function closingQuote(text: string, opening: number): number {
  for (let from = opening + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote === -1 || text[quote + 1] !== '"') return quote;
    from = quote + 2;
  }
}

function skipBlanks(text: string, from: number, delimiter: Delimiter): number {
  let position = from;
  while (text[position] === " " || (text[position] === "\t" && delimiter !== "\t")) position += 1;
  return position;
}

function endsField(character: string | undefined, delimiter: Delimiter): boolean {
  return character === undefined || character === delimiter || character === "\n" || character === "\r";
}
