import type { z } from "@hono/zod-openapi";
import { type ImportMapping, ImportMappingSchema, kindOf } from "../schema.ts";
import type { Proposal } from "./propose.ts";

/** What a caller has sent of a mapping, without the defaults: they are nobody's wish and must not beat the proposal. */
export type GivenMapping = z.input<typeof ImportMappingSchema>;

/**
 * A proposal with the caller's own mapping over it, member by member: what the caller says of a column, a custom field, a criterion, a word
 * or a format stands, and the rest is as proposed. Words that the caller explains are no longer unmapped, nor is a column missing that the
 * caller names. Of a mapping of the other kind nothing is proposed.
 */
export function mergeMapping(proposed: Proposal, given: GivenMapping): Proposal {
  const saysKind = given.kind !== undefined || given.preset !== undefined;
  if (saysKind && kindOf(given) !== proposed.mapping.kind) {
    return { mapping: ImportMappingSchema.parse(given), unmapped_stages: [], unmapped_statuses: [], missing: [] };
  }
  const own = withoutGaps(given);
  const { mapping } = proposed;
  const merged: ImportMapping = {
    ...mapping,
    ...own,
    columns: mergeNames(mapping.columns, own.columns),
    custom: mergeNames(mapping.custom, own.custom),
    criteria: mergeNames(mapping.criteria, own.criteria),
    stages: mergeNames(mapping.stages, own.stages),
    statuses: mergeNames(mapping.statuses, own.statuses),
    defaults: mergeNames(mapping.defaults, own.defaults),
  };
  const [stages, statuses] = [namesOf(own.stages), namesOf(own.statuses)];
  return {
    mapping: merged,
    unmapped_stages: proposed.unmapped_stages.filter((word) => !stages.has(word)),
    unmapped_statuses: proposed.unmapped_statuses.filter((word) => !statuses.has(word)),
    missing: proposed.missing.filter(({ field }) => merged.columns[field] === undefined),
  };
}

/** The reader of rows knows words without outer space, so a caller's ` Won ` replaces `Won`. */
function mergeNames<Names extends object>(before: Names, given: Names = {} as Names): Names {
  const names = namesOf(given);
  const kept = Object.entries(before).filter(([name]) => !names.has(name.trim()));
  return Object.fromEntries([...kept, ...Object.entries(withoutGaps(given))]) as Names; // the members of two of them
}

function namesOf(given: object = {}): ReadonlySet<string> {
  return new Set(Object.keys(withoutGaps(given)).map((name) => name.trim()));
}

type WithoutGaps<Members> = { [Name in keyof Members]: Exclude<Members[Name], undefined> };

/** A member that is there and undefined says nothing. */
function withoutGaps<Members extends object>(members: Members): WithoutGaps<Members> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as WithoutGaps<Members>; // its own members but for those
}
