-- What figures of funnel health, their rules and the life of alerts rest on.

-- Days are those of the company's zone at the time, so that a changed time zone rewrites no history. NULL: not known.
ALTER TABLE opportunities ADD COLUMN closed_day INTEGER;
-- The close date that was promised first, however often it has been pushed since.
ALTER TABLE opportunities ADD COLUMN first_expected_day INTEGER;
-- When its newest event was recorded.
ALTER TABLE opportunities ADD COLUMN last_event_at INTEGER;

ALTER TABLE stage_visits ADD COLUMN entered_day INTEGER;
-- Where the stage stood among those of the version then, from 0.
ALTER TABLE stage_visits ADD COLUMN position INTEGER;
ALTER TABLE removed_visits ADD COLUMN entered_day INTEGER;
ALTER TABLE removed_visits ADD COLUMN position INTEGER;

-- The days of what is there already are filled in by a repair, or by whoever works on it: so it comes into the flows with them.
UPDATE opportunities SET last_event_at = updated_at;

-- The same index with what the figures of today ask for besides. Whoever names it finds what it had before.
DROP INDEX opportunities_open_funnel;
CREATE INDEX opportunities_open_funnel ON opportunities (
  tenant_id, process_id, stage, stage_entered_at, version, score_hundredths, hollow, amount_minor, currency,
  expected_close_day, owner, pushes, opened_day, last_event_at, tags, name
) WHERE status = 'open';

-- {"<whole days from opening to closing>": deals, …}
ALTER TABLE process_rollups ADD COLUMN won_cycle_days TEXT NOT NULL DEFAULT '{}' CHECK (json_type(won_cycle_days) = 'object');
ALTER TABLE process_rollups ADD COLUMN lost_cycle_days TEXT NOT NULL DEFAULT '{}' CHECK (json_type(lost_cycle_days) = 'object');
-- {"EUR": won deals with an amount, …}
ALTER TABLE process_rollups ADD COLUMN won_count_by_currency TEXT NOT NULL DEFAULT '{}' CHECK (json_type(won_count_by_currency) = 'object');
-- {"won:<stage>": deals that were ever in it, "lost:<stage>": …}
ALTER TABLE process_rollups ADD COLUMN outcomes_by_stage TEXT NOT NULL DEFAULT '{}' CHECK (json_type(outcomes_by_stage) = 'object');

-- What happened when, counted; src/opportunities/flows.ts says which keys there are. A count stands in the week in which it was written or
-- in that of the day it is about, so all of a day that is past are in the rows from its week on; what is due in a month may stand in those of
-- earlier weeks as well, when it was promised. A write touches one row, whatever days it is about: the last part of its week, or a new one
-- once that has grown large, for a row is written whole and may hold 2 MB.
CREATE TABLE process_flows (
  tenant_id TEXT NOT NULL,
  process_id TEXT NOT NULL,
  -- Weeks since Monday, 1969-12-29
  week INTEGER NOT NULL,
  part INTEGER NOT NULL DEFAULT 0,
  counts TEXT NOT NULL CHECK (json_type(counts) = 'object'),
  revision INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, process_id, week, part),
  FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Work on the figures of the past that a job does: 'rollups' are counted anew, 'snapshots' of past days are drawn from the visits.
CREATE TABLE funnel_repairs (
  tenant_id TEXT NOT NULL,
  process_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('rollups', 'snapshots')),
  status TEXT NOT NULL CHECK (status IN ('queued', 'completed', 'failed')),
  result TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(result)),
  failures INTEGER NOT NULL DEFAULT 0,
  -- While a consumer works on it, when its lease ends; otherwise from when on it is to be done.
  lease_until INTEGER NOT NULL DEFAULT 0,
  requested_at INTEGER NOT NULL,
  finished_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, process_id, kind),
  FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What a repair of the totals has counted so far, for its next job: a JSON object cut into texts, in their order.
CREATE TABLE funnel_repair_parts (
  tenant_id TEXT NOT NULL,
  process_id TEXT NOT NULL,
  part INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (tenant_id, process_id, part),
  FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Deals of before have no days yet: they are given them and counted, and then there are past days to draw.
INSERT INTO funnel_repairs (tenant_id, process_id, kind, status, result, lease_until, requested_at)
  SELECT processes.tenant_id, processes.id, kind.value, 'queued', '{"verify_only":false}', CASE kind.value WHEN 'rollups' THEN 0 ELSE unixepoch() * 1000 + 120000 END, unixepoch() * 1000
  FROM processes, json_each('["rollups", "snapshots"]') AS kind WHERE processes.current_version IS NOT NULL;

-- The sweep looks across a shard for what is to be done.
CREATE INDEX funnel_repairs_due ON funnel_repairs (lease_until) WHERE status = 'queued';

-- 'live' was taken on the day, 'visits' is drawn from stage visits afterwards.
ALTER TABLE funnel_snapshots ADD COLUMN source TEXT NOT NULL DEFAULT 'live' CHECK (source IN ('live', 'visits'));

-- How many days snapshots are kept; NULL for ever.
ALTER TABLE tenants ADD COLUMN snapshot_retention_days INTEGER CHECK (snapshot_retention_days >= 1);
-- When a digest of the alerts is sent: {"every": "daily" or "weekly", "weekday": 1…7 from Monday, "at": "HH:MM"}; NULL for never.
ALTER TABLE tenants ADD COLUMN digest TEXT CHECK (digest IS NULL OR json_type(digest) = 'object');
ALTER TABLE tenants ADD COLUMN digest_due_at INTEGER;
-- When the last evaluation of all its processes was done.
ALTER TABLE tenants ADD COLUMN evaluated_at INTEGER;
-- How often it has been claimed since then: grows while its evaluation fails, whose turn then comes less often.
ALTER TABLE tenants ADD COLUMN evaluation_claims INTEGER NOT NULL DEFAULT 0;

-- What the cron trigger may claim, in the order of its turn: those whose lease lasts are not looked at, however many they are.
CREATE INDEX tenants_claimable ON tenants (max(evaluate_at, evaluation_lease_until)) WHERE status = 'active';

-- How a company has set a rule; what it has not set is as the product sets it. process_id '' is for all processes.
CREATE TABLE alert_rules (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  rule TEXT NOT NULL,
  process_id TEXT NOT NULL DEFAULT '',
  settings TEXT NOT NULL CHECK (json_type(settings) = 'object'),
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, rule, process_id)
) STRICT, WITHOUT ROWID;

-- What to do about it, from the process's own guidance; the interval of the figure where it is a rate.
ALTER TABLE alerts ADD COLUMN advice TEXT NOT NULL DEFAULT '';
ALTER TABLE alerts ADD COLUMN formula TEXT NOT NULL DEFAULT '';
ALTER TABLE alerts ADD COLUMN interval_low REAL;
ALTER TABLE alerts ADD COLUMN interval_high REAL;
ALTER TABLE alerts ADD COLUMN acknowledged_at INTEGER;
ALTER TABLE alerts ADD COLUMN acknowledged_by TEXT;
-- When it was last told that it is open: from then on it waits to be acknowledged. NULL: when it was opened.
ALTER TABLE alerts ADD COLUMN told_at INTEGER;
-- When it last went from warning to critical.
ALTER TABLE alerts ADD COLUMN escalated_at INTEGER;
-- Whether it has been told again because nobody had acknowledged it.
ALTER TABLE alerts ADD COLUMN reminded_at INTEGER;
-- Who resolved it by hand; NULL where the figure did.
ALTER TABLE alerts ADD COLUMN resolved_by TEXT;
-- Resolved by hand while the figure was still bad: the same is not raised again until it has been well once or is worse.
ALTER TABLE alerts ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));

CREATE UNIQUE INDEX alerts_held ON alerts (tenant_id, process_id, rule, subject) WHERE held = 1;
-- What a digest tells of a period.
CREATE INDEX alerts_resolved ON alerts (tenant_id, resolved_at) WHERE status = 'resolved';

-- A comment is never rewritten.
CREATE TABLE alert_comments (
  tenant_id TEXT NOT NULL,
  alert_id TEXT NOT NULL,
  id TEXT NOT NULL,
  text TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, alert_id, id),
  FOREIGN KEY (tenant_id, alert_id) REFERENCES alerts (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What is to be won in a period: a month (2026-11), a quarter (2026-Q4) or a year (2026). process_id and owner '' are for all.
CREATE TABLE targets (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  period TEXT NOT NULL,
  first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL CHECK (last_day >= first_day),
  process_id TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX targets_scope ON targets (tenant_id, last_day, first_day, process_id, owner);

-- Owners who sell together, by the names that deals have as their owner.
CREATE TABLE teams (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  owners TEXT NOT NULL CHECK (json_type(owners) = 'array'),
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, key)
) STRICT, WITHOUT ROWID;
