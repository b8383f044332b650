type Fields = Readonly<Record<string, unknown>>;

/** One structured line for the logs. Ids only: no secrets, no URLs of customers, no bodies. */
export function logError(message: string, error: unknown, fields: Fields = {}): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(JSON.stringify({ level: "error", message, ...fields, error: text }));
}

/** Something to look at that did no harm yet. */
export function logWarning(message: string, error: unknown, fields: Fields = {}): void {
  console.warn(JSON.stringify({ level: "warn", message, ...fields, error: String(error) }));
}
