-- Opportunities that were deleted, and those that were merged into another one. They are taken out of the tables of live ones whole, so that
-- no query can show one by forgetting a filter. Their events stay: the log is the company's, and append-only.

CREATE TABLE removed_opportunities (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  id TEXT NOT NULL,
  removed_at INTEGER NOT NULL,
  removed_by TEXT NOT NULL,
  -- Until then it can be restored; afterwards a sweep drops it. NULL for one whose history another one keeps for as long as that one lives.
  purge_at INTEGER,
  -- The opportunity that it was merged into. When that one is merged in its turn, this goes with it, so it never has to be followed further.
  merged_into TEXT,
  -- Of the external ids of two that were merged, the one that the survivor does not have: it names the survivor too.
  alias TEXT,
  -- The row of `opportunities` as it was, as JSON.
  contents TEXT NOT NULL CHECK (json_type(contents) = 'object'),
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What can be restored, by when it was deleted.
CREATE INDEX removed_opportunities_deleted ON removed_opportunities (tenant_id, removed_at, id) WHERE merged_into IS NULL;

CREATE INDEX removed_opportunities_merged ON removed_opportunities (tenant_id, merged_into, id) WHERE merged_into IS NOT NULL;

CREATE INDEX removed_opportunities_alias ON removed_opportunities (tenant_id, alias) WHERE alias IS NOT NULL;

-- The sweep looks across a shard for those whose time is over.
CREATE INDEX removed_opportunities_due ON removed_opportunities (purge_at) WHERE purge_at IS NOT NULL;

-- The columns of opportunity_criteria and stage_visits, so that rows move there and back inside the database, however many and long they are.
CREATE TABLE removed_criteria (
  tenant_id TEXT NOT NULL,
  opportunity_id TEXT NOT NULL,
  criterion TEXT NOT NULL,
  state TEXT NOT NULL,
  level_percent INTEGER,
  evidence TEXT,
  confirmed_by TEXT,
  note TEXT,
  actor TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id, criterion),
  FOREIGN KEY (tenant_id, opportunity_id) REFERENCES removed_opportunities (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE removed_visits (
  tenant_id TEXT NOT NULL,
  opportunity_id TEXT NOT NULL,
  visit INTEGER NOT NULL,
  process_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  direction TEXT NOT NULL,
  entered_at INTEGER,
  left_at INTEGER,
  score_at_entry INTEGER,
  score_at_exit INTEGER,
  PRIMARY KEY (tenant_id, opportunity_id, visit),
  FOREIGN KEY (tenant_id, opportunity_id) REFERENCES removed_opportunities (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- An external id that names the survivor of a merge is taken, by it: whoever synchronizes the absorbed one must not bring it back. While the
-- survivor itself is deleted its aliases are as free as its own external id.
CREATE TRIGGER opportunities_external_id_is_no_alias BEFORE INSERT ON opportunities
WHEN NEW.external_id IS NOT NULL AND EXISTS (
  SELECT 1 FROM removed_opportunities AS removed INDEXED BY removed_opportunities_alias
  JOIN opportunities AS survivor ON survivor.tenant_id = removed.tenant_id AND survivor.id = removed.merged_into
  WHERE removed.tenant_id = NEW.tenant_id AND removed.alias = NEW.external_id)
BEGIN
  SELECT RAISE(ABORT, 'the external_id is the alias of a survivor');
END;

CREATE TRIGGER opportunities_external_id_becomes_no_alias BEFORE UPDATE OF external_id ON opportunities
WHEN NEW.external_id IS NOT NULL AND EXISTS (
  SELECT 1 FROM removed_opportunities AS removed INDEXED BY removed_opportunities_alias
  JOIN opportunities AS survivor ON survivor.tenant_id = removed.tenant_id AND survivor.id = removed.merged_into
  WHERE removed.tenant_id = NEW.tenant_id AND removed.alias = NEW.external_id AND removed.merged_into <> NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'the external_id is the alias of a survivor');
END;
