import { type TenantStatement, tenantSql } from "../db/statement.ts";

/** A process, and how far its draft is. */
export interface ProcessRow {
  readonly id: string;
  readonly name: string;
  readonly is_default: number;
  readonly current_version: number | null;
  readonly revision: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly archived_at: number | null;
  readonly draft_revision: number;
  readonly draft_updated_at: number;
}

export interface ProcessWithDraftRow extends ProcessRow {
  readonly draft_document: string;
}

export interface PublishableRow extends ProcessWithDraftRow {
  /** Whether the draft is the current version, member for member. */
  readonly is_published: number;
}

export interface DraftRow {
  readonly process_id: string;
  readonly archived_at: number | null;
  readonly document: string;
  readonly revision: number;
  readonly updated_at: number;
}

export interface VersionHeadRow {
  readonly version: number;
  readonly published_at: number;
  readonly published_by: string;
}

export interface VersionRow extends VersionHeadRow {
  readonly process_id: string;
  readonly document: string;
}

const PROCESS_COLUMNS = `
  process.id, process.name, process.is_default, process.current_version, process.revision, process.created_at, process.updated_at,
  process.archived_at,
  draft.revision AS draft_revision, draft.updated_at AS draft_updated_at`;

/** Every process has exactly one draft, from its first commit on. */
const PROCESSES = `
  processes AS process JOIN process_drafts AS draft ON draft.tenant_id = ?1 AND draft.process_id = process.id`;

/** The version that is current, where there is one. */
const CURRENT = `
  LEFT JOIN process_versions AS current
    ON current.tenant_id = ?1 AND current.process_id = process.id AND current.version = process.current_version`;

/** After an id; those that are archived (?4 = 1), those that are not (0), or all (null). */
export const listProcesses = tenantSql<ProcessRow>(`
  SELECT ${PROCESS_COLUMNS} FROM ${PROCESSES}
  WHERE process.tenant_id = ?1 AND process.id > ?2 AND coalesce((process.archived_at IS NOT NULL) = ?4, 1)
  ORDER BY process.id LIMIT ?3`);

export const findProcess = tenantSql<ProcessWithDraftRow>(`
  SELECT ${PROCESS_COLUMNS}, draft.document AS draft_document FROM ${PROCESSES}
  WHERE process.tenant_id = ?1 AND process.id = ?2`);

/** Drafts and versions are stored as one and the same text, so the texts tell whether there is anything to publish. */
export const findPublishable = tenantSql<PublishableRow>(`
  SELECT ${PROCESS_COLUMNS}, draft.document AS draft_document, coalesce(current.document = draft.document, 0) AS is_published
  FROM ${PROCESSES} ${CURRENT}
  WHERE process.tenant_id = ?1 AND process.id = ?2`);

export const findProcessId = tenantSql<{ id: string }>(`SELECT id FROM processes WHERE tenant_id = ?1 AND id = ?2`);

export const findDefaultProcessId = tenantSql<{ id: string }>(
  `SELECT id FROM processes WHERE tenant_id = ?1 AND is_default = 1`,
);

export const insertProcess = tenantSql(`
  INSERT INTO processes (tenant_id, id, name, is_default, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)`);

export const insertDraft = tenantSql(
  `INSERT INTO process_drafts (tenant_id, process_id, document, updated_at) VALUES (?1, ?2, ?3, ?4)`,
);

/** What the closed deals of a process come to is added up from its first day, so the row is there before any deal. */
export const insertRollup = tenantSql(`INSERT INTO process_rollups (tenant_id, process_id) VALUES (?1, ?2)`);

/** To be guarded: hits nothing when the process is at another revision. */
export const updateProcess = tenantSql(`
  UPDATE processes SET name = ?4, is_default = ?5, updated_at = ?6, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3`);

/** Whichever process is the default one, it no longer is. */
export const clearDefaultProcess = tenantSql(`
  UPDATE processes SET is_default = 0, updated_at = ?2, revision = revision + 1 WHERE tenant_id = ?1 AND is_default = 1`);

/** To be guarded: hits nothing when the process is at another revision. */
export const setCurrentVersion = tenantSql(`
  UPDATE processes SET current_version = ?4, updated_at = ?5, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3`);

const DRAFT_COLUMNS = "draft.process_id, draft.document, draft.revision, draft.updated_at, process.archived_at";

export const findDraft = tenantSql<DraftRow>(`
  SELECT ${DRAFT_COLUMNS} FROM ${PROCESSES} WHERE process.tenant_id = ?1 AND process.id = ?2`);

/** A draft with what it started from: the document of the current version, null before the first. */
export const findDraftAndCurrent = tenantSql<DraftRow & { readonly current_document: string | null }>(`
  SELECT ${DRAFT_COLUMNS}, current.document AS current_document FROM ${PROCESSES} ${CURRENT}
  WHERE process.tenant_id = ?1 AND process.id = ?2`);

/** The current version of a process; none before the first. */
export const findCurrentVersion = tenantSql<VersionRow>(`
  SELECT current.process_id, current.version, current.document, current.published_at, current.published_by
  FROM processes AS process JOIN process_versions AS current
    ON current.tenant_id = ?1 AND current.process_id = process.id AND current.version = process.current_version
  WHERE process.tenant_id = ?1 AND process.id = ?2`);

/** Takes the default from a process that was never published: nothing can follow it. */
const releaseUnpublishedDefault = tenantSql(`
  UPDATE processes SET is_default = 0, updated_at = ?3, revision = revision + 1
  WHERE tenant_id = ?1 AND is_default = 1 AND id <> ?2 AND current_version IS NULL`);

const takeFreeDefault = tenantSql(`
  UPDATE processes SET is_default = 1
  WHERE tenant_id = ?1 AND id = ?2
    AND NOT EXISTS (SELECT 1 FROM processes AS other WHERE other.tenant_id = ?1 AND other.is_default = 1)`);

/** Makes a process the default one if the company has no default that is published. */
export function becomeDefaultIfNone(processId: string, now: number): TenantStatement[] {
  return [releaseUnpublishedDefault(processId, now), takeFreeDefault(processId)];
}

/** A process is shown with its draft, so a change of the draft is one of the process too. To be guarded: hits no archived one. */
export const touchProcess = tenantSql(
  `UPDATE processes SET updated_at = ?3, revision = revision + 1 WHERE tenant_id = ?1 AND id = ?2 AND archived_at IS NULL`,
);

const OPEN_IN_PROCESS = `
  FROM opportunities INDEXED BY opportunities_open_funnel WHERE tenant_id = ?1 AND process_id = ?2 AND status = 'open'`;

export const countOpenOpportunities = tenantSql<{ readonly count: number }>(
  `SELECT count(*) AS count ${OPEN_IN_PROCESS}`,
);

/** To be guarded: hits nothing when the process is at another revision, and while a deal is open in it. */
export const archive = tenantSql(`
  UPDATE processes SET archived_at = ?4, updated_at = ?4, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3 AND NOT EXISTS (SELECT 1 ${OPEN_IN_PROCESS})`);

/** To be guarded: hits nothing when the process is at another revision. */
export const restore = tenantSql(`
  UPDATE processes SET archived_at = NULL, updated_at = ?4, revision = revision + 1
  WHERE tenant_id = ?1 AND id = ?2 AND revision = ?3`);

/** To be guarded: hits nothing when the draft is at another revision. */
export const updateDraft = tenantSql(`
  UPDATE process_drafts SET document = ?4, updated_at = ?5, revision = revision + 1
  WHERE tenant_id = ?1 AND process_id = ?2 AND revision = ?3`);

/**
 * Publishes the very text of the draft. To be guarded: hits nothing when the draft is at another revision than the one that was validated.
 */
export const insertVersion = tenantSql(`
  INSERT INTO process_versions (tenant_id, process_id, version, document, published_at, published_by)
  SELECT ?1, process_id, ?4, document, ?5, ?6 FROM process_drafts WHERE tenant_id = ?1 AND process_id = ?2 AND revision = ?3`);

/** Oldest first, after a version as text; '' from the start. */
export const listVersions = tenantSql<VersionHeadRow>(`
  SELECT version, published_at, published_by FROM process_versions
  WHERE tenant_id = ?1 AND process_id = ?2 AND version > CAST(?3 AS INTEGER) ORDER BY version LIMIT ?4`);

export const findVersion = tenantSql<VersionRow>(`
  SELECT process_id, version, document, published_at, published_by FROM process_versions
  WHERE tenant_id = ?1 AND process_id = ?2 AND version = ?3`);
