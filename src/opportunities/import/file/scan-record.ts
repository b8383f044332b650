import type { Delimiter } from "../schema.ts";

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

/** A quoted field that is longer has a broken quote: no more than this is looked through for the closing one. */
export const MAX_QUOTED_CHARACTERS = 262_144;

/**
 * Reads the record that starts at a position by RFC 4180, with any line ends, dropping blanks around fields. At most `maxCells` of its
 * fields are kept. `limit` is where the text that may be looked at ends; a record that reaches it is undefined, unless that is the end of
 * the file: what follows could change it.
 *
 * A field that begins with a quote goes on to the first quote that is not written twice, whatever is in between: line breaks, delimiters,
 * lines that look like rows. When that quote is not followed by a delimiter or the end of the line, or there is none near enough
 * (`MAX_QUOTED_CHARACTERS`), the opening one is broken. So is a quote inside a field that does not begin with one. The line of a broken
 * quote is the last one of its record.
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
  { limit = text.length, isEnd = true } = {},
): ScannedRecord | BrokenRecord | undefined {
  const scope: Scope = { text, delimiter, limit, isEnd };
  const cells: string[] = [];
  let isBlank = true;
  for (let position = start, fieldCount = 1; ; fieldCount++) {
    const field = scanField(scope, position);
    if (!field) return undefined;
    if ("brokenAt" in field) return whole(scope, { brokenColumn: fieldCount - 1, end: lineEnd(scope, field.brokenAt) });
    if (cells.length < maxCells) cells.push(field.value);
    if (field.value.trim() !== "") isBlank = false;
    if (field.end < limit && text[field.end] === delimiter) {
      position = field.end + 1;
      continue;
    }
    return whole(scope, { cells, fieldCount, isBlank, end: lineEnd(scope, field.end) });
  }
}

/** Where the line of a position ends: just after the line feed, carriage return or both, or at the end of the text. */
export function endOfLine(text: string, from: number): number {
  return lineEnd({ text, limit: text.length }, from);
}

interface Scope {
  readonly text: string;
  readonly delimiter: Delimiter;
  readonly limit: number;
  readonly isEnd: boolean;
}

/** A line end at the very limit may be half of one, or the first of the file's last two characters. */
function whole<Scanned extends { end: number }>({ limit, isEnd }: Scope, scanned: Scanned): Scanned | undefined {
  return scanned.end < limit || isEnd ? scanned : undefined;
}

function lineEnd({ text, limit }: Pick<Scope, "text" | "limit">, from: number): number {
  for (let position = from; position < limit; position++) {
    if (text[position] === "\n") return position + 1;
    if (text[position] === "\r") return position + (position + 1 < limit && text[position + 1] === "\n" ? 2 : 1);
  }
  return limit;
}

interface Field {
  readonly value: string;
  /** The delimiter or line end after it, or the limit. */
  readonly end: number;
}

/** undefined: what lies beyond the limit decides. */
function scanField(scope: Scope, start: number): Field | { readonly brokenAt: number } | undefined {
  const { text, limit, isEnd } = scope;
  const opening = skipBlanks(scope, start);
  if (opening < limit && text[opening] === '"') {
    const reach = opening + MAX_QUOTED_CHARACTERS;
    const closing = closingQuote(text, opening, Math.min(reach, limit - 1));
    if (closing === -1) return reach + 1 < limit || isEnd ? { brokenAt: opening } : undefined;
    const end = skipBlanks(scope, closing + 1);
    if (end >= limit && !isEnd) return undefined;
    if (!endsField(scope, end)) return { brokenAt: opening };
    return { value: text.slice(opening + 1, closing).replaceAll('""', '"'), end };
  }
  let end = opening;
  while (end < limit && text[end] !== '"' && !endsField(scope, end)) end += 1;
  if (end >= limit) return isEnd ? { value: text.slice(opening, end).trim(), end } : undefined;
  return text[end] === '"' ? { brokenAt: end } : { value: text.slice(opening, end).trim(), end };
}

/** The first quote after the opening one that is not written twice; -1 when there is none up to `last`. */
function closingQuote(text: string, opening: number, last: number): number {
  for (let from = opening + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote === -1 || quote > last) return -1;
    if (text[quote + 1] !== '"') return quote;
    from = quote + 2;
  }
}

function skipBlanks({ text, delimiter, limit }: Scope, from: number): number {
  let position = from;
  while (position < limit && (text[position] === " " || (text[position] === "\t" && delimiter !== "\t"))) position += 1;
  return position;
}

function endsField({ text, delimiter, limit }: Scope, position: number): boolean {
  if (position >= limit) return true;
  const character = text[position];
  return character === delimiter || character === "\n" || character === "\r";
}
