import type { CompiledProcess } from "../../../process/compile.ts";
import type { OpportunityRow } from "../../opportunity.ts";
import { listCriteriaOf, listVisitsOf } from "../../store.ts";
import { isUnchanged } from "../decide/change-known.ts";
import { groupByDeal, type ImportGround } from "../decide/decide-chunk.ts";
import { ChunkChanges, type ChunkDecision } from "../decide/decision.ts";
import { mergedRemark } from "../decide/merged-row.ts";
import { loadPinnedVersions } from "../decide/pinned-versions.ts";
import type { EntryFacts } from "../rows/facts.ts";
import type { ImportField, Issue } from "../schema.ts";
import { CONTRADICTIONS, type Contradiction, REFUSALS, type Refusal } from "./contradictions.ts";
import { listLiveMoves } from "./history-store.ts";
import { rebuildVisits, type TracedDeal } from "./rebuild-visits.ts";
import { isOutcome, timeOf } from "./timeline.ts";

/** All that a file says of the history of one deal. */
export interface DealHistory {
  readonly externalId: string;
  readonly entries: readonly EntryFacts[];
  /** Other rows of the deal that could not be read, and have been told of: they keep the history out as well. */
  readonly refusedRows: readonly number[];
}

/**
 * Decides the histories of some deals, each with all the rows that the file has of it, against the deals of their external ids that are
 * there. A history goes in as a whole or not at all. Counts are of rows: those of a deal are updated or unchanged together. One round trip.
 */
export async function decideHistories(
  ground: ImportGround,
  histories: readonly DealHistory[],
  known: ReadonlyMap<string, OpportunityRow>,
): Promise<ChunkDecision> {
  const deals = histories.map(({ externalId }) => known.get(externalId)).filter((deal) => deal !== undefined);
  const processes = await loadPinnedVersions(ground.scope, ground, deals);
  const decider = new HistoryDecider(ground);
  const good: [DealHistory, Omit<TracedDeal, "visits" | "criteria" | "moves">][] = [];
  for (const history of histories) {
    const deal = known.get(history.externalId);
    const process = deal && processes.get(deal.version);
    if (!decider.check(history, deal, process) || !deal || !process) continue;
    good.push([history, { deal, process }]);
  }
  if (good.length === 0) return decider.changes;
  const ids = JSON.stringify(good.map(([, { deal }]) => deal.id));
  const [visitRows, criterionRows, moveRows] = await ground.scope.db.read([
    listVisitsOf(ids),
    listCriteriaOf(ids),
    listLiveMoves(ids),
  ]);
  const [visitsOf, criteriaOf, movesOf] = [groupByDeal(visitRows), groupByDeal(criterionRows), groupByDeal(moveRows)];
  for (const [history, { deal, process }] of good) {
    const { id } = deal;
    decider.rebuild(history, { deal, process, visits: visitsOf(id), criteria: criteriaOf(id), moves: movesOf(id) });
  }
  return decider.changes;
}

class HistoryDecider {
  readonly changes: ChunkChanges;
  readonly #ground: ImportGround;

  constructor(ground: ImportGround) {
    this.#ground = ground;
    this.changes = new ChunkChanges(ground);
  }

  /** Whether a history can go in; each of its rows fails if not. One of a deal that was merged into another is left aside. */
  check(history: DealHistory, deal: OpportunityRow | undefined, process: CompiledProcess | undefined): boolean {
    const { entries, refusedRows } = history;
    if (!deal) return this.#refuseAll(entries, "unknown_opportunity");
    const merged = mergedRemark(history.externalId, deal);
    if (merged) {
      this.changes.leave(entries.length);
      this.changes.warn(entries.map(({ row }) => this.#issue(row, merged.field, merged.code, merged.detail)));
      return false;
    }
    if (deal.process_id !== this.#ground.processId || !process) return this.#refuseAll(entries, "other_process");
    const refusals = entries.map((entry) => this.#refusalsOf(entry, process));
    if (refusedRows.length === 0 && refusals.every((codes) => codes.length === 0)) return entries.length > 0;
    entries.forEach((entry, index) => {
      const codes = refusals[index] ?? [];
      this.#refuse(entry, codes.length > 0 ? codes : ["history_incomplete"]);
    });
    return false;
  }

  rebuild({ entries }: DealHistory, known: TracedDeal): void {
    const { tenant, now, actor } = this.#ground.scope;
    const { change, contradictions } = rebuildVisits(known, entries, { timezone: tenant.timezone, now, actor });
    if (isUnchanged(known, change)) this.changes.leave(entries.length);
    else this.changes.update(known, change, entries.length);
    this.changes.warn(
      contradictions.map(({ row, code }) =>
        this.#issue(row, OF_TIME.has(code) ? "entered_at" : "stage", code, CONTRADICTIONS[code]),
      ),
    );
  }

  #refusalsOf(entry: EntryFacts, process: CompiledProcess): Refusal[] {
    const { now, tenant } = this.#ground.scope;
    const isKnown = isOutcome(entry.target) || process.stageByKey.has(entry.target);
    return [
      ...(isKnown ? [] : (["unknown_stage"] as const)),
      ...(timeOf(entry, tenant.timezone) > now ? (["date_in_future"] as const) : []),
    ];
  }

  #refuseAll(entries: readonly EntryFacts[], code: Refusal): false {
    for (const entry of entries) this.#refuse(entry, [code]);
    return false;
  }

  #refuse({ row }: EntryFacts, codes: readonly Refusal[]): void {
    this.changes.fail(codes.map((code) => this.#issue(row, COLUMN_OF[code], code, REFUSALS[code])));
  }

  #issue(row: number, field: ImportField, code: string, detail: string): Issue {
    return { row, column: this.#ground.mapping.columnOf(field), code, detail };
  }
}

/** Where the fault of a row is to be looked for. */
const COLUMN_OF: Readonly<Record<Refusal, ImportField>> = {
  unknown_opportunity: "external_id",
  other_process: "external_id",
  unknown_stage: "stage",
  date_in_future: "entered_at",
  history_incomplete: "external_id",
};

/** Contradictions of times; the others are of stages and outcomes. */
const OF_TIME: ReadonlySet<Contradiction> = new Set([
  "entered_before_opened",
  "closing_dates_differ",
  "entry_after_closing",
] as const);
