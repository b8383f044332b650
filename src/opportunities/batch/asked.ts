import type { CustomChange } from "../custom-fields/values.ts";
import type { OpportunityRow } from "../opportunity.ts";
import type { BatchItem } from "./schema.ts";

/** Opportunities by external id: what each names now, and what those that are aliases name once nobody has them as an own one. */
interface Names {
  readonly named: ReadonlyMap<string, OpportunityRow>;
  readonly aliased: ReadonlyMap<string, OpportunityRow>;
}

/** The ids that items name. */
export function idsOf(items: readonly BatchItem[]): string[] {
  return distinct(items.map((item) => ("id" in item ? item.id : undefined)));
}

/** The external ids by which items name an opportunity, and those that they give to one: these may be taken. */
export function externalIdsOf(items: readonly BatchItem[]): string[] {
  return distinct(
    items.flatMap((item) => {
      const given = item.op === "update" ? item.patch.external_id : bodyOf(item)?.external_id;
      return ["external_id" in item ? item.external_id : undefined, given ?? undefined];
    }),
  );
}

/** The processes in which items may start an opportunity; undefined among them is the default one. */
export function processIdsOf(items: readonly BatchItem[]): ReadonlySet<string | undefined> {
  return new Set(
    items.flatMap((item) => (item.op === "create" || item.op === "upsert" ? [item.opportunity.process_id] : [])),
  );
}

/** What items say of custom fields. */
export function customOf(items: readonly BatchItem[]): { readonly custom?: CustomChange | undefined }[] {
  return items.flatMap((item) => (item.op === "update" ? [item.patch] : (bodyOf(item) ?? [])));
}

function bodyOf(item: BatchItem) {
  return item.op === "create" || item.op === "upsert" ? item.opportunity : undefined;
}

interface Target {
  readonly item: BatchItem;
  readonly row: OpportunityRow;
}

/**
 * The opportunities that each item may be about, of those that were there before the batch. An item that gives one another external id may stand
 * or fail, so a later item that names this id may be about that one as well as about whichever had the id before.
 */
function targetsOf(items: readonly BatchItem[], byId: ReadonlyMap<string, OpportunityRow>, names: Names): Target[] {
  const given = new Map<string, Set<OpportunityRow>>();
  const rowsOf = (item: BatchItem): OpportunityRow[] => {
    if (item.op === "create") return [];
    if ("id" in item && item.id !== undefined) return distinct([byId.get(item.id)]);
    const name = item.external_id ?? "";
    return distinct([names.named.get(name), names.aliased.get(name), ...(given.get(name) ?? [])]);
  };
  return items.flatMap((item) => {
    const rows = rowsOf(item);
    const name = item.op === "update" ? item.patch.external_id : undefined;
    if (name) given.set(name, new Set([...(given.get(name) ?? []), ...rows]));
    return rows.map((row) => ({ item, row }));
  });
}

/** What has to be read of the opportunities that items are about, beside their rows. */
export interface Asked {
  /** Whose standings have to be known: something is said of a criterion, or a gate is asked. */
  readonly judged: readonly OpportunityRow[];
  /** [opportunity, criterion] of which something is said: what was said before goes into the history. */
  readonly said: readonly (readonly [string, string])[];
  readonly moved: readonly OpportunityRow[];
  /** That may be reopened, which no archived process lets happen. */
  readonly reopened: readonly OpportunityRow[];
}

export function askedOf(items: readonly BatchItem[], byId: ReadonlyMap<string, OpportunityRow>, names: Names): Asked {
  const targets = targetsOf(items, byId, names);
  const rowsOf = (wants: (item: BatchItem) => boolean) =>
    distinct(targets.map(({ item, row }) => (wants(item) ? row : undefined)));
  return {
    judged: rowsOf(({ op }) => op === "set_criterion" || op === "move"),
    said: targets.flatMap(({ item, row }) => (item.op === "set_criterion" ? [[row.id, item.criterion] as const] : [])),
    moved: rowsOf(({ op }) => op === "move"),
    reopened: rowsOf((item) => item.op === "move" && item.transition.to === "reopened"),
  };
}

function distinct<Value>(values: readonly (Value | undefined)[]): Value[] {
  return [...new Set(values)].filter((value) => value !== undefined);
}
