/**
 * Version 6 of the database: plans are listed page by page, by indexes that have their order; and what has ended
 * long ago can be deleted, once it is noted in `archived_plans` where it was written before.
 *
 * An id stays taken for good: the keys of orders are made of it. What still counts stays: nothing younger than two
 * days is archived, so no ceiling of an hour or a day changes; nor one of a group that goes on; nor the newest
 * intent, by which the number and the epoch of the next one are judged.
 */
export const SCHEMA_6 = `
DROP INDEX plans_by_status;
DROP INDEX plans_by_symbol;
CREATE INDEX plans_by_status ON plans (status, id);
CREATE INDEX plans_by_symbol ON plans (symbol, id);
CREATE INDEX plans_by_creation ON plans (created_at_ms, id);
CREATE INDEX plans_by_status_creation ON plans (status, created_at_ms, id);
-- What never expires comes last; see EXPIRY in plan-query.ts.
CREATE INDEX plans_by_expiry ON plans (coalesce(expires_at_ms, 9007199254740991), id);
CREATE INDEX plans_by_status_expiry ON plans (status, coalesce(expires_at_ms, 9007199254740991), id);
-- What has ended, in the order in which it is archived.
CREATE INDEX plans_ended ON plans (updated_at_ms, id) WHERE status IN ('closed', 'cancelled', 'expired', 'failed');

CREATE TABLE archived_plans (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  archived_at_ms INTEGER NOT NULL,
  -- Of its last event, by which its line in the file is known.
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  -- With a path from the folder of the database, unless it is somewhere else.
  file TEXT NOT NULL CHECK (file <> ''),
  -- Its group, if it was the one of it.
  taken_group TEXT CHECK (taken_group IS NULL OR taken_group <> ''),
  -- Whether it had an order of ours.
  had_order INTEGER NOT NULL CHECK (had_order IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX archived_plans_by_group ON archived_plans (taken_group) WHERE taken_group IS NOT NULL;

CREATE TRIGGER archived_plans_have_ended BEFORE INSERT ON archived_plans
WHEN NOT EXISTS (SELECT 1 FROM plans WHERE id = NEW.id AND revision = NEW.revision
    AND status IN ('closed', 'cancelled', 'expired', 'failed') AND updated_at_ms <= NEW.archived_at_ms - 172800000)
  OR EXISTS (SELECT 1 FROM intents WHERE plan_id = NEW.id
    AND (claimed_at_ms > NEW.archived_at_ms - 172800000 OR outcome IS NULL OR outcome = 'unresolved'))
  OR EXISTS (SELECT 1 FROM plan_levels WHERE plan_id = NEW.id
    AND json_extract(close, '$.timeMs') > NEW.archived_at_ms - 172800000)
BEGIN SELECT RAISE(ABORT, 'only what ended two days ago is archived'); END;

CREATE TRIGGER archived_plans_of_ended_groups BEFORE INSERT ON archived_plans
WHEN EXISTS (SELECT 1 FROM plans JOIN plans AS other ON other.group_name = plans.group_name
  WHERE plans.id = NEW.id AND other.status NOT IN ('closed', 'cancelled', 'expired', 'failed'))
BEGIN SELECT RAISE(ABORT, 'a plan stays while its group goes on'); END;

CREATE TRIGGER archived_plans_unchanged BEFORE UPDATE ON archived_plans
BEGIN SELECT RAISE(ABORT, 'where a plan was archived is never changed'); END;

CREATE TRIGGER archived_plans_stay BEFORE DELETE ON archived_plans
BEGIN SELECT RAISE(ABORT, 'the id of an archived plan stays taken'); END;

CREATE TRIGGER plans_of_new_ids BEFORE INSERT ON plans
WHEN EXISTS (SELECT 1 FROM archived_plans WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the id of an archived plan stays taken'); END;

DROP TRIGGER plans_stay;
CREATE TRIGGER plans_stay BEFORE DELETE ON plans
WHEN NOT EXISTS (SELECT 1 FROM archived_plans WHERE id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'a plan is deleted only when it was archived'); END;

DROP TRIGGER plan_levels_stay;
CREATE TRIGGER plan_levels_stay BEFORE DELETE ON plan_levels
WHEN OLD.status NOT IN ('pending', 'draft') AND NOT EXISTS (SELECT 1 FROM archived_plans WHERE id = OLD.plan_id)
BEGIN SELECT RAISE(ABORT, 'a level is replaced only while nothing has become of it'); END;

DROP TRIGGER plan_events_stay;
CREATE TRIGGER plan_events_stay BEFORE DELETE ON plan_events
WHEN NOT EXISTS (SELECT 1 FROM archived_plans WHERE id = OLD.plan_id)
BEGIN SELECT RAISE(ABORT, 'an event is deleted only with its archived plan'); END;

DROP TRIGGER intents_stay;
CREATE TRIGGER intents_stay BEFORE DELETE ON intents
WHEN NOT EXISTS (SELECT 1 FROM archived_plans WHERE id = OLD.plan_id)
BEGIN SELECT RAISE(ABORT, 'an intent is deleted only with its archived plan'); END;

CREATE TRIGGER intents_newest_stays BEFORE DELETE ON intents WHEN OLD.number = (SELECT max(number) FROM intents)
BEGIN SELECT RAISE(ABORT, 'the newest intent stays'); END;
`;
