import type { EventType, NewEvent } from "../../events/catalogue.ts";
import type { CompiledProcess } from "../../process/compile.ts";
import type { TenantScope } from "../../scope.ts";
import { opportunityEvent } from "../change-event.ts";
import { type CriterionRow, type OpportunityRow, toStandings, type VisitRow } from "../opportunity.ts";
import { countDeal, emptyDelta, type RollupDelta } from "../rollup.ts";
import { listCriteriaOf, listVisitsOf, type NewVisit } from "../store.ts";
import { type Fields, fieldsAfter, sameFields, samePosition } from "./compare.ts";
import { correctPosition } from "./correct.ts";
import type { RowMapping } from "./mapping.ts";
import { loadPinnedVersions } from "./pinned-versions.ts";
import { type Ground, placeNew } from "./place.ts";
import { type DealFacts, isClosed } from "./read-row.ts";
import type { Outcome } from "./report.ts";
import type { ImportField, Issue } from "./schema.ts";

/** What one import decides on; the same for all its chunks. */
export interface ImportGround extends Ground {
  readonly scope: TenantScope;
  readonly importId: string;
  readonly mapping: RowMapping;
}

/** What a chunk of rows changes, to be committed as one. */
export interface ChunkDecision {
  readonly inserts: readonly OpportunityRow[];
  readonly updates: readonly OpportunityRow[];
  readonly visits: readonly NewVisit[];
  readonly events: readonly NewEvent[];
  readonly delta: RollupDelta;
  readonly outcome: Outcome;
}

/** Decides a chunk of rows against the deals of the same external ids that are there. One round trip more when any has to move. */
export async function decideChunk(
  ground: ImportGround,
  chunk: readonly DealFacts[],
  known: ReadonlyMap<string, OpportunityRow>,
): Promise<ChunkDecision> {
  const deals = chunk.map(({ externalId }) => known.get(externalId)).filter((deal) => deal !== undefined);
  const decider = new ChunkDecider(ground, await loadPinnedVersions(ground.scope, ground, deals));
  const toMove: [DealFacts, OpportunityRow, Fields][] = [];
  for (const facts of chunk) {
    const before = known.get(facts.externalId);
    if (!before) decider.create(facts);
    else {
      const fields = decider.checkKnown(facts, before);
      if (!fields) continue;
      if (!samePosition(before, facts, ground.scope.tenant.timezone)) toMove.push([facts, before, fields]);
      else decider.keepInPlace(before, fields);
    }
  }
  if (toMove.length > 0) {
    const histories = await readHistories(
      ground.scope,
      toMove.map(([, before]) => before.id),
    );
    for (const [facts, before, fields] of toMove) decider.move(facts, before, fields, histories(before.id));
  }
  return decider;
}

interface History {
  readonly visits: readonly VisitRow[];
  readonly criteria: readonly CriterionRow[];
}

class ChunkDecider implements ChunkDecision {
  readonly inserts: OpportunityRow[] = [];
  readonly updates: OpportunityRow[] = [];
  readonly visits: NewVisit[] = [];
  readonly events: NewEvent[] = [];
  readonly delta = emptyDelta();
  readonly #failures: Issue[][] = [];
  #unchanged = 0;
  readonly #ground: ImportGround;
  readonly #processes: ReadonlyMap<number, CompiledProcess>;

  constructor(ground: ImportGround, processes: ReadonlyMap<number, CompiledProcess>) {
    this.#ground = ground;
    this.#processes = processes;
  }

  get outcome(): Outcome {
    return {
      created: this.inserts.length,
      updated: this.updates.length,
      unchanged: this.#unchanged,
      failures: this.#failures,
      warnings: [],
    };
  }

  /** A new deal takes the current version, whatever stages older deals may still be in. */
  create(facts: DealFacts): void {
    const { version, process } = this.#ground;
    if (!isClosed(facts) && !process.stageByKey.has(facts.target)) {
      const detail = `The opportunity is new and takes version ${version} of the process, which has no stage ${facts.target}.`;
      this.#fail(facts, "stage", "unknown_stage", detail);
      return;
    }
    const { row, visit } = placeNew(this.#ground, facts);
    this.inserts.push(row);
    this.visits.push(visit);
    this.#count(1, row, [visit]);
    this.#record("opportunity.created", row);
  }

  /** The fields of a known deal as the row has them; undefined, and a failure, when the deal cannot be what the row says. */
  checkKnown(facts: DealFacts, before: OpportunityRow): Fields | undefined {
    const { processId } = this.#ground;
    if (before.process_id !== processId) {
      return this.#fail(facts, "external_id", "other_process", "The opportunity with this id is in another process.");
    }
    if (!isClosed(facts) && !this.#processOf(before).stageByKey.has(facts.target)) {
      const detail = `The opportunity is pinned to version ${before.version} of the process, which has no stage ${facts.target}.`;
      return this.#fail(facts, "stage", "unknown_stage", detail);
    }
    const fields = fieldsAfter(before, facts);
    if (fields) return fields;
    return this.#fail(
      facts,
      "amount",
      "amount_decimals",
      "The currency of the opportunity has fewer decimals than this amount.",
    );
  }

  /** A known deal that is where its row says it is. */
  keepInPlace(before: OpportunityRow, fields: Fields): void {
    if (sameFields(before, fields)) this.#unchanged += 1;
    // The visits of a deal whose place is unchanged count the same before and after.
    else this.#update(before, { ...before, ...fields }, [], []);
  }

  move(facts: DealFacts, before: OpportunityRow, fields: Fields, { visits, criteria }: History): void {
    const { scope } = this.#ground;
    const clock = { timezone: scope.tenant.timezone, now: scope.now };
    const known = { deal: before, visits, standings: toStandings(criteria), process: this.#processOf(before) };
    const corrected = correctPosition(known, facts, clock);
    const after = { ...corrected.deal, ...fields };
    // A date that the deal's own history does not allow is set to what it allows, which may be what is there.
    if (sameRow(before, after)) this.#unchanged += 1;
    else this.#update(before, after, visits, corrected.visits, corrected.bypassed);
  }

  #update(
    before: OpportunityRow,
    corrected: OpportunityRow,
    visitsBefore: readonly VisitRow[],
    visitsAfter: readonly VisitRow[],
    bypassed: readonly string[] = [],
  ): void {
    const after = { ...corrected, revision: before.revision + 1, updated_at: this.#ground.scope.now };
    this.updates.push(after);
    const changed = visitsAfter.filter((visit) => !visitsBefore.includes(visit));
    this.visits.push(...changed.map((visit) => ({ ...visit, opportunity_id: before.id })));
    this.#count(-1, before, visitsBefore);
    this.#count(1, after, visitsAfter);
    this.#record(eventTypeOf(before, after), after, before, bypassed);
  }

  #count(sign: 1 | -1, deal: OpportunityRow, visits: readonly VisitRow[]): void {
    countDeal(this.delta, sign, deal, visits);
  }

  #record(type: EventType, after: OpportunityRow, before?: OpportunityRow, bypassed: readonly string[] = []): void {
    const more = { import_id: this.#ground.importId, ...(bypassed.length > 0 ? { bypassed } : {}) };
    this.events.push(opportunityEvent(this.#ground.scope, type, after, before, more));
  }

  #fail(facts: DealFacts, field: ImportField, code: string, detail: string): undefined {
    this.#failures.push([{ row: facts.row, column: this.#ground.mapping.columnOf(field), code, detail }]);
  }

  #processOf(deal: OpportunityRow): CompiledProcess {
    const process = this.#processes.get(deal.version);
    if (!process) throw new Error(`version ${deal.version} was not loaded`);
    return process;
  }
}

function eventTypeOf(before: OpportunityRow, after: OpportunityRow): EventType {
  if (before.status !== after.status)
    return after.status === "open" ? "opportunity.reopened" : `opportunity.${after.status}`;
  return before.visit === after.visit ? "opportunity.updated" : "opportunity.stage_changed";
}

function sameRow(before: OpportunityRow, after: OpportunityRow): boolean {
  const columns = Object.keys(after) as (keyof OpportunityRow)[]; // of a row, its columns
  return columns.every((column) => before[column] === after[column]);
}

async function readHistories(scope: TenantScope, ids: readonly string[]): Promise<(id: string) => History> {
  const json = JSON.stringify(ids);
  const [visitRows, criterionRows] = await scope.db.read([listVisitsOf(json), listCriteriaOf(json)]);
  const visits = Map.groupBy(visitRows, (visit) => visit.opportunity_id);
  const criteria = Map.groupBy(criterionRows, (criterion) => criterion.opportunity_id);
  return (id) => ({ visits: visits.get(id) ?? [], criteria: criteria.get(id) ?? [] });
}
