import { EVENT_TYPES } from "./catalogue.ts";

/** Longer than any pattern that matches something. */
export const MAX_PATTERN_LENGTH = 100;

export const PATTERN_RULE = "must be an event type, a prefix of one such as opportunity.*, or *";

/**
 * Whether some event can match: an exact type of the catalogue, `prefix.*` for a prefix that types have, or `*`. What passes here holds no
 * other wildcard, so that SQLite's GLOB reads it in just this sense.
 */
export function isEventPattern(pattern: string): boolean {
  if (pattern === "*") return true;
  if (!pattern.endsWith(".*")) return EVENT_TYPES.some((type) => type === pattern);
  const prefix = pattern.slice(0, -1);
  return EVENT_TYPES.some((type) => type.startsWith(prefix));
}
