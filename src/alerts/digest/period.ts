import { type DigestSetting, nextDigestAt } from "../../tenancy/next-digest.ts";

const DAY_MS = 86_400_000;
/** What a digest tells of where a company has not said how often it wants one. */
const DEFAULT_DAYS = 7;
/** A week and a day in which clocks change. */
const LONGEST_DAYS = 9;

/** From when a digest tells, in ms since the epoch: from when the one before the one that is due was. */
export function periodBegins(
  setting: DigestSetting | null,
  dueAt: number | null,
  now: number,
  timezone: string,
): number {
  if (setting === null) return now - DEFAULT_DAYS * DAY_MS;
  return digestBefore(setting, dueAt ?? nextDigestAt(setting, now, timezone), timezone);
}

/** The last instant before `before` at which a digest was due. */
function digestBefore(setting: DigestSetting, before: number, timezone: string): number {
  let at = nextDigestAt(setting, before - LONGEST_DAYS * DAY_MS, timezone);
  for (let next = at; next < before; next = nextDigestAt(setting, next, timezone)) at = next;
  return at;
}
