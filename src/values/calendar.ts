import { tzOffset } from "@date-fns/tz/tzOffset";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const QUARTER_MS = 15 * MINUTE_MS;
const OFFSETS_KEPT = 10_000;
/** By zone and UTC day: the offset of the whole day, or null where it changes within it. Looking into a zone's rules is slow. */
const offsetByZoneAndDay = new Map<string, number | null>();

/** Milliseconds a time zone is ahead of UTC at an instant. */
function offsetMs(at: number, timezone: string): number {
  const day = Math.floor(at / DAY_MS);
  const key = `${timezone}@${day}`;
  let offset = offsetByZoneAndDay.get(key);
  if (offset === undefined) {
    const [start, end] = [lookUpOffsetMs(day * DAY_MS, timezone), lookUpOffsetMs((day + 1) * DAY_MS, timezone)];
    offset = start === end ? start : null;
    if (offsetByZoneAndDay.size >= OFFSETS_KEPT) offsetByZoneAndDay.clear();
    offsetByZoneAndDay.set(key, offset);
  }
  return offset ?? lookUpOffsetMs(at, timezone);
}

/** Offsets only ever change on a quarter of an hour. */
function lookUpOffsetMs(at: number, timezone: string): number {
  return tzOffset(timezone, new Date(Math.floor(at / QUARTER_MS) * QUARTER_MS)) * MINUTE_MS;
}

/** Whether the runtime knows an IANA time zone by this name. */
export function isTimezone(name: string): boolean {
  if (!/^[A-Z]/i.test(name)) return false; // the runtime takes plain offsets too, which know no summer time
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** The calendar day (days since 1970-01-01) that an instant falls on in a time zone. */
export function localDay(at: number, timezone: string): number {
  return Math.floor((at + offsetMs(at, timezone)) / DAY_MS);
}

/** As `localDay`, of an instant that may not be known. */
export function dayOfInstant(at: number | null, timezone: string): number | null {
  return at === null ? null : localDay(at, timezone);
}

/** The weekday of a calendar day, 1 is Monday. The day 0, 1970-01-01, was a Thursday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The instant at which a calendar day begins in a time zone. Where midnight is skipped by DST, the first instant that exists. */
export function startOfDay(day: number, timezone: string): number {
  const candidates = candidatesOf(day * DAY_MS, timezone);
  const first = Math.min(...candidates);
  return localDay(first, timezone) === day ? first : Math.max(...candidates);
}

/**
 * The instant at which the clocks of a time zone show a time of a calendar day (`ms` after midnight). The earlier one where they show it twice;
 * where they skip it, the instant at which they would show it had they gone on.
 */
export function instantOfLocal(day: number, ms: number, timezone: string): number {
  const shown = day * DAY_MS + ms;
  const candidates = candidatesOf(shown, timezone);
  const real = candidates.filter((at) => at + offsetMs(at, timezone) === shown);
  return real.length > 0 ? Math.min(...real) : Math.max(...candidates);
}

/** When clocks may show a time: the offsets of the day before and the day after bracket every transition. */
function candidatesOf(shown: number, timezone: string): number[] {
  return [offsetMs(shown - DAY_MS, timezone), offsetMs(shown + DAY_MS, timezone)].map((offset) => shown - offset);
}

/** Whole calendar days between two instants as people of a time zone count them: Monday 23:59 to Tuesday 00:01 is one day. */
export function daysBetween(from: number, to: number, timezone: string): number {
  return localDay(to, timezone) - localDay(from, timezone);
}

/** `2026-11-23` → days since 1970-01-01; undefined for anything that is not a real date of 1970…2199. */
export function parseDate(date: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return undefined;
  return dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** A calendar date as a day number; undefined when there is no such date, or outside 1970…2199. `month` counts from 1. */
export function dayOf(year: number, month: number, dayOfMonth: number): number | undefined {
  if (year < 1970 || year > 2199) return undefined;
  const at = new Date(Date.UTC(year, month - 1, dayOfMonth));
  const exists = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === dayOfMonth;
  return exists ? at.getTime() / DAY_MS : undefined;
}

/** Days since 1970-01-01 → `2026-11-23`. */
export function formatDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Milliseconds since the epoch → RFC 3339 in UTC. */
export function formatTime(at: number): string {
  return new Date(at).toISOString();
}
