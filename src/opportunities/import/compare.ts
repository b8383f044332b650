import { localDay } from "../../values/calendar.ts";
import { toMajor, toMinor } from "../../values/money.ts";
import { type OpportunityRow, searchTextOf } from "../opportunity.ts";
import { isPush } from "../update.ts";
import { statusOf } from "./place.ts";
import { type DealFacts, isClosed } from "./read-row.ts";

/** The columns that say something of a deal, and not of where it stands. */
const FIELD_COLUMNS = [
  "name",
  "account",
  "owner",
  "amount_minor",
  "currency",
  "expected_close_day",
  "opened_day",
] as const satisfies readonly (keyof OpportunityRow)[];

export type Fields = Pick<OpportunityRow, (typeof FIELD_COLUMNS)[number] | "pushes" | "search_text">;

/**
 * What the fields of a known deal are when a row has had its say: an empty cell says nothing, so it never erases. undefined when the
 * deal's currency, where the file names none, has fewer decimals than the amount.
 */
export function fieldsAfter(before: OpportunityRow, facts: DealFacts): Fields | undefined {
  const currency = facts.currency ?? before.currency;
  const amountMinor = amountAfter(before, facts, currency);
  if (amountMinor === undefined) return undefined;
  const expectedCloseDay = facts.expectedCloseDay ?? before.expected_close_day;
  const named = { name: facts.name ?? before.name, account: facts.account ?? before.account };
  return {
    ...named,
    search_text: searchTextOf(named),
    owner: facts.owner ?? before.owner,
    amount_minor: amountMinor,
    currency,
    expected_close_day: expectedCloseDay,
    opened_day: facts.openedDay ?? before.opened_day,
    pushes: before.pushes + (isPush(before.expected_close_day, expectedCloseDay) ? 1 : 0),
  };
}

/** A new currency alone keeps the number, as everywhere: 100 EUR becomes 100 SEK. */
function amountAfter(before: OpportunityRow, facts: DealFacts, currency: string): number | null | undefined {
  if (facts.amount !== null) return toMinor(facts.amount, currency);
  if (before.amount_minor === null || currency === before.currency) return before.amount_minor;
  return toMinor(toMajor(before.amount_minor, before.currency), currency);
}

export function sameFields(before: OpportunityRow, after: Fields): boolean {
  return FIELD_COLUMNS.every((column) => before[column] === after[column]);
}

/** Whether a row puts a known deal in the place where it is, as far as the deal alone can tell. The dates of its visits may still agree. */
export function samePosition(before: OpportunityRow, facts: DealFacts, timezone: string): boolean {
  return (
    isAtTarget(before, facts) &&
    agrees(knownEntryDay(before, facts, false), before.stage_entered_at, timezone) &&
    agrees(isClosed(facts) ? facts.closedDay : null, before.closed_at, timezone) &&
    (facts.target !== "lost" || facts.lostReason === null || facts.lostReason === before.lost_reason)
  );
}

/** Whether a deal is in the stage, or has come to the outcome, that a row names. */
export function isAtTarget(deal: OpportunityRow, facts: DealFacts): boolean {
  return deal.status === statusOf(facts) && (isClosed(facts) || deal.stage === facts.target);
}

/**
 * The day that a row gives for the entry into the stage that a deal is in already. `opened_on` speaks of the first visit only;
 * `stage_entered_on` of the stage in the file, which is another one when the deal has yet to move there.
 */
export function knownEntryDay(before: OpportunityRow, facts: DealFacts, movesOn: boolean): number | null {
  const stageEnteredDay = movesOn ? null : facts.stageEnteredDay;
  return stageEnteredDay ?? (before.visit === 1 ? facts.openedDay : null);
}

/** Whether an instant falls on the day that a file gives; a file that gives none agrees with everything. */
export function agrees(day: number | null, at: number | null, timezone: string): boolean {
  return day === null || (at !== null && localDay(at, timezone) === day);
}
