import type { alerts } from "../db/tables.ts";

/** An alert as it is stored. The names and units are the table's. */
export type AlertRow = Readonly<Omit<typeof alerts.$inferSelect, "tenant_id">>;

export type AlertStatus = AlertRow["status"];
export const ALERT_STATUSES = ["open", "acknowledged", "snoozed", "resolved"] as const satisfies readonly AlertStatus[];

/** What no two live alerts of a company have in common. */
export function alertKey(processId: string, { rule, subject }: Pick<AlertRow, "rule" | "subject">): string {
  return JSON.stringify([processId, rule, subject]);
}
