import type { CustomChange } from "../custom-fields/values.ts";
import type { OpportunityRow } from "../opportunity.ts";
import type { BatchItem } from "./schema.ts";

type Named = ReadonlyMap<string, OpportunityRow>;

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

/** The opportunity that an item is about, of those that were there before the batch. */
function targetOf(item: BatchItem, byId: ReadonlyMap<string, OpportunityRow>, named: Named) {
  if (item.op === "create") return undefined;
  if ("id" in item && item.id !== undefined) return byId.get(item.id);
  return item.external_id === undefined ? undefined : named.get(item.external_id);
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

export function askedOf(items: readonly BatchItem[], byId: ReadonlyMap<string, OpportunityRow>, named: Named): Asked {
  const targets = items.flatMap((item) => {
    const row = targetOf(item, byId, named);
    return row ? [{ item, row }] : [];
  });
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
