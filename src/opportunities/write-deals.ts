import { packsOf } from "../db/packs.ts";
import type { Change } from "../db/tenant-db.ts";
import type { Decision } from "../events/commit.ts";
import type { DealStep, KnownOfDeal } from "./deal-state.ts";
import type { OpportunityRow } from "./opportunity.ts";
import { countDeal, emptyDelta, type RollupDelta } from "./rollup.ts";
import { addToRollup } from "./rollup-store.ts";
import {
  closeVisits,
  FIELDS,
  insertOpportunities,
  insertVisits,
  type NewCriterion,
  type NewVisit,
  POSITION,
  PROGRESS,
  touchOpportunities,
  type UpdatedRow,
  updateExternalId,
  updateFields,
  updateFieldsAndPosition,
  updatePosition,
  updateProgress,
  upsertCriteria,
} from "./store.ts";

/** A deal as it was read and as it shall be, however many operations lie between; `before` is null for one that is new. */
export interface DealChange {
  readonly before: KnownOfDeal | null;
  readonly after: KnownOfDeal;
}

interface RowUpdate {
  readonly before: OpportunityRow;
  readonly after: OpportunityRow;
}

/**
 * The changes that take any number of deals from what was read to what they shall be, guarded by the revisions that were read: when any of
 * the deals has moved since, the commit fails with `conflict`. Each deal is updated once, in no more of its columns than the kind of its
 * change needs, and the totals of the processes follow. The number of statements does not depend on the number of deals.
 */
export function writeDeals(changes: readonly DealChange[]): Change[] {
  const moved = changes.filter(({ before, after }) => before?.row !== after.row);
  const inserts = moved.flatMap(({ before, after }) => (before ? [] : [after.row]));
  const updates = moved.flatMap(({ before, after }) => (before ? [{ before: before.row, after: after.row }] : []));
  return [
    ...releaseExternalIds(inserts, updates),
    ...packsOf(inserts).map(insertOpportunities),
    ...packsOf(renamed(updates)).map(updateExternalId),
    ...updateRows(updates),
    ...packsOf(moved.flatMap(endedVisits)).map(closeVisits),
    ...packsOf(moved.flatMap(newVisits)).map(insertVisits),
    ...packsOf(moved.flatMap(saidAnew)).map(upsertCriteria),
    ...[...deltas(moved)].flatMap(([processId, delta]) => addToRollup(processId, delta, timeOf(moved))),
  ];
}

/** The decision to take one deal, new where `before` is null, one step further. */
export function decisionOf<Deal extends KnownOfDeal>(
  before: Deal | null,
  { deal, events }: DealStep<Deal>,
): Decision<Deal> {
  return { result: deal, changes: writeDeals([{ before, after: deal }]), events };
}

/** External ids that one deal of the commit gives up and another one takes have to be free before they are taken. */
function releaseExternalIds(inserts: readonly OpportunityRow[], updates: readonly RowUpdate[]): Change[] {
  const taken = new Set([...inserts, ...renamed(updates)].map((row) => row.external_id));
  const given = updates.filter(
    ({ before, after }) => before.external_id !== after.external_id && taken.has(before.external_id),
  );
  const released = given.filter(({ before }) => before.external_id !== null);
  return packsOf(released.map((update) => ({ ...toUpdated(update), external_id: null }))).map(updateExternalId);
}

function renamed(updates: readonly RowUpdate[]): UpdatedRow[] {
  return updates.filter(({ before, after }) => before.external_id !== after.external_id).map(toUpdated);
}

function toUpdated({ before, after }: RowUpdate): UpdatedRow {
  return { ...after, revision_read: before.revision };
}

const UPDATE = {
  fieldsAndPosition: updateFieldsAndPosition,
  position: updatePosition,
  fields: updateFields,
  progress: updateProgress,
  revision: touchOpportunities,
} as const;

/** Every index over a column that is named is rewritten, so kinds of changes are kept apart. */
function updateRows(updates: readonly RowUpdate[]): Change[] {
  const byKind = Map.groupBy(updates, kindOf);
  return [...byKind].flatMap(([kind, some]) => packsOf(some.map(toUpdated)).map(UPDATE[kind]));
}

function kindOf({ before, after }: RowUpdate): keyof typeof UPDATE {
  const differs = (columns: readonly (keyof OpportunityRow)[]) =>
    columns.some((column) => before[column] !== after[column]);
  const [fields, progress, position] = [differs(FIELDS), differs(PROGRESS), differs(POSITION)];
  if (fields && (progress || position)) return "fieldsAndPosition";
  if (fields) return "fields";
  if (position) return "position";
  return progress ? "progress" : "revision";
}

function newVisits({ before, after }: DealChange): NewVisit[] {
  const known = new Set(before?.visits?.map(({ visit }) => visit));
  const visits = after.visits?.filter(({ visit }) => !known.has(visit)) ?? [];
  return visits.map((visit) => ({ opportunity_id: after.row.id, ...visit }));
}

function endedVisits({ before, after }: DealChange): NewVisit[] {
  const open = new Set(before?.visits?.filter(({ left_at }) => left_at === null).map(({ visit }) => visit));
  const ended = after.visits?.filter(({ visit, left_at }) => open.has(visit) && left_at !== null) ?? [];
  return ended.map((visit) => ({ opportunity_id: after.row.id, ...visit }));
}

function saidAnew({ before, after }: DealChange): NewCriterion[] {
  const known = new Set(before?.criteria);
  const criteria = after.criteria?.filter((row) => !known.has(row)) ?? [];
  return criteria.map((row) => ({ opportunity_id: after.row.id, ...row }));
}

/** By how much the totals of each process change. Visits that were not read are the same before and after. */
function deltas(moved: readonly DealChange[]): ReadonlyMap<string, RollupDelta> {
  const byProcess = new Map<string, RollupDelta>();
  for (const { before, after } of moved) {
    const delta = byProcess.get(after.row.process_id) ?? emptyDelta();
    byProcess.set(after.row.process_id, delta);
    if (before) countDeal(delta, -1, before.row, before.visits ?? []);
    countDeal(delta, 1, after.row, after.visits ?? []);
  }
  return byProcess;
}

/** When a commit happens is when the deals in it are updated. */
function timeOf(moved: readonly DealChange[]): number {
  return moved.reduce((latest, { after }) => Math.max(latest, after.row.updated_at), 0);
}
