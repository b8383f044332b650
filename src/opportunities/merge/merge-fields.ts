import type { Contact } from "../contacts.ts";
import { type OpportunityRow, searchTextOf } from "../opportunity.ts";
import { MAX_TAGS } from "../tags.ts";
import { firstPromise } from "../update.ts";
import { uniteContacts } from "./unite-contacts.ts";

/** What can be taken from the duplicate although the survivor has it. What belongs together is taken together. */
export const TAKEABLE = [
  "name",
  "account",
  "owner",
  "amount",
  "expected_close_date",
  "external_id",
  "next_step",
  "custom",
] as const;
export type Takeable = (typeof TAKEABLE)[number];

/** The columns that a merge can change, beside what follows from the criteria. */
export const MERGED_FIELDS = [
  "name",
  "account",
  "owner",
  "amount_minor",
  "currency",
  "expected_close_day",
  "opened_day",
  "external_id",
  "next_step",
  "next_step_due_day",
  "tags",
  "contacts",
  "custom",
  "search_text",
  "first_expected_day",
] as const satisfies readonly (keyof OpportunityRow)[];

export type MergedFields = Pick<OpportunityRow, (typeof MERGED_FIELDS)[number]>;

/**
 * What is known of an opportunity that takes up a duplicate of itself: each field is the survivor's, or the duplicate's where the survivor has
 * none or where it is named in `take`; an empty field is never taken. An amount goes with its currency, a next step with its date. Tags and
 * contacts are united. It was opened when the first of the two was, and promised for the earlier of their first dates; where neither is
 * known, a date that it takes over is one that it promises now. Where it stands, and how often its date was moved, stay the survivor's.
 */
export function mergeFields(
  survivor: OpportunityRow,
  duplicate: OpportunityRow,
  take: ReadonlySet<Takeable>,
): MergedFields {
  /** The columns of a field from whichever of the two it comes; `first` tells whether there is anything. */
  const choose = <Column extends keyof OpportunityRow>(field: Takeable, first: Column, ...others: Column[]) => {
    const takesTheirs = duplicate[first] !== null && (survivor[first] === null || take.has(field));
    const source = takesTheirs ? duplicate : survivor;
    return Object.fromEntries([first, ...others].map((column) => [column, source[column]])) as Pick<
      OpportunityRow,
      Column
    >; // of exactly these columns
  };
  const named = { ...choose("name", "name"), ...choose("account", "account") };
  const due = choose("expected_close_date", "expected_close_day");
  const promised = {
    ...survivor,
    first_expected_day: earlier(survivor.first_expected_day, duplicate.first_expected_day),
  };
  return {
    ...named,
    search_text: searchTextOf(named),
    ...choose("owner", "owner"),
    ...choose("amount", "amount_minor", "currency"),
    ...due,
    ...choose("external_id", "external_id"),
    ...nextStepOf(survivor, duplicate, take.has("next_step")),
    opened_day: earlier(survivor.opened_day, duplicate.opened_day),
    first_expected_day: firstPromise(promised, due.expected_close_day),
    tags: JSON.stringify(uniteTags(read(survivor.tags), read(duplicate.tags))),
    contacts: JSON.stringify(uniteContacts(read<Contact[]>(survivor.contacts), read<Contact[]>(duplicate.contacts))),
    custom: JSON.stringify(uniteCustom(read(survivor.custom), read(duplicate.custom), take.has("custom"))),
  };
}

/** A date alone is a next step as well: it says when, and not yet what. */
function nextStepOf(survivor: OpportunityRow, duplicate: OpportunityRow, takesTheirs: boolean) {
  const has = (row: OpportunityRow) => row.next_step !== null || row.next_step_due_day !== null;
  const { next_step, next_step_due_day } = has(duplicate) && (takesTheirs || !has(survivor)) ? duplicate : survivor;
  return { next_step, next_step_due_day };
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function uniteTags(ours: readonly string[], theirs: readonly string[]): string[] {
  return [...new Set([...ours, ...theirs])].slice(0, MAX_TAGS);
}

type Custom = Readonly<Record<string, unknown>>;

function uniteCustom(ours: Custom, theirs: Custom, takesTheirs: boolean): Custom {
  return takesTheirs ? { ...ours, ...theirs } : { ...ours, ...Object.fromEntries(missingIn(ours, theirs)) };
}

function missingIn(ours: Custom, theirs: Custom): [string, unknown][] {
  return Object.entries(theirs).filter(([key]) => !Object.hasOwn(ours, key));
}

/** Written by us only, after the schema of the field has read it. */
function read<Value>(json: string): Value {
  return JSON.parse(json) as Value;
}

/**
 * Of the external ids of two that are merged, the one that the survivor does not go by: it has to keep naming the survivor, or whoever
 * synchronizes the other one would bring the duplicate back. null when nothing is lost.
 */
export function aliasOf(survivor: OpportunityRow, duplicate: OpportunityRow, merged: MergedFields): string | null {
  return merged.external_id === duplicate.external_id ? survivor.external_id : duplicate.external_id;
}
