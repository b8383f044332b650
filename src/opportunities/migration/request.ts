import { newId } from "../../db/ids.ts";
import { DomainError, type Fault, invalid, notFound } from "../../errors.ts";
import type { Decision } from "../../events/commit.ts";
import { refuseArchived } from "../../process/archive.ts";
import type { CompiledProcess } from "../../process/compile.ts";
import { loadVersions } from "../../process/version-store.ts";
import type { TenantScope } from "../../scope.ts";
import { findProcess } from "../store.ts";
import { checkMapping, type MigrationMapping, type UnmappedStage } from "./mapping.ts";
import { countOpenOfVersion, findVersionNumbers, insertMigration, type MigrationRow } from "./migration-store.ts";
import { NO_OUTCOME } from "./outcome.ts";
import type { NewMigration } from "./schema.ts";

/** A migration that can be carried out. */
export interface CheckedMigration {
  readonly processId: string;
  readonly from: number;
  readonly to: number;
  readonly target: CompiledProcess;
  readonly mapping: MigrationMapping;
  /** Open deals that are pinned to `from`. */
  readonly opportunities: number;
}

/**
 * Reads what a migration asks for and checks it. Throws `not_found`, `process_not_published`, `process_archived`; `stages_unmapped`, with
 * the list as `unmapped_stages`, and `validation_failed`, each with every fault of the request.
 */
export async function checkMigration(
  scope: TenantScope,
  processId: string,
  input: NewMigration,
): Promise<CheckedMigration> {
  const { from } = input;
  const [[process], numbers, [open]] = await scope.db.read([
    findProcess(processId),
    findVersionNumbers(processId, from, input.to ?? from),
    countOpenOfVersion(processId, from),
  ]);
  if (!process) throw notFound("process");
  refuseArchived(process);
  if (process.current_version === null) {
    throw new DomainError("process_not_published", `The process "${process.name}" has no published version yet.`);
  }
  const to = input.to ?? process.current_version;
  const mapping = { stages: input.mapping?.stages ?? {}, criteria: input.mapping?.criteria ?? {} };
  demandVersions(from, to, new Set([process.current_version, ...numbers.map(({ version }) => version)]));
  const [source, target] = await loadVersions(scope, [
    { processId, version: from },
    { processId, version: to },
  ]);
  if (!source || !target) throw new Error("versions that are loaded are there");
  const { unmapped, faults } = checkMapping(source, target, mapping);
  if (unmapped.length > 0) throw stagesUnmapped(unmapped, faults);
  if (faults.length > 0) throw invalid(faults);
  return { processId, from, to, target, mapping, opportunities: open?.count ?? 0 };
}

function demandVersions(from: number, to: number, there: ReadonlySet<number>): void {
  const faults: Fault[] = [];
  for (const [pointer, version] of [
    ["/from", from],
    ["/to", to],
  ] as const) {
    if (there.has(version)) continue;
    faults.push({ pointer, code: "unknown_version", detail: `The process has no version ${version}.` });
  }
  if (from === to) {
    faults.push({ pointer: "/from", code: "same_version", detail: "from and to are the same version." });
  }
  if (faults.length > 0) throw invalid(faults);
}

function stagesUnmapped(unmapped: readonly UnmappedStage[], faults: readonly Fault[]): DomainError {
  const names = unmapped.map(({ name }) => `"${name}"`).join(", ");
  const detail = `Say in mapping.stages where the opportunities of these stages go: ${names}.`;
  return new DomainError("stages_unmapped", detail, { faults, extensions: { unmapped_stages: unmapped } });
}

/** Asks for a migration: it is stored, and a job of the queue carries it out. Throws as `checkMigration`, and `migration_in_progress`. */
export async function requestMigration(
  scope: TenantScope,
  processId: string,
  input: NewMigration,
): Promise<Decision<MigrationRow>> {
  const checked = await checkMigration(scope, processId, input);
  const row: MigrationRow = {
    id: newId("mig"),
    process_id: processId,
    from_version: checked.from,
    to_version: checked.to,
    mapping: JSON.stringify(checked.mapping),
    status: "queued",
    opportunities: checked.opportunities,
    moved: 0,
    outcome: JSON.stringify(NO_OUTCOME),
    failures: 0,
    actor: scope.actor,
    revision: 1,
    created_at: scope.now,
    updated_at: scope.now,
    finished_at: null,
  };
  return { result: row, changes: [insertMigration(row)], events: [] };
}
