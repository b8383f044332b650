-- The fields that a company has declared for itself, and the notes on its deals.

CREATE TABLE custom_fields (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('text', 'number', 'date', 'boolean', 'choice')),
  -- Of a choice only: ["…", …]
  choices TEXT CHECK (choices IS NULL OR json_type(choices) = 'array'),
  -- Since when no deal can be given a value. What deals have stays, so the row stays.
  archived_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((type = 'choice') = (choices IS NOT NULL)),
  PRIMARY KEY (tenant_id, key)
) STRICT, WITHOUT ROWID;

-- Whoever declares them in the same moment. With the archived ones they are bounded too, since deals keep the values of all of them.
CREATE TRIGGER custom_fields_are_bounded BEFORE INSERT ON custom_fields
WHEN (SELECT count(*) FROM custom_fields WHERE tenant_id = NEW.tenant_id AND archived_at IS NULL) >= 50
  OR (SELECT count(*) FROM custom_fields WHERE tenant_id = NEW.tenant_id) >= 250
BEGIN
  SELECT RAISE(ABORT, 'too many custom fields');
END;

CREATE TRIGGER custom_fields_are_bounded_when_revived BEFORE UPDATE OF archived_at ON custom_fields
WHEN NEW.archived_at IS NULL AND OLD.archived_at IS NOT NULL
  AND (SELECT count(*) FROM custom_fields WHERE tenant_id = NEW.tenant_id AND archived_at IS NULL) >= 50
BEGIN
  SELECT RAISE(ABORT, 'too many custom fields');
END;

-- The type is what the values of deals are read by.
CREATE TRIGGER custom_fields_keep_their_type BEFORE UPDATE OF type ON custom_fields
WHEN NEW.type <> OLD.type
BEGIN
  SELECT RAISE(ABORT, 'the type of a custom field never changes');
END;

-- A note is never rewritten: it is withdrawn at most. No foreign key, since a deleted deal is taken out of its table and its notes are not.
CREATE TABLE opportunity_notes (
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  opportunity_id TEXT NOT NULL,
  id TEXT NOT NULL,
  text TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  withdrawn_at INTEGER,
  withdrawn_by TEXT,
  PRIMARY KEY (tenant_id, opportunity_id, id)
) STRICT, WITHOUT ROWID;
