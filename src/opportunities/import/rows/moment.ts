import { localDay, startOfDay } from "../../../values/calendar.ts";
import { type DealFacts, isClosed } from "./facts.ts";

/** When a file says that something happened: on a day, or exactly then. */
export interface Moment {
  /** Days since 1970-01-01 in the company's time zone. */
  readonly day: number;
  /** Milliseconds since the epoch, where the file gives a time. */
  readonly at: number | null;
}

/** The entry into the stage that a row names. */
export function entryOf(facts: DealFacts): Moment | null {
  return momentOf(facts.stageEnteredDay, facts.stageEnteredAt);
}

/** The start of the day that a deal was opened on. */
export function openingOf({ openedDay }: Pick<DealFacts, "openedDay">): Moment | null {
  return momentOf(openedDay, null);
}

/** The closing that a row tells of; null for one of an open deal, whatever date of closing it has. */
export function closingOf(facts: DealFacts): Moment | null {
  return isClosed(facts) ? momentOf(facts.closedDay, facts.closedAt) : null;
}

function momentOf(day: number | null, at: number | null): Moment | null {
  return day === null ? null : { day, at };
}

/** The instant itself, or else the start of the day. */
export function instantOf(moment: Moment, timezone: string): number;
export function instantOf(moment: Moment | null, timezone: string): number | null;
export function instantOf(moment: Moment | null, timezone: string): number | null {
  return moment && (moment.at ?? startOfDay(moment.day, timezone));
}

/** Whether what is known is what a file says. One that says nothing agrees with everything, and a day with every time of that day. */
export function agrees(moment: Moment | null, known: number | null, timezone: string): boolean {
  if (moment === null) return true;
  if (known === null) return false;
  return moment.at === null ? localDay(known, timezone) === moment.day : known === moment.at;
}
