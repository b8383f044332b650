import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import type { opportunityNotes } from "../../db/tables.ts";
import { expectRows, type GuardedStatement } from "../../db/tenant-db.ts";

export type NoteRow = Readonly<Omit<typeof opportunityNotes.$inferSelect, "tenant_id">>;

const SELECT = `SELECT opportunity_id, id, text, author, created_at, withdrawn_at, withdrawn_by FROM opportunity_notes`;

/** In place of a note's id: every note comes before it. */
export const NEWEST = "~";

/** Of an opportunity, newest first, before a note (`NEWEST`: from the newest). */
export const listNotes: (opportunityId: string, before: string, limit: number) => TenantStatement<NoteRow> = tenantSql(
  `${SELECT} WHERE tenant_id = ?1 AND opportunity_id = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4`,
);

const MERGED_IDS =
  "SELECT id FROM removed_opportunities INDEXED BY removed_opportunities_merged WHERE tenant_id = ?1 AND merged_into = ?2";

/** As `listNotes`, of what was merged into the opportunity. */
export const listMergedNotes: typeof listNotes = tenantSql(`
  ${SELECT} WHERE tenant_id = ?1 AND opportunity_id IN (${MERGED_IDS}) AND id < ?3 ORDER BY id DESC LIMIT ?4`);

/** A note of an opportunity, or of what was merged into it. */
export const findNote = tenantSql<NoteRow>(`
  ${SELECT} WHERE tenant_id = ?1 AND id = ?3 AND opportunity_id IN (SELECT ?2 UNION ALL ${MERGED_IDS})`);

const insert = tenantSql(`
  INSERT INTO opportunity_notes (tenant_id, opportunity_id, id, text, author, created_at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM opportunities WHERE tenant_id = ?1 AND id = ?2)`);

/** Fails the commit when the opportunity is gone. */
export function insertNote(row: NoteRow): GuardedStatement {
  return expectRows(1, insert(row.opportunity_id, row.id, row.text, row.author, row.created_at));
}

const withdraw = tenantSql(`
  UPDATE opportunity_notes SET withdrawn_at = ?4, withdrawn_by = ?5
  WHERE tenant_id = ?1 AND opportunity_id = ?2 AND id = ?3 AND withdrawn_at IS NULL
    AND EXISTS (SELECT 1 FROM opportunities WHERE tenant_id = ?1 AND id = ?6)`);

/** Takes the row as it shall be. Fails the commit when it is withdrawn already, or the opportunity that shows it (`shownBy`) is gone. */
export function withdrawRow(row: NoteRow, shownBy: string): GuardedStatement {
  return expectRows(1, withdraw(row.opportunity_id, row.id, row.withdrawn_at, row.withdrawn_by, shownBy));
}

/** That something has happened to the opportunity, which a note changes nothing of. */
export const touchDeal = tenantSql(
  `UPDATE opportunities SET last_event_at = max(coalesce(last_event_at, 0), ?3) WHERE tenant_id = ?1 AND id = ?2`,
);
