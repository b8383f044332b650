-- The life of a process after its first version: it is put aside, and its open deals are moved from version to version.

-- A process that nobody sells by any more. It keeps everything it has, but no deal may be open in it.
ALTER TABLE processes ADD COLUMN archived_at INTEGER;

-- Whatever the path by which a deal would come in, and whoever archives the process in the same moment.
CREATE TRIGGER opportunities_open_in_live_processes BEFORE INSERT ON opportunities
WHEN NEW.status = 'open'
  AND (SELECT archived_at FROM processes WHERE tenant_id = NEW.tenant_id AND id = NEW.process_id) IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'the process is archived');
END;

CREATE TRIGGER opportunities_reopen_in_live_processes BEFORE UPDATE OF status ON opportunities
WHEN NEW.status = 'open' AND OLD.status <> 'open'
  AND (SELECT archived_at FROM processes WHERE tenant_id = NEW.tenant_id AND id = NEW.process_id) IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'the process is archived');
END;

-- The move of a process's open deals from one version to another: a job that goes on where it was left, whoever died.
CREATE TABLE process_migrations (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  process_id TEXT NOT NULL,
  from_version INTEGER NOT NULL,
  to_version INTEGER NOT NULL,
  mapping TEXT NOT NULL CHECK (json_type(mapping) = 'object'),
  status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed')),
  -- Open deals of from_version when it was asked for, and how many of them have been moved since.
  opportunities INTEGER NOT NULL,
  moved INTEGER NOT NULL DEFAULT 0,
  -- What became of those that were moved: counts.
  outcome TEXT NOT NULL CHECK (json_type(outcome) = 'object'),
  -- Tries in a row that moved nothing, the one that is under way included.
  failures INTEGER NOT NULL DEFAULT 0,
  -- While a consumer works on it, this is when its lease ends; otherwise when it may be gone on with.
  lease_until INTEGER NOT NULL DEFAULT 0,
  actor TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- One at a time for each process: two would move the same deals to and fro.
CREATE UNIQUE INDEX process_migrations_live ON process_migrations (tenant_id, process_id) WHERE finished_at IS NULL;

-- The sweep looks for those across a shard that nobody is at.
CREATE INDEX process_migrations_due ON process_migrations (lease_until) WHERE finished_at IS NULL;
