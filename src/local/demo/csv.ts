/** A CSV text (RFC 4180) with a header line. A value is quoted only where it must be; null is an empty field. */
export function toCsv<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, string | number | null>>[],
  lineEnd = "\n",
): string {
  const lines = [columns.join(","), ...rows.map((row) => columns.map((column) => field(row[column])).join(","))];
  return lines.join(lineEnd) + lineEnd;
}

function field(value: string | number | null): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
