import type { Severity } from "./levels.ts";

export const ALERT_STATUSES = ["open", "acknowledged", "snoozed", "resolved"] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

/** An alert as it is stored. The names and units are the table's. */
export interface AlertRow {
  readonly id: string;
  readonly process_id: string;
  readonly rule: string;
  /** What of the process the rule was applied to; `process` is all of it. */
  readonly subject: string;
  readonly severity: Severity;
  readonly status: AlertStatus;
  readonly value: number;
  /** The level of its severity. */
  readonly threshold: number;
  readonly n: number;
  readonly message: string;
  /** JSON array of the ids of the deals that explain it. */
  readonly opportunities: string;
  readonly snoozed_until: number | null;
  readonly revision: number;
  readonly opened_at: number;
  readonly updated_at: number;
  readonly resolved_at: number | null;
}
