import { foreignKey, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * The tables as the type checker sees them; migrations/ is what the database has, and a test holds the two together. Columns keep the names
 * of SQL, so that a row is the same object however it was read. Checks, partial indexes and triggers are SQL that drizzle cannot say.
 */

export const tenants = sqliteTable("tenants", {
  id: text().primaryKey().notNull(),
  name: text().notNull(),
  locale: text({ enum: ["en", "fi"] }).notNull(),
  timezone: text().notNull(),
  currency: text().notNull(),
  status: text({ enum: ["active", "suspended"] })
    .notNull()
    .default("active"),
  evaluation_interval_seconds: integer().notNull().default(3600),
  evaluate_at: integer().notNull(),
  evaluation_lease_until: integer().notNull().default(0),
  revision: integer().notNull().default(1),
  created_at: integer().notNull(),
  updated_at: integer().notNull(),
  snapshot_retention_days: integer(),
  digest: text(),
  digest_due_at: integer(),
  evaluated_at: integer(),
  evaluation_claims: integer().notNull().default(0),
});

export const apiKeys = sqliteTable(
  "api_keys",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    id: text().notNull(),
    name: text().notNull(),
    digest: text().notNull(),
    scopes: text().notNull(),
    created_at: integer().notNull(),
    expires_at: integer(),
    revoked_at: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.id] })],
);

export const processes = sqliteTable(
  "processes",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    id: text().notNull(),
    name: text().notNull(),
    is_default: integer().notNull().default(0),
    current_version: integer(),
    revision: integer().notNull().default(1),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
    archived_at: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.id] })],
);

export const processDrafts = sqliteTable(
  "process_drafts",
  {
    tenant_id: text().notNull(),
    process_id: text().notNull(),
    revision: integer().notNull().default(1),
    updated_at: integer().notNull(),
    document: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.process_id] }),
    foreignKey({ columns: [table.tenant_id, table.process_id], foreignColumns: [processes.tenant_id, processes.id] }),
  ],
);

export const processVersions = sqliteTable(
  "process_versions",
  {
    tenant_id: text().notNull(),
    process_id: text().notNull(),
    version: integer().notNull(),
    published_at: integer().notNull(),
    published_by: text().notNull(),
    document: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.process_id, table.version] }),
    foreignKey({ columns: [table.tenant_id, table.process_id], foreignColumns: [processes.tenant_id, processes.id] }),
  ],
);

/** What the closed deals of a process come to (opportunities/closed-totals.ts). The texts are objects of integers. */
export const processRollups = sqliteTable(
  "process_rollups",
  {
    tenant_id: text().notNull(),
    process_id: text().notNull(),
    won_count: integer().notNull().default(0),
    lost_count: integer().notNull().default(0),
    won_minor_by_currency: text().notNull().default("{}"),
    won_visits_by_stage_days: text().notNull().default("{}"),
    won_cycle_days: text().notNull().default("{}"),
    lost_cycle_days: text().notNull().default("{}"),
    won_count_by_currency: text().notNull().default("{}"),
    outcomes_by_stage: text().notNull().default("{}"),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.process_id] }),
    foreignKey({ columns: [table.tenant_id, table.process_id], foreignColumns: [processes.tenant_id, processes.id] }),
  ],
);

/** `counts` is an object of integers by the keys of opportunities/flows.ts. */
export const processFlows = sqliteTable(
  "process_flows",
  {
    tenant_id: text().notNull(),
    process_id: text().notNull(),
    week: integer().notNull(),
    part: integer().notNull().default(0),
    counts: text().notNull(),
    revision: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.process_id, table.week, table.part] }),
    foreignKey({ columns: [table.tenant_id, table.process_id], foreignColumns: [processes.tenant_id, processes.id] }),
  ],
);

/** The last repair of each kind. `result` is a `RepairState` as JSON (funnel/repairs/repair-state.ts). */
export const funnelRepairs = sqliteTable(
  "funnel_repairs",
  {
    tenant_id: text().notNull(),
    process_id: text().notNull(),
    kind: text({ enum: ["rollups", "snapshots"] }).notNull(),
    status: text({ enum: ["queued", "completed", "failed"] }).notNull(),
    result: text().notNull().default("{}"),
    failures: integer().notNull().default(0),
    lease_until: integer().notNull().default(0),
    requested_at: integer().notNull(),
    finished_at: integer(),
    revision: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.process_id, table.kind] }),
    foreignKey({ columns: [table.tenant_id, table.process_id], foreignColumns: [processes.tenant_id, processes.id] }),
  ],
);

/** What a repair of the totals has counted so far: JSON, cut into texts. */
export const funnelRepairParts = sqliteTable(
  "funnel_repair_parts",
  {
    tenant_id: text().notNull(),
    process_id: text().notNull(),
    part: integer().notNull(),
    text: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.process_id, table.part] }),
    foreignKey({ columns: [table.tenant_id, table.process_id], foreignColumns: [processes.tenant_id, processes.id] }),
  ],
);

export const processMigrations = sqliteTable(
  "process_migrations",
  {
    tenant_id: text().notNull(),
    id: text().notNull(),
    process_id: text().notNull(),
    from_version: integer().notNull(),
    to_version: integer().notNull(),
    mapping: text().notNull(),
    status: text({ enum: ["queued", "running", "completed", "failed"] }).notNull(),
    opportunities: integer().notNull(),
    moved: integer().notNull().default(0),
    outcome: text().notNull(),
    failures: integer().notNull().default(0),
    lease_until: integer().notNull().default(0),
    actor: text().notNull(),
    revision: integer().notNull().default(1),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
    finished_at: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.id] }),
    foreignKey({ columns: [table.tenant_id, table.process_id], foreignColumns: [processes.tenant_id, processes.id] }),
  ],
);

export const opportunities = sqliteTable(
  "opportunities",
  {
    tenant_id: text().notNull(),
    id: text().notNull(),
    external_id: text(),
    name: text().notNull(),
    account: text(),
    owner: text(),
    amount_minor: integer(),
    currency: text().notNull(),
    expected_close_day: integer(),
    opened_day: integer(),
    process_id: text().notNull(),
    version: integer().notNull(),
    status: text({ enum: ["open", "won", "lost"] }).notNull(),
    stage: text().notNull(),
    earned_stage: text().notNull(),
    hollow: integer().notNull(),
    score_hundredths: integer().notNull(),
    visit: integer().notNull(),
    stage_entered_at: integer(),
    pushes: integer().notNull().default(0),
    lost_reason: text(),
    revision: integer().notNull().default(1),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
    closed_at: integer(),
    tags: text().notNull().default("[]"),
    contacts: text().notNull().default("[]"),
    custom: text().notNull().default("{}"),
    next_step: text(),
    next_step_due_day: integer(),
    search_text: text().notNull().default(""),
    closed_day: integer(),
    first_expected_day: integer(),
    last_event_at: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.id] }),
    foreignKey({
      columns: [table.tenant_id, table.process_id, table.version],
      foreignColumns: [processVersions.tenant_id, processVersions.process_id, processVersions.version],
    }),
  ],
);

export const opportunityCriteria = sqliteTable(
  "opportunity_criteria",
  {
    tenant_id: text().notNull(),
    opportunity_id: text().notNull(),
    criterion: text().notNull(),
    state: text({ enum: ["unknown", "met", "not_met", "not_applicable"] }).notNull(),
    level_percent: integer(),
    evidence: text(),
    confirmed_by: text({ enum: ["rep", "buyer"] }),
    note: text(),
    actor: text().notNull(),
    changed_at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.opportunity_id, table.criterion] }),
    foreignKey({
      columns: [table.tenant_id, table.opportunity_id],
      foreignColumns: [opportunities.tenant_id, opportunities.id],
    }),
  ],
);

export const stageVisits = sqliteTable(
  "stage_visits",
  {
    tenant_id: text().notNull(),
    opportunity_id: text().notNull(),
    visit: integer().notNull(),
    process_id: text().notNull(),
    stage: text().notNull(),
    direction: text({ enum: ["entry", "forward", "backward", "reopened"] }).notNull(),
    entered_at: integer(),
    left_at: integer(),
    score_at_entry: integer(),
    score_at_exit: integer(),
    entered_day: integer(),
    position: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.opportunity_id, table.visit] }),
    foreignKey({
      columns: [table.tenant_id, table.opportunity_id],
      foreignColumns: [opportunities.tenant_id, opportunities.id],
    }),
  ],
);

/** Deleted and merged opportunities. `contents` is an `OpportunityRow` as JSON. */
export const removedOpportunities = sqliteTable(
  "removed_opportunities",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    id: text().notNull(),
    removed_at: integer().notNull(),
    removed_by: text().notNull(),
    purge_at: integer(),
    merged_into: text(),
    alias: text(),
    contents: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.id] })],
);

export const removedCriteria = sqliteTable(
  "removed_criteria",
  {
    tenant_id: text().notNull(),
    opportunity_id: text().notNull(),
    criterion: text().notNull(),
    state: text({ enum: ["unknown", "met", "not_met", "not_applicable"] }).notNull(),
    level_percent: integer(),
    evidence: text(),
    confirmed_by: text({ enum: ["rep", "buyer"] }),
    note: text(),
    actor: text().notNull(),
    changed_at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.opportunity_id, table.criterion] }),
    foreignKey({
      columns: [table.tenant_id, table.opportunity_id],
      foreignColumns: [removedOpportunities.tenant_id, removedOpportunities.id],
    }),
  ],
);

export const removedVisits = sqliteTable(
  "removed_visits",
  {
    tenant_id: text().notNull(),
    opportunity_id: text().notNull(),
    visit: integer().notNull(),
    process_id: text().notNull(),
    stage: text().notNull(),
    direction: text({ enum: ["entry", "forward", "backward", "reopened"] }).notNull(),
    entered_at: integer(),
    left_at: integer(),
    score_at_entry: integer(),
    score_at_exit: integer(),
    entered_day: integer(),
    position: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.opportunity_id, table.visit] }),
    foreignKey({
      columns: [table.tenant_id, table.opportunity_id],
      foreignColumns: [removedOpportunities.tenant_id, removedOpportunities.id],
    }),
  ],
);

/** `choices` is a JSON array of strings, of fields of the type choice only. */
export const customFields = sqliteTable(
  "custom_fields",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    key: text().notNull(),
    name: text().notNull(),
    type: text({ enum: ["text", "number", "date", "boolean", "choice"] }).notNull(),
    choices: text(),
    archived_at: integer(),
    revision: integer().notNull().default(1),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.key] })],
);

export const opportunityNotes = sqliteTable(
  "opportunity_notes",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    opportunity_id: text().notNull(),
    id: text().notNull(),
    text: text().notNull(),
    author: text().notNull(),
    created_at: integer().notNull(),
    withdrawn_at: integer(),
    withdrawn_by: text(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.opportunity_id, table.id] })],
);

export const events = sqliteTable(
  "events",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    id: text().notNull(),
    type: text().notNull(),
    at: integer().notNull(),
    actor: text().notNull(),
    opportunity_id: text(),
    data: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.id] })],
);

export const webhookEndpoints = sqliteTable(
  "webhook_endpoints",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    id: text().notNull(),
    url: text().notNull(),
    description: text(),
    event_types: text().notNull(),
    status: text({ enum: ["enabled", "disabled"] })
      .notNull()
      .default("enabled"),
    disabled_reason: text(),
    secret: text().notNull(),
    previous_secret: text(),
    previous_secret_expires_at: integer(),
    failing_since: integer(),
    revision: integer().notNull().default(1),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.id] })],
);

export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    tenant_id: text().notNull(),
    id: text().notNull(),
    endpoint_id: text().notNull(),
    event_id: text().notNull(),
    status: text({ enum: ["pending", "succeeded", "failed", "cancelled"] }).notNull(),
    attempts: integer().notNull().default(0),
    next_attempt_at: integer().notNull(),
    created_at: integer().notNull(),
    finished_at: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.id] }),
    foreignKey({
      columns: [table.tenant_id, table.endpoint_id],
      foreignColumns: [webhookEndpoints.tenant_id, webhookEndpoints.id],
    }),
    foreignKey({ columns: [table.tenant_id, table.event_id], foreignColumns: [events.tenant_id, events.id] }),
  ],
);

export const webhookAttempts = sqliteTable(
  "webhook_attempts",
  {
    tenant_id: text().notNull(),
    delivery_id: text().notNull(),
    attempt: integer().notNull(),
    started_at: integer().notNull(),
    duration_ms: integer().notNull(),
    response_status: integer(),
    response_body: text(),
    error: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.delivery_id, table.attempt] }),
    foreignKey({
      columns: [table.tenant_id, table.delivery_id],
      foreignColumns: [webhookDeliveries.tenant_id, webhookDeliveries.id],
    }),
  ],
);

export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    tenant_id: text().notNull(),
    key: text().notNull(),
    fingerprint: text().notNull(),
    answer: text(),
    locked_until: integer().notNull(),
    expires_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.key] })],
);

export const imports = sqliteTable(
  "imports",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    id: text().notNull(),
    status: text({ enum: ["queued", "running", "completed", "failed"] }).notNull(),
    result: text().notNull(),
    actor: text().notNull(),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
    plan: text(),
    position: text(),
    failures: integer().notNull().default(0),
    lease_until: integer().notNull().default(0),
    revision: integer().notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.id] })],
);

export const importParts = sqliteTable(
  "import_parts",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    import_id: text().notNull(),
    part: integer().notNull(),
    records: text().notNull(),
    ids: text().notNull().default("[]"),
    created_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.import_id, table.part] })],
);

export const importRejects = sqliteTable(
  "import_rejects",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    import_id: text().notNull(),
    first_row: integer().notNull(),
    rejects: text().notNull(),
    created_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.import_id, table.first_row] })],
);

/** `funnel` is JSON in the shape of `GET /v1/funnel` at the time when it was written, with the forecast of that day beside it. */
export const funnelSnapshots = sqliteTable(
  "funnel_snapshots",
  {
    tenant_id: text().notNull(),
    process_id: text().notNull(),
    day: integer().notNull(),
    funnel: text().notNull(),
    taken_at: integer().notNull(),
    source: text({ enum: ["live", "visits"] })
      .notNull()
      .default("live"),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.process_id, table.day] }),
    foreignKey({ columns: [table.tenant_id, table.process_id], foreignColumns: [processes.tenant_id, processes.id] }),
  ],
);

/** `opportunities` is a JSON array of the ids of those that explain it; `held` is 0 or 1. */
export const alerts = sqliteTable(
  "alerts",
  {
    tenant_id: text().notNull(),
    id: text().notNull(),
    process_id: text().notNull(),
    rule: text().notNull(),
    subject: text().notNull(),
    severity: text({ enum: ["warning", "critical"] }).notNull(),
    status: text({ enum: ["open", "acknowledged", "snoozed", "resolved"] }).notNull(),
    value: real().notNull(),
    threshold: real().notNull(),
    n: integer().notNull(),
    message: text().notNull(),
    opportunities: text().notNull(),
    snoozed_until: integer(),
    revision: integer().notNull().default(1),
    opened_at: integer().notNull(),
    updated_at: integer().notNull(),
    resolved_at: integer(),
    advice: text().notNull().default(""),
    formula: text().notNull().default(""),
    interval_low: real(),
    interval_high: real(),
    acknowledged_at: integer(),
    acknowledged_by: text(),
    told_at: integer(),
    escalated_at: integer(),
    reminded_at: integer(),
    resolved_by: text(),
    held: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.id] }),
    foreignKey({ columns: [table.tenant_id, table.process_id], foreignColumns: [processes.tenant_id, processes.id] }),
  ],
);

/** How a company has set a rule: `settings` is an object of what it has set. `process_id` '' is for all its processes. */
export const alertRules = sqliteTable(
  "alert_rules",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    rule: text().notNull(),
    process_id: text().notNull().default(""),
    settings: text().notNull(),
    revision: integer().notNull().default(1),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.rule, table.process_id] })],
);

/** Comments on alerts, never rewritten. `author` is the id of a credential. */
export const alertComments = sqliteTable(
  "alert_comments",
  {
    tenant_id: text().notNull(),
    alert_id: text().notNull(),
    id: text().notNull(),
    text: text().notNull(),
    author: text().notNull(),
    created_at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.alert_id, table.id] }),
    foreignKey({ columns: [table.tenant_id, table.alert_id], foreignColumns: [alerts.tenant_id, alerts.id] }),
  ],
);

/** What is to be won in a period. `process_id` and `owner` '' are for all. */
export const targets = sqliteTable(
  "targets",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    id: text().notNull(),
    period: text().notNull(),
    first_day: integer().notNull(),
    last_day: integer().notNull(),
    process_id: text().notNull().default(""),
    owner: text().notNull().default(""),
    amount_minor: integer().notNull(),
    currency: text().notNull(),
    revision: integer().notNull().default(1),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.id] })],
);

/** `owners` is a JSON array of the names that deals have as their owner. */
export const teams = sqliteTable(
  "teams",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    key: text().notNull(),
    name: text().notNull(),
    owners: text().notNull(),
    revision: integer().notNull().default(1),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.key] })],
);

export const currencyRates = sqliteTable(
  "currency_rates",
  {
    tenant_id: text()
      .notNull()
      .references(() => tenants.id),
    reporting_currency: text().notNull(),
    currency: text().notNull(),
    rate_millionths: integer().notNull(),
    updated_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.reporting_currency, table.currency] })],
);
