import { DomainError, invalid } from "../errors.ts";
import type { AppContext } from "./context.ts";

/** The entity tag of a revision. */
export function etag(revision: number): string {
  return `"${revision}"`;
}

/** What the caller demands of the revision it is about to change: any of these, `*` for any at all, undefined for no demand. */
export type IfMatch = readonly string[] | "*" | undefined;

export function readIfMatch(c: AppContext): IfMatch {
  const header = c.req.header("if-match")?.trim();
  return header ? parseIfMatch(header) : undefined;
}

/** As the header is written: `*`, or entity tags with commas between. */
export function parseIfMatch(text: string): Exclude<IfMatch, undefined> {
  if (text.trim() === "*") return "*";
  return text.split(",").map((tag) => tag.trim());
}

/** Whether the caller demands that there is nothing yet: `If-None-Match: *`, the only one that a write takes. */
export function readIfNoneMatch(c: AppContext): boolean {
  const header = c.req.header("if-none-match")?.trim();
  if (!header || header === "*") return header === "*";
  throw invalid([
    { pointer: "/header/if-none-match", code: "invalid_format", detail: "A write takes * and nothing else." },
  ]);
}

/** Throws `precondition_failed` for whoever asked for some revision of what is not there. */
export function checkNoIfMatch(ifMatch: IfMatch): void {
  if (ifMatch === undefined) return;
  throw new DomainError("precondition_failed", "If-Match asks for one that is there, and there is none.");
}

/** As `readIfMatch`, for documents that are replaced whole: without If-Match two editors would overwrite each other unseen. */
export function requireIfMatch(c: AppContext): Exclude<IfMatch, undefined> {
  const ifMatch = readIfMatch(c);
  if (ifMatch === undefined) {
    throw new DomainError("precondition_required", "Send If-Match with the ETag of the revision that you have read.");
  }
  return ifMatch;
}

/** Throws `precondition_failed` when the revision that was found is not one the caller asked for. Weak tags never match. */
export function checkIfMatch(ifMatch: IfMatch, revision: number): void {
  if (ifMatch === undefined || ifMatch === "*" || ifMatch.includes(etag(revision))) return;
  const isTag = ifMatch.every((tag) => /^"[^"]*"$/.test(tag));
  const why = isTag
    ? "This has changed since: it"
    : "An ETag is written in double quotes, and a weak one (W/) never matches. This";
  throw new DomainError("precondition_failed", `${why} is at revision ${revision} now.`);
}
