import type { CompiledProcess } from "../../../process/compile.ts";
import type { TenantScope } from "../../../scope.ts";
import type { CriterionRow, OpportunityRow, VisitRow } from "../../opportunity.ts";
import { listCriteriaOf, listVisitsOf } from "../../store.ts";
import { type Remark, stageOfRow, visitFaults } from "../history/told-visits.ts";
import type { RowMapping } from "../mapping/bind-mapping.ts";
import type { DealFacts } from "../rows/facts.ts";
import type { Issue } from "../schema.ts";
import { changeKnown, isUnchanged } from "./change-known.ts";
import { type Fields, fieldsAfter, sameFields, samePosition } from "./compare.ts";
import { ChunkChanges, type ChunkDecision } from "./decision.ts";
import { mergedRemark } from "./merged-row.ts";
import { loadPinnedVersions } from "./pinned-versions.ts";
import { type Ground, placeNew } from "./place.ts";

/** What one import decides on; the same for all its chunks. */
export interface ImportGround extends Ground {
  readonly scope: TenantScope;
  readonly importId: string;
  readonly mapping: Pick<RowMapping, "columnOf">;
}

/**
 * Decides a chunk of rows against the deals of the same external ids that are there. One round trip more when what is recorded of any of
 * them has to be known: where it has to move, or where its row tells of visits or criteria.
 */
export async function decideChunk(
  ground: ImportGround,
  chunk: readonly DealFacts[],
  known: ReadonlyMap<string, OpportunityRow>,
): Promise<ChunkDecision> {
  const deals = chunk.map(({ externalId }) => known.get(externalId)).filter((deal) => deal !== undefined);
  const decider = new ChunkDecider(ground, await loadPinnedVersions(ground.scope, ground, deals));
  const toCompare: [DealFacts, OpportunityRow, Fields][] = [];
  for (const facts of chunk) {
    const before = known.get(facts.externalId);
    if (!before) decider.create(facts);
    else {
      const fields = decider.checkKnown(facts, before);
      if (!fields) continue;
      if (saysNoMore(facts, before, ground.scope.tenant.timezone)) decider.keepInPlace(before, fields);
      else toCompare.push([facts, before, fields]);
    }
  }
  if (toCompare.length > 0) {
    const histories = await readHistories(
      ground.scope,
      toCompare.map(([, before]) => before.id),
    );
    for (const [facts, before, fields] of toCompare) decider.compare(facts, before, fields, histories(before.id));
  }
  return decider.changes;
}

/** Whether what is left to compare is in the deal's own row. */
function saysNoMore(facts: DealFacts, before: OpportunityRow, timezone: string): boolean {
  return facts.criteria === null && facts.visits === null && samePosition(before, facts, timezone);
}

class ChunkDecider {
  readonly changes: ChunkChanges;
  readonly #ground: ImportGround;
  readonly #processes: ReadonlyMap<number, CompiledProcess>;

  constructor(ground: ImportGround, processes: ReadonlyMap<number, CompiledProcess>) {
    this.changes = new ChunkChanges(ground);
    this.#ground = ground;
    this.#processes = processes;
  }

  /** A new deal takes the current version, whatever stages older deals may still be in. */
  create(facts: DealFacts): void {
    const { version, process } = this.#ground;
    if (this.#fail(facts, placeFaults(facts, process, this.#ground.scope.now, `is new and takes version ${version}`)))
      return;
    const placed = placeNew(this.#ground, facts);
    this.changes.create(placed);
    this.#warn(facts, placed.warnings);
  }

  /**
   * The fields of a known deal as the row has them; undefined when there is nothing to compare: with a failure where the deal cannot be what
   * the row says, with a warning where the row is of a deal that was merged into this one, whose own word stands.
   */
  checkKnown(facts: DealFacts, before: OpportunityRow): Fields | undefined {
    const { processId, scope } = this.#ground;
    const merged = mergedRemark(facts.externalId, before);
    if (merged) {
      this.changes.leave();
      this.#warn(facts, [merged]);
      return undefined;
    }
    if (before.process_id !== processId) {
      this.#fail(facts, [OTHER_PROCESS]);
      return undefined;
    }
    const fields = fieldsAfter(before, facts);
    const isPinned = `is pinned to version ${before.version}`;
    const faults = [
      ...placeFaults(facts, this.#processOf(before), scope.now, isPinned),
      ...(fields ? [] : [TOO_MANY_DECIMALS]),
    ];
    return this.#fail(facts, faults) ? undefined : fields;
  }

  /** A known deal that is where its row says it is. */
  keepInPlace(before: OpportunityRow, fields: Fields): void {
    if (sameFields(before, fields)) this.changes.leave();
    else this.changes.updateFields(before, { ...before, ...fields });
  }

  compare(facts: DealFacts, deal: OpportunityRow, fields: Fields, history: History): void {
    const { tenant, now, actor } = this.#ground.scope;
    const known = { deal, ...history, process: this.#processOf(deal) };
    const change = changeKnown(known, facts, fields, { timezone: tenant.timezone, now, actor });
    // A date that the deal's own history does not allow is set to what it allows, which may be what is there.
    if (isUnchanged(known, change)) this.changes.leave();
    else this.changes.update(known, change);
    this.#warn(facts, change.warnings);
  }

  /** Answers whether there was any fault. */
  #fail(facts: DealFacts, faults: readonly Remark[]): boolean {
    if (faults.length > 0) this.changes.fail(this.#issues(facts, faults));
    return faults.length > 0;
  }

  #warn(facts: DealFacts, warnings: readonly Remark[]): void {
    if (warnings.length > 0) this.changes.warn(this.#issues(facts, warnings));
  }

  #issues({ row }: DealFacts, remarks: readonly Remark[]): Issue[] {
    const { mapping } = this.#ground;
    return remarks.map(({ field, code, detail }) => ({ row, column: mapping.columnOf(field), code, detail }));
  }

  #processOf(deal: OpportunityRow): CompiledProcess {
    const process = this.#processes.get(deal.version);
    if (!process) throw new Error(`version ${deal.version} was not loaded`);
    return process;
  }
}

const OTHER_PROCESS: Remark = {
  field: "external_id",
  code: "other_process",
  detail: "The opportunity with this id is in another process.",
};
const TOO_MANY_DECIMALS: Remark = {
  field: "amount",
  code: "amount_decimals",
  detail: "The currency of the opportunity has fewer decimals than this amount.",
};

/** What a row says of stages that its deal cannot have been in. */
function placeFaults(facts: DealFacts, process: CompiledProcess, now: number, version: string): Remark[] {
  const stage = stageOfRow(facts);
  const faults = facts.visits ? visitFaults(process, facts.visits, now) : [];
  if (stage === null || process.stageByKey.has(stage)) return faults;
  const detail = `The opportunity ${version} of the process, which has no stage ${stage}.`;
  return [{ field: "stage", code: "unknown_stage", detail }, ...faults];
}

interface History {
  readonly visits: readonly VisitRow[];
  readonly criteria: readonly CriterionRow[];
}

async function readHistories(scope: TenantScope, ids: readonly string[]): Promise<(id: string) => History> {
  const json = JSON.stringify(ids);
  const [visitRows, criterionRows] = await scope.db.read([listVisitsOf(json), listCriteriaOf(json)]);
  const [visits, criteria] = [groupByDeal(visitRows), groupByDeal(criterionRows)];
  return (id) => ({ visits: visits(id), criteria: criteria(id) });
}

/** The rows of each deal, without its id. */
export function groupByDeal<Row extends { readonly opportunity_id: string }>(
  rows: readonly Row[],
): (id: string) => Omit<Row, "opportunity_id">[] {
  const byDeal = Map.groupBy(rows, (row) => row.opportunity_id);
  return (id) => (byDeal.get(id) ?? []).map(({ opportunity_id: _id, ...row }) => row);
}
