/** Every type of event that Infield records. `opportunity.*` events carry the opportunity, `alert.*` events the alert. */
export const EVENT_TYPES = [
  "opportunity.created",
  "opportunity.updated",
  "opportunity.criterion_changed",
  "opportunity.stage_changed",
  "opportunity.won",
  "opportunity.lost",
  "opportunity.reopened",
  "opportunity.migrated",
  "opportunity.deleted",
  "opportunity.restored",
  "opportunity.merged",
  "opportunity.note_added",
  "opportunity.note_withdrawn",
  "process.published",
  "process.archived",
  "process.restored",
  "migration.completed",
  "import.completed",
  "alert.raised",
  "alert.escalated",
  "alert.resolved",
  "alert.acknowledged",
  "alert.snoozed",
  "alert.reopened",
  "alert.commented",
  "alert_rule.changed",
  "funnel.digest",
  "target.created",
  "target.updated",
  "target.deleted",
  "team.created",
  "team.updated",
  "team.deleted",
  "webhook_endpoint.disabled",
  "webhook_endpoint.test",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** Types that are kept in the log and told to no webhook: there are as many at once as a process has deals. */
export const UNDELIVERED_TYPES: readonly EventType[] = ["opportunity.migrated"];

/** A fact to be recorded. `data` is what partners see: `{opportunity, previous?}`, `{alert}` and so on. */
export interface NewEvent {
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
  /** The opportunity whose history this belongs to. */
  readonly opportunityId?: string;
}
