import { instantOfLocal, localDay, weekdayOf } from "../values/calendar.ts";

/** When a company is sent a digest, by its own clocks. */
export interface DigestSetting {
  readonly every: "daily" | "weekly";
  /** 1 is Monday; null for a daily one. */
  readonly weekday: number | null;
  /** `HH:MM` */
  readonly at: string;
}

/**
 * The first instant after `after` at which a digest is due, in ms since the epoch. A time that the clocks show twice on a day is the first of
 * the two; one that they skip is the instant at which they would have shown it.
 */
export function nextDigestAt(digest: DigestSetting, after: number, timezone: string): number {
  const [hours = 0, minutes = 0] = digest.at.split(":").map(Number);
  const today = localDay(after, timezone);
  // From the day before on: what the clocks skip at the end of a day is shown on the next one.
  for (let day = today - 1; ; day++) {
    if (digest.weekday !== null && weekdayOf(day) !== digest.weekday) continue;
    const at = instantOfLocal(day, (hours * 60 + minutes) * 60_000, timezone);
    if (at > after) return at;
  }
}
