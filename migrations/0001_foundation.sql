-- The whole data model. Read it as the reference; src/db/tables.ts mirrors it for the type checker and a test holds the two together.
-- Conventions: times are ms since the epoch (…_at), days are integer days since 1970-01-01 (…_day), money is integer minor
-- units (…_minor), weights and scores are hundredths of a percent. Every tenant table is led by tenant_id.

CREATE TABLE tenants (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  locale TEXT NOT NULL CHECK (locale IN ('en', 'fi')),
  timezone TEXT NOT NULL,
  currency TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  evaluation_interval_seconds INTEGER NOT NULL DEFAULT 3600,
  evaluate_at INTEGER NOT NULL,
  evaluation_lease_until INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The cron trigger looks for due tenants across a shard.
CREATE INDEX tenants_due ON tenants (evaluate_at) WHERE status = 'active';

CREATE TABLE api_keys (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  scopes TEXT NOT NULL CHECK (json_type(scopes) = 'array'),
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- A credential is looked up before its tenant is known.
CREATE UNIQUE INDEX api_keys_digest ON api_keys (digest);

CREATE TABLE processes (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
  current_version INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX processes_default ON processes (tenant_id) WHERE is_default = 1;

-- Drafts and versions hold documents of up to 256 KB: they keep their rowid, and the document comes last, so that reading what is
-- before it does not walk through it.
CREATE TABLE process_drafts (
  tenant_id TEXT NOT NULL,
  process_id TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  updated_at INTEGER NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  PRIMARY KEY (tenant_id, process_id),
  FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id)
) STRICT;

CREATE TABLE process_versions (
  tenant_id TEXT NOT NULL,
  process_id TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  published_at INTEGER NOT NULL,
  published_by TEXT NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  PRIMARY KEY (tenant_id, process_id, version),
  FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id)
) STRICT;

CREATE TRIGGER process_versions_are_immutable BEFORE UPDATE ON process_versions
BEGIN
  SELECT RAISE(ABORT, 'a published version never changes');
END;

-- One row a process: what closed deals came to, so that nothing that is asked often ever scans them.
CREATE TABLE process_rollups (
  tenant_id TEXT NOT NULL,
  process_id TEXT NOT NULL,
  won_count INTEGER NOT NULL DEFAULT 0,
  lost_count INTEGER NOT NULL DEFAULT 0,
  -- {"EUR": minor units, …} of won deals
  won_minor_by_currency TEXT NOT NULL DEFAULT '{}' CHECK (json_type(won_minor_by_currency) = 'object'),
  -- {"<stage>:<days>": visits, …}: how long won deals stayed in each stage
  won_visits_by_stage_days TEXT NOT NULL DEFAULT '{}' CHECK (json_type(won_visits_by_stage_days) = 'object'),
  PRIMARY KEY (tenant_id, process_id),
  FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE opportunities (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  external_id TEXT,
  name TEXT NOT NULL,
  account TEXT,
  owner TEXT,
  amount_minor INTEGER CHECK (amount_minor >= 0),
  currency TEXT NOT NULL,
  expected_close_day INTEGER,
  opened_day INTEGER,
  process_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'won', 'lost')),
  stage TEXT NOT NULL,
  earned_stage TEXT NOT NULL,
  hollow INTEGER NOT NULL CHECK (hollow IN (0, 1)),
  score_hundredths INTEGER NOT NULL CHECK (score_hundredths BETWEEN 0 AND 10000),
  -- The visit of the current stage. NULL when an import does not know the date: such a deal has no age.
  visit INTEGER NOT NULL,
  stage_entered_at INTEGER,
  pushes INTEGER NOT NULL DEFAULT 0,
  lost_reason TEXT,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  closed_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, process_id, version) REFERENCES process_versions (tenant_id, process_id, version)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX opportunities_external_id ON opportunities (tenant_id, external_id) WHERE external_id IS NOT NULL;

-- Covers the live funnel and the evaluation: they read the open deals of a process and not one row more.
CREATE INDEX opportunities_open_funnel ON opportunities (
  tenant_id, process_id, stage, stage_entered_at, version, score_hundredths, hollow, amount_minor, currency,
  expected_close_day, owner, pushes
) WHERE status = 'open';

-- Lists open deals in the order of their ids.
CREATE INDEX opportunities_open ON opportunities (tenant_id, id) WHERE status = 'open';

CREATE TABLE opportunity_criteria (
  tenant_id TEXT NOT NULL,
  opportunity_id TEXT NOT NULL,
  criterion TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('unknown', 'met', 'not_met', 'not_applicable')),
  level_percent INTEGER CHECK (level_percent BETWEEN 0 AND 100),
  evidence TEXT CHECK (evidence IS NULL OR json_valid(evidence)),
  confirmed_by TEXT CHECK (confirmed_by IN ('rep', 'buyer')),
  note TEXT,
  actor TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id, criterion),
  FOREIGN KEY (tenant_id, opportunity_id) REFERENCES opportunities (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE stage_visits (
  tenant_id TEXT NOT NULL,
  opportunity_id TEXT NOT NULL,
  visit INTEGER NOT NULL CHECK (visit >= 1),
  process_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('entry', 'forward', 'backward', 'reopened')),
  -- NULL when an import does not know the date.
  entered_at INTEGER,
  left_at INTEGER,
  score_at_entry INTEGER,
  score_at_exit INTEGER,
  PRIMARY KEY (tenant_id, opportunity_id, visit),
  FOREIGN KEY (tenant_id, opportunity_id) REFERENCES opportunities (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- History, audit trail and webhook outbox at once. An id is evt_<13 digits><random>: the digits count the tenant's events,
-- given out inside the commit, so the primary key is the order of commits and a reader after an id misses nothing.
CREATE TABLE events (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  opportunity_id TEXT,
  data TEXT NOT NULL CHECK (json_valid(data)),
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX events_opportunity ON events (tenant_id, opportunity_id, id) WHERE opportunity_id IS NOT NULL;

CREATE TRIGGER events_are_append_only BEFORE UPDATE ON events
BEGIN
  SELECT RAISE(ABORT, 'an event never changes');
END;

CREATE TABLE webhook_endpoints (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  description TEXT,
  event_types TEXT NOT NULL CHECK (json_type(event_types) = 'array'),
  status TEXT NOT NULL DEFAULT 'enabled' CHECK (status IN ('enabled', 'disabled')),
  disabled_reason TEXT,
  -- Sealed with the deployment's ENCRYPTION_KEY, like the previous secret that signs beside it until it expires.
  secret TEXT NOT NULL,
  previous_secret TEXT,
  previous_secret_expires_at INTEGER,
  -- Since when nothing has succeeded; NULL while all is well.
  failing_since INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_deliveries (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed', 'cancelled')),
  attempts INTEGER NOT NULL DEFAULT 0,
  -- While one consumer is sending, this is when its lease ends; otherwise when the next attempt is due.
  next_attempt_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id),
  FOREIGN KEY (tenant_id, event_id) REFERENCES events (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- The sweep looks for due deliveries across a shard.
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE status = 'pending';

CREATE TABLE webhook_attempts (
  tenant_id TEXT NOT NULL,
  delivery_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  response_status INTEGER,
  response_body TEXT,
  error TEXT,
  PRIMARY KEY (tenant_id, delivery_id, attempt),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES webhook_deliveries (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Answers of keyed POSTs, kept for 24 hours. The operator's own keys live under the tenant id 'operator'.
CREATE TABLE idempotency_keys (
  tenant_id TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  -- NULL while the first request is still running; then the sealed answer.
  answer TEXT,
  locked_until INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);

CREATE TABLE imports (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed')),
  result TEXT NOT NULL CHECK (json_valid(result)),
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE funnel_snapshots (
  tenant_id TEXT NOT NULL,
  process_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  funnel TEXT NOT NULL CHECK (json_valid(funnel)),
  taken_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, process_id, day),
  FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE alerts (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  process_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  subject TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('warning', 'critical')),
  status TEXT NOT NULL CHECK (status IN ('open', 'acknowledged', 'snoozed', 'resolved')),
  value REAL NOT NULL,
  threshold REAL NOT NULL,
  n INTEGER NOT NULL,
  message TEXT NOT NULL,
  opportunities TEXT NOT NULL CHECK (json_type(opportunities) = 'array'),
  snoozed_until INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  opened_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  resolved_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- One live alert per process, rule and subject, whatever two evaluations do at once.
CREATE UNIQUE INDEX alerts_live ON alerts (tenant_id, process_id, rule, subject) WHERE status <> 'resolved';

-- Rates into a reporting currency: those into another one than the tenant's own of today are kept, and never used.
CREATE TABLE currency_rates (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  reporting_currency TEXT NOT NULL,
  currency TEXT NOT NULL,
  -- Units of the reporting currency for one unit of this one, in millionths.
  rate_millionths INTEGER NOT NULL CHECK (rate_millionths > 0),
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, reporting_currency, currency)
) STRICT, WITHOUT ROWID;
