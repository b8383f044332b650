-- What a company keeps of a deal beside its position, and what lists look for.

-- JSON arrays and objects, always read and written whole with their deal. A tag holds neither quote, backslash nor comma, so that
-- instr(tags, '"<tag>"') finds exactly it.
ALTER TABLE opportunities ADD COLUMN tags TEXT NOT NULL DEFAULT '[]' CHECK (json_type(tags) = 'array');
ALTER TABLE opportunities ADD COLUMN contacts TEXT NOT NULL DEFAULT '[]' CHECK (json_type(contacts) = 'array');
-- {"<key of a custom field>": text, number or boolean; dates as YYYY-MM-DD}
ALTER TABLE opportunities ADD COLUMN custom TEXT NOT NULL DEFAULT '{}' CHECK (json_type(custom) = 'object');
ALTER TABLE opportunities ADD COLUMN next_step TEXT;
ALTER TABLE opportunities ADD COLUMN next_step_due_day INTEGER;
-- The words of name and account as values/fold.ts folds them, each after a space.
ALTER TABLE opportunities ADD COLUMN search_text TEXT NOT NULL DEFAULT '';

-- Deals of before are found by what SQLite can fold; the next change of each folds it in full.
UPDATE opportunities SET search_text = ' ' || lower(replace(replace(replace(replace(replace(replace(
  name || coalesce(' ' || account, ''), 'Ä', 'a'), 'ä', 'a'), 'Ö', 'o'), 'ö', 'o'), 'Å', 'a'), 'å', 'a'));

-- What has changed since a time. A deal that nobody has changed (revision 1) is not in it: it is as old as its id, so the primary key finds
-- it, and a first import writes no row more.
CREATE INDEX opportunities_changed ON opportunities (tenant_id, updated_at, id) WHERE revision > 1;

-- The open deals of one owner, in the order of their ids.
CREATE INDEX opportunities_open_owner ON opportunities (tenant_id, owner, id) WHERE status = 'open';
