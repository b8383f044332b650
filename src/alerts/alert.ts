import type { alerts } from "../db/tables.ts";

/** An alert as it is stored. The names and units are the table's. */
export type AlertRow = Readonly<Omit<typeof alerts.$inferSelect, "tenant_id">>;

export type AlertStatus = AlertRow["status"];
export const ALERT_STATUSES = ["open", "acknowledged", "snoozed", "resolved"] as const satisfies readonly AlertStatus[];
