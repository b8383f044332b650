import { tenantSql } from "../db/statement.ts";
import { notFound } from "../errors.ts";
import type { TenantScope } from "../scope.ts";
import { type CompiledProcess, compileProcess } from "./compile.ts";
import type { ProcessDocument } from "./document.ts";

/** Enough for what one isolate serves at a time; the oldest goes first. */
const VERSIONS_KEPT = 200;

/** A published version never changes, so an isolate keeps it for ever (or until it needs the room). */
const compiledByVersion = new Map<string, CompiledProcess>();

const readVersion = tenantSql<{ document: string }>(
  `SELECT document FROM process_versions WHERE tenant_id = ?1 AND process_id = ?2 AND version = ?3`,
);

/** The compiled version that an opportunity is pinned to. One round trip the first time an isolate sees it, none after. */
export async function loadVersion(scope: TenantScope, processId: string, version: number): Promise<CompiledProcess> {
  const key = `${scope.tenant.id}/${processId}/${version}`;
  const known = compiledByVersion.get(key);
  if (known) return known;
  const [[row]] = await scope.db.read([readVersion(processId, version)]);
  if (!row) throw notFound("process version");
  const compiled = compileProcess(JSON.parse(row.document) as ProcessDocument); // checked when it was published
  const oldest = compiledByVersion.keys().next().value;
  if (compiledByVersion.size >= VERSIONS_KEPT && oldest !== undefined) compiledByVersion.delete(oldest);
  compiledByVersion.set(key, compiled);
  return compiled;
}
