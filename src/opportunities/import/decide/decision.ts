import type { EventType, NewEvent } from "../../../events/catalogue.ts";
import type { CompiledProcess } from "../../../process/compile.ts";
import type { TenantScope } from "../../../scope.ts";
import { opportunityEvent } from "../../change-event.ts";
import { type CriterionRow, derive, type OpportunityRow, toStandings, type VisitRow } from "../../opportunity.ts";
import { countDeal, emptyDelta, type RollupDelta } from "../../rollup.ts";
import { serializeSaid } from "../../schema.ts";
import type { NewCriterion, NewVisit } from "../../store.ts";
import type { Outcome } from "../report/describe-import.ts";
import type { Issue } from "../schema.ts";
import { type DealChange, type RecordedDeal, visitChanges } from "./change-known.ts";
import { sameRow } from "./compare.ts";
import { type ChangedCriterion, withChanges } from "./criteria-after.ts";
import type { VisitKey } from "./deal-store.ts";
import type { Placed } from "./place.ts";

/** What a chunk of a file changes, to be committed as one (`changesOf`). Nothing is to be committed where there are no events. */
export interface ChunkDecision {
  readonly inserts: readonly OpportunityRow[];
  readonly updates: readonly OpportunityRow[];
  /** New or changed, whole rows. */
  readonly visits: readonly NewVisit[];
  /** That a deal has no more. */
  readonly droppedVisits: readonly VisitKey[];
  /** New or changed, whole rows. */
  readonly criteria: readonly NewCriterion[];
  readonly events: readonly NewEvent[];
  readonly delta: RollupDelta;
  readonly outcome: Outcome;
}

interface ImportIdentity {
  readonly scope: Pick<TenantScope, "tenant" | "now">;
  readonly importId: string;
}

/** Gathers what becomes of the deals of a chunk. */
export class ChunkChanges implements ChunkDecision {
  readonly inserts: OpportunityRow[] = [];
  readonly updates: OpportunityRow[] = [];
  readonly visits: NewVisit[] = [];
  readonly droppedVisits: VisitKey[] = [];
  readonly criteria: NewCriterion[] = [];
  readonly events: NewEvent[] = [];
  readonly delta = emptyDelta();
  readonly #failures: (readonly Issue[])[] = [];
  readonly #warnings: Issue[] = [];
  #updated = 0;
  #unchanged = 0;
  readonly #identity: ImportIdentity;

  constructor(identity: ImportIdentity) {
    this.#identity = identity;
  }

  get outcome(): Outcome {
    return {
      created: this.inserts.length,
      updated: this.#updated,
      unchanged: this.#unchanged,
      failures: this.#failures,
      warnings: this.#warnings,
    };
  }

  /** The faults of one row. */
  fail(faults: readonly Issue[]): void {
    this.#failures.push(faults);
  }

  warn(warnings: readonly Issue[]): void {
    this.#warnings.push(...warnings);
  }

  leave(rows = 1): void {
    this.#unchanged += rows;
  }

  create({ row, visits, criteria }: Placed): void {
    this.inserts.push(row);
    this.visits.push(...visits);
    this.criteria.push(...criteria.map((criterion) => ({ ...criterion, opportunity_id: row.id })));
    countDeal(this.delta, 1, row, visits);
    this.#record("opportunity.created", row);
  }

  /** Only fields of a known deal: its visits count the same before and after. */
  updateFields(before: OpportunityRow, corrected: OpportunityRow): void {
    this.#updated += 1;
    this.#replace(before, this.#revised(before, corrected), [], []);
  }

  /** What `rows` rows of the file have made of a known deal. */
  update(known: RecordedDeal, change: DealChange, rows = 1): void {
    const { deal: before } = known;
    const after = this.#revised(before, change.after);
    const { written, dropped } = visitChanges(known.visits, change.visits);
    this.#updated += rows;
    this.visits.push(...written.map((visit) => ({ ...visit, opportunity_id: before.id })));
    this.droppedVisits.push(...dropped.map((visit) => ({ opportunity_id: before.id, visit })));
    this.criteria.push(...change.criteria.map((changed) => ({ ...changed.after, opportunity_id: before.id })));
    const said = this.#recordCriteria(known, change.criteria, after);
    const isMoved = written.length > 0 || dropped.length > 0 || !sameRow(said, { ...after, ...versionOf(said) });
    this.#replace(before, after, known.visits, change.visits, isMoved ? said : null, change.bypassed);
  }

  #revised(before: OpportunityRow, after: OpportunityRow): OpportunityRow {
    const { now } = this.#identity.scope;
    return { ...after, revision: before.revision + 1, updated_at: now, last_event_at: now };
  }

  /** `from`: what the event of the change is told against; null for no event. */
  #replace(
    before: OpportunityRow,
    after: OpportunityRow,
    visitsBefore: readonly VisitRow[],
    visitsAfter: readonly VisitRow[],
    from: OpportunityRow | null = before,
    bypassed: readonly string[] = [],
  ): void {
    this.updates.push(after);
    countDeal(this.delta, -1, before, visitsBefore);
    countDeal(this.delta, 1, after, visitsAfter);
    if (!from) return;
    const type = eventTypeOf(before, after);
    this.#record(type, after, from, type === "opportunity.updated" || bypassed.length === 0 ? {} : { bypassed });
  }

  /** One event for each criterion, as for a change by hand. Answers the deal with all of them said, where it stood before. */
  #recordCriteria(known: RecordedDeal, changed: readonly ChangedCriterion[], after: OpportunityRow): OpportunityRow {
    let deal = known.deal;
    let criteria: readonly CriterionRow[] = known.criteria;
    for (const change of changed) {
      criteria = withChanges(criteria, [change]);
      const said = { ...deal, ...derive(known.process, deal.stage, toStandings(criteria)), ...versionOf(after) };
      this.#record("opportunity.criterion_changed", said, deal, {
        criterion: { ...nameOf(known.process, change.after.criterion), ...serializeSaid(change.after) },
        previous: { criterion: change.before ? serializeSaid(change.before) : null },
      });
      deal = said;
    }
    return deal;
  }

  #record(type: EventType, after: OpportunityRow, before?: OpportunityRow, more: More = {}): void {
    const all = { import_id: this.#identity.importId, ...more };
    this.events.push(opportunityEvent(this.#identity.scope, type, after, before, all));
  }
}

/** What an event tells beside the deal. */
interface More {
  readonly previous?: object;
  readonly [member: string]: unknown;
}

function versionOf({ revision, updated_at, last_event_at }: OpportunityRow) {
  return { revision, updated_at, last_event_at };
}

/** A criterion that only another version has goes by its key. */
function nameOf(process: CompiledProcess, key: string) {
  return { key, name: process.criterionByKey.get(key)?.name ?? key };
}

function eventTypeOf(before: OpportunityRow, after: OpportunityRow): EventType {
  if (before.status !== after.status)
    return after.status === "open" ? "opportunity.reopened" : `opportunity.${after.status}`;
  return before.visit === after.visit && before.stage === after.stage
    ? "opportunity.updated"
    : "opportunity.stage_changed";
}
