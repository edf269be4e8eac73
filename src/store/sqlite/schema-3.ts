/**
 * Version 3 of the database: that a level's order is to be withdrawn may be noted while the order is on its
 * way or in doubt, too, and not only while it rests.
 *
 * A CHECK cannot be changed, so the table is built anew beside the old one and takes its name. Nothing
 * refers to it, and every row is taken over as it is.
 */
export const SCHEMA_3 = `
CREATE TABLE plan_levels_3 (
  plan_id TEXT NOT NULL REFERENCES plans (id),
  level INTEGER NOT NULL CHECK (level >= 1),
  status TEXT NOT NULL CHECK (status IN ('draft', 'pending', 'executing', 'working', 'executed', 'unresolved',
    'closed', 'cancelled', 'expired', 'failed')),
  reason TEXT,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  rejections INTEGER NOT NULL CHECK (rejections BETWEEN 0 AND attempts),
  retry_at_ms INTEGER CHECK (retry_at_ms IS NULL OR status = 'pending'),
  client_order_id TEXT REFERENCES intents (client_order_id)
    CHECK (client_order_id IS NULL OR status IN ('executing', 'working', 'executed', 'unresolved', 'closed')),
  ticket TEXT CHECK (ticket IS NULL OR client_order_id IS NOT NULL),
  fill TEXT CHECK (fill IS NULL OR json_valid(fill) AND status IN ('working', 'executed', 'closed')),
  close TEXT CHECK (close IS NULL OR json_valid(close)),
  -- A level that is to be cancelled is never pending, so that nobody can claim it.
  withdrawal TEXT CHECK (withdrawal IS NULL OR status IN ('working', 'executing', 'unresolved')),
  CHECK (status NOT IN ('executed', 'closed') OR fill IS NOT NULL),
  CHECK ((status = 'closed') = (close IS NOT NULL)),
  PRIMARY KEY (plan_id, level)
) STRICT, WITHOUT ROWID;

INSERT INTO plan_levels_3 (plan_id, level, status, reason, attempts, rejections, retry_at_ms, client_order_id,
  ticket, fill, close, withdrawal)
SELECT plan_id, level, status, reason, attempts, rejections, retry_at_ms, client_order_id,
  ticket, fill, close, withdrawal
FROM plan_levels ORDER BY plan_id, level;

DROP TABLE plan_levels;
ALTER TABLE plan_levels_3 RENAME TO plan_levels;

CREATE INDEX plan_levels_by_status ON plan_levels (status);
-- Without it SQLite would read all levels to hold a new intent against the references to it.
CREATE INDEX plan_levels_by_order ON plan_levels (client_order_id);
-- The profits of a day are summed without looking at those of all days.
CREATE INDEX plan_levels_by_close_time ON plan_levels (json_extract(close, '$.timeMs')) WHERE close IS NOT NULL;

CREATE TRIGGER plan_levels_stay BEFORE DELETE ON plan_levels WHEN OLD.status NOT IN ('pending', 'draft')
BEGIN SELECT RAISE(ABORT, 'a level is replaced only while nothing has become of it'); END;

CREATE TRIGGER plan_levels_unnamed BEFORE UPDATE OF plan_id, level ON plan_levels
BEGIN SELECT RAISE(ABORT, 'a level stays the one that it is'); END;
`;
