import { tenantSql } from "../db/statement.ts";
import { notFound } from "../errors.ts";
import type { TenantScope } from "../scope.ts";
import { type CompiledProcess, compileProcess } from "./compile.ts";
import type { ProcessDocument } from "./document.ts";

/** Enough for what one isolate serves at a time; the oldest goes first. */
const VERSIONS_KEPT = 200;

/** A published version never changes, so an isolate keeps it for ever (or until it needs the room). */
const compiledByVersion = new Map<string, CompiledProcess>();

/** A published version of one of the tenant's processes. */
export interface VersionRef {
  readonly processId: string;
  readonly version: number;
}

interface VersionDocumentRow {
  readonly process_id: string;
  readonly version: number;
  readonly document: string;
}

/** The versions named by a JSON array of [process, version] pairs. */
const readVersions = tenantSql<VersionDocumentRow>(`
  SELECT found.process_id, found.version, found.document
  FROM json_each(?2) AS wanted CROSS JOIN process_versions AS found
  WHERE found.tenant_id = ?1 AND found.process_id = wanted.value ->> 0 AND found.version = wanted.value ->> 1`);

/** The compiled version that an opportunity is pinned to. One round trip the first time an isolate sees it, none after. */
export async function loadVersion(scope: TenantScope, processId: string, version: number): Promise<CompiledProcess> {
  const [compiled] = await loadVersions(scope, [{ processId, version }]);
  if (!compiled) throw notFound("process version");
  return compiled;
}

/** As `loadVersion`, of several versions, by position: one round trip for all that the isolate has not seen yet. */
export async function loadVersions(scope: TenantScope, refs: readonly VersionRef[]): Promise<CompiledProcess[]> {
  const keyOf = (processId: string, version: number) => `${scope.tenant.id}/${processId}/${version}`;
  // Held here as well: keeping the missing ones may push the others out of the cache.
  const found = new Map(
    refs.map((ref) => keyOf(ref.processId, ref.version)).map((key) => [key, compiledByVersion.get(key)]),
  );
  const missing = refs.filter((ref) => found.get(keyOf(ref.processId, ref.version)) === undefined);
  if (missing.length > 0) {
    const pairs = missing.map((ref) => [ref.processId, ref.version]);
    const [rows] = await scope.db.read([readVersions(JSON.stringify(pairs))]);
    for (const row of rows) {
      const key = keyOf(row.process_id, row.version);
      const compiled = compileProcess(JSON.parse(row.document) as ProcessDocument); // checked when it was published
      keep(key, compiled);
      found.set(key, compiled);
    }
  }
  return refs.map((ref) => {
    const compiled = found.get(keyOf(ref.processId, ref.version));
    if (!compiled) throw notFound("process version");
    return compiled;
  });
}

function keep(key: string, compiled: CompiledProcess): void {
  const oldest = compiledByVersion.keys().next().value;
  if (compiledByVersion.size >= VERSIONS_KEPT && oldest !== undefined) compiledByVersion.delete(oldest);
  compiledByVersion.set(key, compiled);
}
