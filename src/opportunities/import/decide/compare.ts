import { localDay } from "../../../values/calendar.ts";
import { toMajor, toMinor } from "../../../values/money.ts";
import { type OpportunityRow, searchTextOf } from "../../opportunity.ts";
import { firstPromise, isPush } from "../../update.ts";
import type { DealFacts } from "../rows/facts.ts";
import { agrees, closingOf, entryOf, type Moment, openingOf } from "../rows/moment.ts";

/** The columns that say something of a deal, and not of where it stands. */
const FIELD_COLUMNS = [
  "name",
  "account",
  "owner",
  "amount_minor",
  "currency",
  "expected_close_day",
  "opened_day",
  "pushes",
  "tags",
  "contacts",
  "custom",
  "next_step",
  "next_step_due_day",
  "first_expected_day",
] as const satisfies readonly (keyof OpportunityRow)[];

export type Fields = Pick<OpportunityRow, (typeof FIELD_COLUMNS)[number] | "search_text">;

/**
 * What the fields of a known deal are when a row has had its say: an empty cell says nothing, so it never erases. Pushes are counted as
 * everywhere, except where the file has the count itself. undefined when the deal's currency, where the file names none, has fewer decimals
 * than the amount.
 */
export function fieldsAfter(before: OpportunityRow, facts: DealFacts): Fields | undefined {
  const currency = facts.currency ?? before.currency;
  const amountMinor = amountAfter(before, facts, currency);
  if (amountMinor === undefined) return undefined;
  const expectedCloseDay = facts.expectedCloseDay ?? before.expected_close_day;
  const pushed = isPush(before.expected_close_day, expectedCloseDay) ? 1 : 0;
  const named = { name: facts.name ?? before.name, account: facts.account ?? before.account };
  return {
    ...named,
    search_text: searchTextOf(named),
    owner: facts.owner ?? before.owner,
    amount_minor: amountMinor,
    currency,
    expected_close_day: expectedCloseDay,
    opened_day: facts.openedDay ?? before.opened_day,
    pushes: facts.pushes ?? before.pushes + pushed,
    first_expected_day: firstPromise({ ...before, pushes: facts.pushes ?? before.pushes }, expectedCloseDay),
    ...keptAfter(before, facts),
  };
}

type Kept = Pick<OpportunityRow, "tags" | "contacts" | "custom" | "next_step" | "next_step_due_day">;

/** What a company keeps of a deal beside its position, as it is stored: lists are replaced whole, custom fields one by one. */
export function keptAfter(before: Kept, facts: DealFacts): Kept {
  return {
    tags: facts.tags === null ? before.tags : JSON.stringify(facts.tags),
    contacts: facts.contacts === null ? before.contacts : writeContacts(facts.contacts),
    custom: facts.custom === null ? before.custom : writeCustom(before.custom, facts.custom),
    next_step: facts.nextStep ?? before.next_step,
    next_step_due_day: facts.nextStepDueDay ?? before.next_step_due_day,
  };
}

function writeContacts(contacts: NonNullable<DealFacts["contacts"]>): string {
  return JSON.stringify(contacts.map(({ name, role, email }) => ({ name, role, email })));
}

function writeCustom(before: string, said: NonNullable<DealFacts["custom"]>): string {
  return JSON.stringify({ ...JSON.parse(before), ...said }); // an object: the table demands it
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
    isInPlace(before, facts) &&
    agrees(knownEntry(before, facts, false, timezone), before.stage_entered_at, timezone) &&
    agrees(closingOf(facts), before.closed_at, timezone) &&
    (facts.outcome !== "lost" || facts.lostReason === null || facts.lostReason === before.lost_reason)
  );
}

/** Whether a deal is in the stage, and has come to the outcome, that a row names. A closed deal may be told of without its stage. */
export function isInPlace(deal: OpportunityRow, facts: DealFacts): boolean {
  return deal.status === facts.outcome && (facts.stage === null || deal.stage === facts.stage);
}

/**
 * When a row says that the stage was entered that a deal is in already. `stage_entered_on` speaks of the stage in the file, which is another
 * one when the deal has yet to move there; `opened_on` of the first visit only, and only while nothing better is known of it.
 */
export function knownEntry(
  before: OpportunityRow,
  facts: DealFacts,
  movesOn: boolean,
  timezone: string,
): Moment | null {
  const entry = movesOn ? null : entryOf(facts);
  if (entry !== null || before.visit > 1) return entry;
  const enteredDay = before.stage_entered_at === null ? null : localDay(before.stage_entered_at, timezone);
  return enteredDay === null || enteredDay === before.opened_day ? openingOf(facts) : null;
}

/** Whether a row of a table is as it was, column by column. */
export function sameRow<Row extends object>(before: Row, after: Row): boolean {
  const columns = Object.keys(after) as (keyof Row)[]; // of a row, its columns
  return columns.every((column) => before[column] === after[column]);
}
