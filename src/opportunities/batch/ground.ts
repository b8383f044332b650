import { packsOf } from "../../db/packs.ts";
import type { CompiledProcess } from "../../process/compile.ts";
import { loadVersions, type VersionRef } from "../../process/version-store.ts";
import type { TenantScope } from "../../scope.ts";
import { type CustomFieldDefinitions, toDefinitions } from "../custom-fields/definition.ts";
import { customFieldsFor } from "../custom-fields/needed.ts";
import type { DealState } from "../deal-state.ts";
import { namedIn } from "../merge/find-named.ts";
import { findByAliases } from "../merge/store.ts";
import type { CriterionRow, OpportunityRow, SaidRow } from "../opportunity.ts";
import { findByExternalIds, findDefaultProcess, listVisitsOf, type ProcessHead } from "../store.ts";
import { type Asked, askedOf, customOf, externalIdsOf, idsOf, processIdsOf } from "./asked.ts";
import type { BatchItem } from "./schema.ts";
import { findByIds, findMerged, findProcesses, listNamedCriteria, listSaidOf } from "./store.ts";

/** All that a batch is decided on, as plain values. */
export interface BatchGround {
  /** By id, those that items name; with criteria and visits where an item needs these, otherwise without. */
  readonly deals: ReadonlyMap<string, DealState>;
  /** By the external ids that items name, aliases among them where they are nobody's own. */
  readonly named: ReadonlyMap<string, OpportunityRow>;
  /** By the aliases that items name. */
  readonly aliased: ReadonlyMap<string, OpportunityRow>;
  /** What an id that is not there any more was merged into. */
  readonly mergedInto: ReadonlyMap<string, string>;
  /** By id; the default one under undefined, too. */
  readonly processes: ReadonlyMap<string | undefined, ProcessHead>;
  readonly customFields: CustomFieldDefinitions;
  /** The versions that deals are pinned to or come into. */
  readonly versionOf: (ref: VersionRef) => CompiledProcess;
}

/** Reads the ground of a batch: at most three round trips, however many items there are. */
export async function readGround(scope: TenantScope, items: readonly BatchItem[]): Promise<BatchGround> {
  const ids = idsOf(items);
  const intoProcesses = processIdsOf(items);
  const externalIds = JSON.stringify(externalIdsOf(items));
  const [byIds, byAliases, byOwn, heads, defaults, custom = []] = await scope.db.read([
    findByIds(JSON.stringify(ids)),
    findByAliases(externalIds),
    findByExternalIds(externalIds),
    findProcesses(JSON.stringify([...intoProcesses].filter((id) => id !== undefined))),
    findDefaultProcess(),
    ...customFieldsFor(...customOf(items)),
  ]);
  const aliased = namedIn(byAliases);
  const own = byOwn.map((row) => [row.external_id ?? "", row] as const);
  const named = new Map([...aliased, ...own]);
  const rows = new Map([...byIds, ...aliased.values(), ...named.values()].map((row) => [row.id, row]));
  const asked = askedOf(items, rows, { named, aliased });
  const { deals, headsOfReopened, mergedInto } = await readAsked(scope, asked, rows, ids);
  const into = [...heads, ...(intoProcesses.has(undefined) ? defaults : [])];
  return {
    deals,
    named,
    aliased,
    mergedInto,
    processes: new Map<string | undefined, ProcessHead>([
      ...defaults.map((head) => [undefined, head] as const),
      ...[...into, ...headsOfReopened].map((head) => [head.id, head] as const),
    ]),
    customFields: toDefinitions(custom),
    versionOf: await readVersions(scope, [
      ...asked.judged.map(({ process_id, version }) => ({ processId: process_id, version })),
      ...into.flatMap(({ id, current_version: version }) => (version === null ? [] : [{ processId: id, version }])),
    ]),
  };
}

/** The second round trip: what belongs to the rows. None where nothing does. */
async function readAsked(
  scope: TenantScope,
  { judged, said, moved, reopened }: Asked,
  rows: ReadonlyMap<string, OpportunityRow>,
  ids: readonly string[],
) {
  const missing = ids.filter((id) => !rows.has(id));
  const idsIn = (some: readonly OpportunityRow[]) => JSON.stringify(some.map(({ id }) => id));
  const isNothing = judged.length === 0 && missing.length === 0;
  const [standings, visits, headsOfReopened, merged, ...statements] = isNothing
    ? [[], [], [], []]
    : await scope.db.read([
        listSaidOf(idsIn(judged)),
        listVisitsOf(idsIn(moved)),
        findProcesses(JSON.stringify([...new Set(reopened.map((row) => row.process_id))])),
        findMerged(JSON.stringify(missing)),
        ...packsOf(said).map((pairs) => listNamedCriteria(JSON.stringify(pairs))),
      ]);
  const [standingsOf, statementsOf, visitsOf] = [byDeal(standings), byDeal(statements.flat()), byDeal(visits)];
  const deals = [...rows.values()].map(
    (row): DealState => ({
      row,
      criteria: complete(standingsOf.get(row.id) ?? [], statementsOf.get(row.id) ?? []),
      visits: visitsOf.get(row.id) ?? [],
    }),
  );
  return {
    deals: new Map(deals.map((deal) => [deal.row.id, deal])),
    headsOfReopened,
    mergedInto: new Map(merged.flatMap(({ id, merged_into }) => (merged_into === null ? [] : [[id, merged_into]]))),
  };
}

function byDeal<Row extends { readonly opportunity_id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row[]> {
  return Map.groupBy(rows, (row) => row.opportunity_id);
}

/** Standings as rows: of those that nothing is said of in the batch it does not matter what else is recorded, and it was not read. */
function complete(standings: readonly SaidRow[], statements: readonly CriterionRow[]): CriterionRow[] {
  const byKey = new Map(statements.map((row) => [row.criterion, row]));
  return standings.map(({ criterion, state, level_percent }) => {
    const unread = { evidence: null, confirmed_by: null, note: null, actor: "", changed_at: 0 };
    return byKey.get(criterion) ?? { criterion, state, level_percent, ...unread };
  });
}

/** The third round trip, for versions that the isolate has not seen yet. */
async function readVersions(scope: TenantScope, refs: readonly VersionRef[]): Promise<BatchGround["versionOf"]> {
  const keyOf = ({ processId, version }: VersionRef) => `${processId}/${version}`;
  const distinct = [...new Map(refs.map((ref) => [keyOf(ref), ref])).values()];
  const compiled = await loadVersions(scope, distinct);
  const byKey = new Map(distinct.map((ref, index) => [keyOf(ref), compiled[index]]));
  return (ref) => {
    const process = byKey.get(keyOf(ref));
    if (!process) throw new Error(`version ${keyOf(ref)} was not read`);
    return process;
  };
}
