import { newId } from "../../db/ids.ts";
import { packsOf } from "../../db/packs.ts";
import type { Change } from "../../db/tenant-db.ts";
import { DomainError } from "../../errors.ts";
import type { NewEvent } from "../../events/catalogue.ts";
import { commit, recordQuietly } from "../../events/commit.ts";
import { type Answer, jsonAnswer } from "../../http/answer.ts";
import type { PendingIdempotency } from "../../http/idempotency.ts";
import { logError } from "../../log.ts";
import type { TenantScope } from "../../scope.ts";
import { evaluateSoon } from "../../tenancy/store.ts";
import { processFor } from "../create.ts";
import type { OpportunityRow } from "../opportunity.ts";
import { isEmpty } from "../rollup.ts";
import { addToRollup } from "../rollup-store.ts";
import { findByExternalIds, insertOpportunities, updateFieldsAndPosition } from "../store.ts";
import { type ChunkDecision, decideChunk, type ImportGround } from "./decide-chunk.ts";
import { findImport, saveImport, upsertVisits } from "./import-store.ts";
import { bindMapping, type Columns, findColumns } from "./mapping.ts";
import { type CsvTable, decodeUtf8, parseCsv } from "./parse-csv.ts";
import { type CurrentVersion, loadPinnedVersions } from "./pinned-versions.ts";
import type { DealFacts } from "./read-row.ts";
import { readTable } from "./read-table.ts";
import { addOutcomes, describeImport, type ImportHead, type Outcome, summaryOf } from "./report.ts";
import { type ImportMapping, type ImportView, TEXT_FIELDS } from "./schema.ts";

/** What one request may bring. More is work for a job. */
export const MAX_ROWS = 10_000;

/** Rows of one commit: a second of the database's time at most, and few enough commits to stay far below D1's limits. */
const CHUNK_ROWS = 3_000;

/** How often a chunk that lost a race decides again on what the winner left. */
const TRIES = 4;
/** Into how many parts a chunk goes that has lost them all: a migration moves the same deals in smaller commits, and is sooner through. */
const PARTS = 8;

export interface ImportRequest {
  readonly file: ArrayBuffer;
  readonly mapping: ImportMapping;
  readonly dryRun: boolean;
}

/**
 * Brings a file in. Rows that are not good are named and left out, the others go in, in chunks that are each atomic with their events; the
 * last commit tells the result, and the funnel to be judged. A crash leaves whole chunks and an import that is `running`; the same file
 * again finds them unchanged and brings in the rest. A dry run decides the same and writes nothing.
 *
 * Throws `invalid_csv`, `too_many_rows`, `validation_failed`, `not_found` and `process_not_published` before anything is written;
 * `conflict` when others keep changing the same opportunities.
 */
export async function importFile(
  scope: TenantScope,
  request: ImportRequest,
  idempotency: PendingIdempotency | undefined,
): Promise<Answer> {
  const { mapping, dryRun } = request;
  const table = parseCsv(decodeUtf8(request.file), mapping.delimiter, MAX_ROWS);
  const current = await processOf(scope, mapping);
  const known = await findKnown(scope, externalIdsOf(findColumns(mapping, table.header), table));
  const rowMapping = bindMapping(mapping, table.header, await stageKeysOf(scope, current, known));
  const { facts, outcome } = readTable(scope, rowMapping, table);
  const head: ImportHead = {
    id: newId("imp"),
    dryRun,
    rows: table.records.length + table.faults.length,
    mapping: { ...mapping, process_id: current.processId },
    createdAt: scope.now,
  };
  const ground: ImportGround = { scope, ...current, importId: head.id, mapping: rowMapping };
  const run = new ImportRun(ground, head, outcome, idempotency);
  return run.carryOut(facts, known);
}

class ImportRun {
  readonly #ground: ImportGround;
  readonly #head: ImportHead;
  readonly #idempotency: PendingIdempotency | undefined;
  #outcome: Outcome;
  /** Whether a commit has written the import's row, and with it the claim on the Idempotency-Key. */
  #hasBegun = false;

  constructor(ground: ImportGround, head: ImportHead, outcome: Outcome, idempotency: PendingIdempotency | undefined) {
    this.#ground = ground;
    this.#head = head;
    this.#outcome = outcome;
    this.#idempotency = idempotency;
  }

  /** `known`: the deals of the file's external ids that are there. */
  async carryOut(facts: readonly DealFacts[], known: ReadonlyMap<string, OpportunityRow>): Promise<Answer> {
    try {
      for (let start = 0; start < facts.length; start += CHUNK_ROWS) {
        await this.#carryOutChunk(facts.slice(start, start + CHUNK_ROWS), known);
      }
      return await this.#complete();
    } catch (error) {
      await this.#giveUp();
      throw error;
    }
  }

  /** Decides a chunk and commits it; decides again on what is there then when somebody else was faster. */
  async #carryOutChunk(chunk: readonly DealFacts[], knownBefore: ReadonlyMap<string, OpportunityRow>): Promise<void> {
    let known = knownBefore;
    for (let attempt = 1; ; attempt++) {
      const decision = await decideChunk(this.#ground, chunk, known);
      const outcome = addOutcomes(this.#outcome, decision.outcome);
      try {
        await this.#commitChunk(decision, outcome);
        this.#outcome = outcome;
        return;
      } catch (error) {
        if (!isLostRace(error)) throw error;
        if (attempt === TRIES) return this.#carryOutInParts(chunk);
        known = await this.#findKnown(chunk);
      }
    }
  }

  async #carryOutInParts(chunk: readonly DealFacts[]): Promise<void> {
    if (chunk.length === 1)
      throw new DomainError("conflict", "Others keep changing the same opportunities. Try again.");
    const size = Math.ceil(chunk.length / PARTS);
    for (let start = 0; start < chunk.length; start += size) {
      const part = chunk.slice(start, start + size);
      await this.#carryOutChunk(part, await this.#findKnown(part));
    }
  }

  #findKnown(chunk: readonly DealFacts[]): Promise<ReadonlyMap<string, OpportunityRow>> {
    const ids = chunk.map((facts) => facts.externalId);
    return findKnown(this.#ground.scope, ids);
  }

  async #commitChunk(decision: ChunkDecision, outcome: Outcome): Promise<void> {
    const { scope, processId } = this.#ground;
    const { inserts, updates, visits, events, delta } = decision;
    if (this.#head.dryRun || events.length === 0) return;
    const progress = saveImport(describeImport(this.#head, outcome, "running"), scope.actor, scope.now);
    const changes: Change[] = [
      ...packsOf(inserts).map(insertOpportunities),
      ...packsOf(updates).map(updateFieldsAndPosition),
      ...packsOf(visits).map(upsertVisits),
      ...(isEmpty(delta) ? [] : [addToRollup(processId, delta)]),
      ...packsOf(events).map((pack) => recordQuietly(scope, pack)),
      progress,
    ];
    await commit(scope, { changes, events: [] }, this.#hasBegun ? [] : (this.#idempotency?.claim() ?? []));
    if (!this.#hasBegun) this.#idempotency?.claimed();
    this.#hasBegun = true;
  }

  async #complete(): Promise<Answer> {
    const { scope } = this.#ground;
    const view = describeImport(this.#head, this.#outcome, "completed");
    const answer = jsonAnswer(200, view);
    if (this.#head.dryRun) return answer;
    // Also when nothing has changed: it may be what an earlier run brought in that ended before it could ask for this.
    const changes = [saveImport(view, scope.actor, scope.now), evaluateSoon(scope.now)];
    await commit(scope, { changes, events: [endOf(view)] }, (await this.#idempotency?.keep(answer)) ?? []);
    if (this.#idempotency) this.#idempotency.kept = true;
    return answer;
  }

  /**
   * Says of an import that has begun that it will not end, and what it has brought in: by what is stored, since a commit that seems to have
   * failed may have gone through. When not even that can be written, it stays `running`.
   */
  async #giveUp(): Promise<void> {
    if (this.#head.dryRun) return;
    const { scope } = this.#ground;
    try {
      const [[row]] = await scope.db.read([findImport(this.#head.id)]);
      if (!row) return;
      const stored = JSON.parse(row.result) as ImportView; // written by saveImport only
      if (stored.status !== "running") return;
      const view: ImportView = { ...stored, status: "failed" };
      const changes = [saveImport(view, scope.actor, scope.now), evaluateSoon(scope.now)];
      await commit(scope, { changes, events: [endOf(view)] });
    } catch (error) {
      logError("an import that failed could not be marked so", error, { import_id: this.#head.id });
    }
  }
}

function endOf(view: ImportView): NewEvent {
  return { type: "import.completed", data: { import: summaryOf(view) } };
}

function isLostRace(error: unknown): boolean {
  return error instanceof DomainError && (error.code === "conflict" || error.code === "external_id_taken");
}

/** The external ids of a file that are fit to be one. */
function externalIdsOf(columns: Columns, table: CsvTable): string[] {
  const ids = table.records.map(({ cells }) => columns.valueOf(cells, "external_id"));
  return ids.filter((id): id is string => id !== null && TEXT_FIELDS.external_id.safeParse(id).success);
}

async function findKnown(
  scope: TenantScope,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, OpportunityRow>> {
  const rows = await scope.db.read(packsOf(externalIds).map((ids) => findByExternalIds(JSON.stringify(ids))));
  return new Map(rows.flat().map((row) => [row.external_id ?? "", row]));
}

/** The keys of every stage that a deal of the file can be in. Which of them a deal can be in is decided row by row. */
async function stageKeysOf(
  scope: TenantScope,
  current: CurrentVersion,
  known: ReadonlyMap<string, OpportunityRow>,
): Promise<ReadonlySet<string>> {
  const versions = await loadPinnedVersions(scope, current, known.values());
  return new Set([...versions.values()].flatMap((version) => [...version.stageByKey.keys()]));
}

/** As `processFor`, with its faults at the mapping. */
async function processOf(scope: TenantScope, mapping: ImportMapping): Promise<CurrentVersion> {
  try {
    return await processFor(scope, mapping.process_id);
  } catch (error) {
    if (!(error instanceof DomainError) || error.faults.length === 0) throw error;
    const faults = error.faults.map((fault) => ({ ...fault, pointer: `/mapping${fault.pointer}` }));
    throw new DomainError(error.code, error.message, { faults, extensions: error.extensions });
  }
}
