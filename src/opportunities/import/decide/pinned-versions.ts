import type { CompiledProcess } from "../../../process/compile.ts";
import { loadVersions } from "../../../process/version-store.ts";
import type { TenantScope } from "../../../scope.ts";
import type { OpportunityRow } from "../../opportunity.ts";

/** The process that an import is for, at its current version. */
export interface CurrentVersion {
  readonly processId: string;
  readonly version: number;
  readonly process: CompiledProcess;
}

/**
 * The versions of the process that deals are pinned to, and the current one. Published versions are kept in the isolate, so this seldom
 * reads.
 */
export async function loadPinnedVersions(
  scope: TenantScope,
  { processId, version, process }: CurrentVersion,
  deals: Iterable<OpportunityRow>,
): Promise<ReadonlyMap<number, CompiledProcess>> {
  const pinned = new Set<number>();
  for (const deal of deals) if (deal.process_id === processId && deal.version !== version) pinned.add(deal.version);
  const versions = [...pinned];
  const processes = await loadVersions(
    scope,
    versions.map((older) => ({ processId, version: older })),
  );
  return new Map([
    [version, process],
    ...processes.map((older, index) => [versions[index] ?? version, older] as const),
  ]);
}
