import { type TenantStatement, tenantSql } from "../db/statement.ts";
import type { alertComments } from "../db/tables.ts";

export type CommentRow = Readonly<Omit<typeof alertComments.$inferSelect, "tenant_id">>;

/** In place of a comment's id: every comment comes before it. */
export const NEWEST = "~";

/** On an alert, newest first, before a comment (`NEWEST`: from the newest). */
export const listComments: (alertId: string, before: string, limit: number) => TenantStatement<CommentRow> = tenantSql(`
  SELECT alert_id, id, text, author, created_at FROM alert_comments
  WHERE tenant_id = ?1 AND alert_id = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4`);

const insert = tenantSql(
  `INSERT INTO alert_comments (tenant_id, alert_id, id, text, author, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
);

export function insertComment(row: CommentRow): TenantStatement {
  return insert(row.alert_id, row.id, row.text, row.author, row.created_at);
}
