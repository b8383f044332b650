import { z } from "@hono/zod-openapi";
import { base64url } from "jose";
import { DomainError } from "../errors.ts";

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 100;

/** `limit` and `cursor`, as every list takes them. */
export const pagingQuery = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, "must be a number from 1 to 100")
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_LIMIT))
    .optional()
    .openapi({ type: "integer", minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT }),
  cursor: z
    .string()
    .max(2_000)
    .optional()
    .openapi({ description: "next_cursor of the page before; only with the same filters" }),
};

/** A page as it is answered: rows and where the next page begins. */
export function pageSchema<Item extends z.ZodType>(item: Item, name: string) {
  return z
    .strictObject({
      data: z.array(item),
      next_cursor: z.string().nullable().openapi({ description: "null on the last page" }),
    })
    .openapi(name);
}

/** What a cursor is bound to: its list, and the filters it was made with. */
export type Filters = Readonly<Record<string, string | undefined>> & { readonly list: string };

/** Cuts one row too many off a page and tells where the next one starts. `rows` were read with LIMIT limit + 1. */
export function toPage<Row>(
  rows: readonly Row[],
  limit: number,
  filters: Filters,
  keyOf: (row: Row) => string,
): { rows: readonly Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { rows: page, nextCursor: more ? writeCursor(keyOf(last), filters) : null };
}

/** `next_cursor` of a page whose last row has this key. */
export function writeCursor(after: string, filters: Filters): string {
  return base64url.encode(JSON.stringify([after, fingerprint(canonical(filters))]));
}

/** The key to continue after; undefined on the first page. Throws `invalid_cursor` for a cursor of other filters or of nobody. */
export function readCursor(cursor: string | undefined, filters: Filters): string | undefined {
  if (cursor === undefined) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(new TextDecoder().decode(base64url.decode(cursor)));
  } catch {
    parts = undefined;
  }
  const [after, madeWith] = Array.isArray(parts) ? parts : [];
  if (typeof after === "string" && madeWith === fingerprint(canonical(filters))) return after;
  throw invalidCursor();
}

/** For a list whose keys are more than text: what was read is no key of it. */
export function invalidCursor(): DomainError {
  return new DomainError("invalid_cursor", "This cursor is not of this list, or was made with other filters.", {
    faults: [{ pointer: "/query/cursor", code: "invalid_cursor", detail: "Start again without a cursor." }],
  });
}

function canonical(filters: Filters): string {
  const set = Object.entries(filters).filter(([, value]) => value !== undefined);
  return JSON.stringify(set.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * 64 bits of a text, so that a cursor stays short whatever it was filtered by. It tells a mistake, and keeps nobody out: who forges a cursor
 * begins somewhere else in rows that are theirs anyway.
 */
function fingerprint(text: string): string {
  let [high, low] = [0x9e3779b9, 0x85ebca6b];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x5bd1e995);
    low ^= low >>> 15;
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
