import { instantOfLocal, localDay, weekdayOf } from "../../values/calendar.ts";

const MINUTE_MS = 60_000;
/** Windows are the same every week, so whoever is muted for longer than this is muted for ever. */
const A_WEEK_AND_A_DAY_MS = 8 * 86_400_000;

/** Hours in which nobody wants to hear of a rule. One that ends no later than it begins goes on into the next day. */
export interface MuteWindow {
  /** Weekdays on which it begins, 1 is Monday; left out: every day. */
  readonly days?: readonly number[] | undefined;
  /** `HH:MM` on the clocks of the company. */
  readonly from: string;
  readonly to: string;
}

/**
 * When the mute hours that an instant falls into end, in ms since the epoch; undefined outside of them. Hours are those that the clocks of
 * the company show, so a night on which they change is an hour longer or shorter. Windows that meet are one; of those that never end, some
 * end that lies more than a week ahead.
 */
export function mutedUntil(windows: readonly MuteWindow[], at: number, timezone: string): number | undefined {
  let end = at;
  // Each round goes on where a window ends, so weekends without a gap end too.
  while (end - at < A_WEEK_AND_A_DAY_MS) {
    const ends = windows.flatMap((window) => endOf(window, end, timezone));
    if (ends.length === 0) break;
    end = Math.max(...ends);
  }
  return end === at ? undefined : end;
}

/** A window that an instant falls into began on the same day or on the day before. */
function endOf({ days, from, to }: MuteWindow, at: number, timezone: string): number[] {
  const today = localDay(at, timezone);
  return [today - 1, today].flatMap((day) => {
    if (days && !days.includes(weekdayOf(day))) return [];
    const start = instantOfLocal(day, timeOf(from), timezone);
    const end = instantOfLocal(timeOf(to) > timeOf(from) ? day : day + 1, timeOf(to), timezone);
    return start <= at && at < end ? [end] : [];
  });
}

function timeOf(clock: string): number {
  return (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))) * MINUTE_MS;
}
