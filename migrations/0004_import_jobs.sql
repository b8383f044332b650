-- Imports that are too large for one request: a job that goes on where it was left, whoever died.

-- What was decided on the file before its first row: an ImportPlan as JSON. Imports of before have none.
ALTER TABLE imports ADD COLUMN plan TEXT CHECK (plan IS NULL OR json_type(plan) = 'object');
-- How far a job is, as JSON: rows before it are in. NULL: from the start, or there is no job.
ALTER TABLE imports ADD COLUMN position TEXT CHECK (position IS NULL OR json_valid(position));
-- Tries in a row that brought nothing in, the one that is under way included.
ALTER TABLE imports ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
-- While somebody works on it, this is when the lease ends; otherwise when it may be gone on with. 0: nobody has said.
ALTER TABLE imports ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE imports ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

-- The sweep looks for those across a shard that nobody is at.
CREATE INDEX imports_due ON imports (lease_until) WHERE status IN ('queued', 'running');

-- The rows of a file that waits for its job, in packs of a megabyte at most. With a rowid, since its rows are large. Not a child of imports:
-- rows are stored while the file is on its way, and an import is only once all of it has come.
CREATE TABLE import_parts (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  import_id TEXT NOT NULL,
  part INTEGER NOT NULL,
  -- [row, [cell, …]] for each row that could be read, [row, null, fault] for one that could not
  records TEXT NOT NULL CHECK (json_type(records) = 'array'),
  -- [external id, row] for each row that was good: of several with an id the first counts
  ids TEXT NOT NULL DEFAULT '[]' CHECK (json_type(ids) = 'array'),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, import_id, part)
) STRICT;

-- A file whose upload broke off leaves its parts behind.
CREATE INDEX import_parts_old ON import_parts (created_at);

-- The rows that failed, as they stood in the file, for the error report.
CREATE TABLE import_rejects (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  import_id TEXT NOT NULL,
  first_row INTEGER NOT NULL,
  -- [row, [cell, …], [[column, code, detail], …]]
  rejects TEXT NOT NULL CHECK (json_type(rejects) = 'array'),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, import_id, first_row)
) STRICT;

CREATE INDEX import_rejects_old ON import_rejects (created_at);
