/** How a cell begins that a spreadsheet takes for a formula, whatever its program; an apostrophe before it says that it is none. */
const FORMULA = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;

/**
 * A text as a cell that no spreadsheet carries out: what looks like a formula gets an apostrophe before it (OWASP, "CSV injection"). An import
 * takes one off again, of every CSV file, so that `readCell(guardCell(text)) === text`.
 */
export function guardCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** What a cell of a CSV file says: an apostrophe that guards it is no part of it. */
export function readCell(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}

/** A record of RFC 4180 with its line end. */
export function csvLine(cells: readonly string[], delimiter = ","): string {
  return `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`;
}

/** Blanks at the ends are kept only within quotes. */
function quoted(cell: string, delimiter: string): string {
  return /["\r\n]|^\s|\s$/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
