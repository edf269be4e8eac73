/**
 * Version 2 of the database: each entry level of a plan has a row, an intent and a life of its own; and
 * there is a lease for the one monitor, and a halt.
 *
 * Tables that refer to each other are built beside the old ones, filled, and renamed when nothing refers
 * to the old ones any more; so foreign keys hold from the first statement to the last. A plan of version 1
 * becomes a plan with one level. Its events keep their hashes: one that names no level is hashed as before.
 */
export const SCHEMA_2 = `
CREATE TABLE plans_2 (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  symbol TEXT NOT NULL CHECK (symbol <> ''),
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  volume_lots REAL NOT NULL CHECK (volume_lots > 0),
  -- Follows from those of the levels, and is written together with them.
  status TEXT NOT NULL CHECK (status IN ('draft', 'pending', 'executing', 'working', 'executed', 'unresolved',
    'closed', 'cancelled', 'expired', 'failed')),
  version INTEGER NOT NULL CHECK (version >= 1),
  revision INTEGER NOT NULL UNIQUE CHECK (revision >= 1),
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  reason TEXT,
  -- Plans of one group cancel each other.
  group_name TEXT CHECK (group_name IS NULL OR group_name <> ''),
  -- The plan as it is written, JSON.
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT;

INSERT INTO plans_2 (id, symbol, side, volume_lots, status, version, revision, created_at_ms, updated_at_ms,
  expires_at_ms, reason, group_name, document)
SELECT id, symbol, side, volume_lots, status, version, revision, created_at_ms, updated_at_ms,
  expires_at_ms, reason, NULL, document FROM plans;

CREATE TABLE intents_2 (
  -- In the order of the claims.
  number INTEGER PRIMARY KEY CHECK (number >= 1),
  client_order_id TEXT NOT NULL UNIQUE CHECK (client_order_id <> ''),
  plan_id TEXT NOT NULL REFERENCES plans_2 (id),
  plan_version INTEGER NOT NULL CHECK (plan_version >= 1),
  level INTEGER NOT NULL CHECK (level >= 1),
  -- Which open store claimed; another one that makes up the same key has not claimed.
  claimed_by TEXT NOT NULL CHECK (claimed_by <> ''),
  claimed_at_ms INTEGER NOT NULL,
  -- Of the lease under which it was claimed; 0: from before there were leases.
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  symbol TEXT NOT NULL CHECK (symbol <> ''),
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  type TEXT NOT NULL CHECK (type IN ('market', 'limit', 'stop')),
  -- Where a resting order waits.
  price REAL,
  volume_lots REAL NOT NULL CHECK (volume_lots > 0),
  stop_loss REAL,
  take_profit REAL,
  expires_at_ms INTEGER,
  fired_price REAL NOT NULL,
  fired_at_ms INTEGER NOT NULL,
  not_after_ms INTEGER NOT NULL,
  outcome TEXT CHECK (outcome IS NULL OR outcome IN ('accepted', 'rejected', 'notSent', 'unresolved')),
  settlement TEXT CHECK (settlement IS NULL OR json_valid(settlement)),
  settled_at_ms INTEGER,
  CHECK ((outcome IS NULL) = (settlement IS NULL) AND (outcome IS NULL) = (settled_at_ms IS NULL)),
  CHECK ((type = 'market') = (price IS NULL)),
  CHECK (type <> 'market' OR expires_at_ms IS NULL)
) STRICT;

INSERT INTO intents_2 (client_order_id, plan_id, plan_version, level, claimed_by, claimed_at_ms, epoch, attempt,
  symbol, side, type, price, volume_lots, stop_loss, take_profit, expires_at_ms, fired_price, fired_at_ms,
  not_after_ms, outcome, settlement, settled_at_ms)
SELECT client_order_id, plan_id, plan_version, 1, claimed_by, claimed_at_ms, 0, attempt,
  symbol, side, 'market', NULL, volume_lots, stop_loss, take_profit, NULL, fired_price, fired_at_ms,
  not_after_ms, outcome, settlement, settled_at_ms
FROM intents ORDER BY claimed_at_ms, client_order_id;

CREATE TABLE plan_levels_2 (
  plan_id TEXT NOT NULL REFERENCES plans_2 (id),
  level INTEGER NOT NULL CHECK (level >= 1),
  status TEXT NOT NULL CHECK (status IN ('draft', 'pending', 'executing', 'working', 'executed', 'unresolved',
    'closed', 'cancelled', 'expired', 'failed')),
  reason TEXT,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  rejections INTEGER NOT NULL CHECK (rejections BETWEEN 0 AND attempts),
  retry_at_ms INTEGER CHECK (retry_at_ms IS NULL OR status = 'pending'),
  client_order_id TEXT REFERENCES intents_2 (client_order_id)
    CHECK (client_order_id IS NULL OR status IN ('executing', 'working', 'executed', 'unresolved', 'closed')),
  ticket TEXT CHECK (ticket IS NULL OR client_order_id IS NOT NULL),
  fill TEXT CHECK (fill IS NULL OR json_valid(fill) AND status IN ('working', 'executed', 'closed')),
  close TEXT CHECK (close IS NULL OR json_valid(close)),
  withdrawal TEXT CHECK (withdrawal IS NULL OR status = 'working'),
  CHECK (status NOT IN ('executed', 'closed') OR fill IS NOT NULL),
  CHECK ((status = 'closed') = (close IS NOT NULL)),
  PRIMARY KEY (plan_id, level)
) STRICT, WITHOUT ROWID;

INSERT INTO plan_levels_2 (plan_id, level, status, reason, attempts, rejections, retry_at_ms, client_order_id, fill, close)
SELECT id, 1, status, reason, attempts,
  min(attempts, (SELECT count(*) FROM intents
    WHERE intents.plan_id = plans.id AND plan_version = version AND outcome = 'rejected')),
  retry_at_ms,
  CASE
    WHEN status = 'executing'
      THEN (SELECT client_order_id FROM intents WHERE intents.plan_id = plans.id AND outcome IS NULL)
    WHEN status = 'unresolved'
      THEN (SELECT client_order_id FROM intents WHERE intents.plan_id = plans.id AND outcome = 'unresolved')
    WHEN status IN ('working', 'executed', 'closed')
      THEN (SELECT client_order_id FROM intents WHERE intents.plan_id = plans.id AND outcome = 'accepted')
  END,
  CASE WHEN status IN ('working', 'executed', 'closed') THEN fill END,
  close
FROM plans;

CREATE TABLE plan_events_2 (
  plan_id TEXT NOT NULL REFERENCES plans_2 (id),
  sequence INTEGER NOT NULL CHECK (sequence >= 1),
  at_ms INTEGER NOT NULL,
  -- The level that it happened to; NULL: the plan as a whole, or a plan of version 1, which had one.
  level INTEGER CHECK (level IS NULL OR level >= 1),
  from_status TEXT,
  to_status TEXT NOT NULL CHECK (to_status <> ''),
  kind TEXT NOT NULL CHECK (kind <> ''),
  details TEXT NOT NULL CHECK (json_valid(details)),
  -- SHA-256 over the hash before and this event; see event-chain.ts.
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (plan_id, sequence)
) STRICT;

INSERT INTO plan_events_2 (plan_id, sequence, at_ms, level, from_status, to_status, kind, details, hash)
SELECT plan_id, sequence, at_ms, NULL, from_status, to_status, kind, details, hash
FROM plan_events ORDER BY plan_id, sequence;

CREATE TABLE verdicts_2 (
  plan_id TEXT PRIMARY KEY REFERENCES plans_2 (id),
  as_of_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('met', 'unmet', 'unknown')),
  conditions TEXT NOT NULL CHECK (json_valid(conditions))
) STRICT, WITHOUT ROWID;

INSERT INTO verdicts_2 (plan_id, as_of_ms, state, conditions) SELECT plan_id, as_of_ms, state, conditions FROM verdicts;

DROP TABLE verdicts;
DROP TABLE plan_events;
DROP TABLE intents;
DROP TABLE plans;
ALTER TABLE plans_2 RENAME TO plans;
ALTER TABLE intents_2 RENAME TO intents;
ALTER TABLE plan_levels_2 RENAME TO plan_levels;
ALTER TABLE plan_events_2 RENAME TO plan_events;
ALTER TABLE verdicts_2 RENAME TO verdicts;

CREATE INDEX plans_by_status ON plans (status);
CREATE INDEX plans_by_symbol ON plans (symbol);
CREATE INDEX plans_by_group ON plans (group_name) WHERE group_name IS NOT NULL;

CREATE TRIGGER plans_stay BEFORE DELETE ON plans
BEGIN SELECT RAISE(ABORT, 'a plan is never deleted'); END;

CREATE INDEX plan_levels_by_status ON plan_levels (status);
-- Without it SQLite would read all levels to hold a new intent against the references to it.
CREATE INDEX plan_levels_by_order ON plan_levels (client_order_id);
-- The profits of a day are summed without looking at those of all days.
CREATE INDEX plan_levels_by_close_time ON plan_levels (json_extract(close, '$.timeMs')) WHERE close IS NOT NULL;

CREATE TRIGGER plan_levels_stay BEFORE DELETE ON plan_levels WHEN OLD.status NOT IN ('pending', 'draft')
BEGIN SELECT RAISE(ABORT, 'a level is replaced only while nothing has become of it'); END;

CREATE TRIGGER plan_levels_unnamed BEFORE UPDATE OF plan_id, level ON plan_levels
BEGIN SELECT RAISE(ABORT, 'a level stays the one that it is'); END;

CREATE TRIGGER plan_events_in_order BEFORE INSERT ON plan_events
WHEN NEW.sequence <> 1 + coalesce((SELECT max(sequence) FROM plan_events WHERE plan_id = NEW.plan_id), 0)
BEGIN SELECT RAISE(ABORT, 'the events of a plan are numbered without a hole'); END;

CREATE TRIGGER plan_events_unchanged BEFORE UPDATE ON plan_events
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

CREATE TRIGGER plan_events_stay BEFORE DELETE ON plan_events
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

CREATE INDEX intents_by_plan ON intents (plan_id, level);
CREATE INDEX intents_by_claim_time ON intents (claimed_at_ms);
CREATE UNIQUE INDEX intents_one_open_per_level ON intents (plan_id, level) WHERE outcome IS NULL;
CREATE UNIQUE INDEX intents_one_accepted_per_level ON intents (plan_id, level) WHERE outcome = 'accepted';

CREATE TRIGGER intents_of_no_older_lease BEFORE INSERT ON intents
WHEN NEW.epoch < coalesce((SELECT epoch FROM intents ORDER BY number DESC LIMIT 1), 0)
BEGIN SELECT RAISE(ABORT, 'nothing is claimed under an older lease'); END;

CREATE TRIGGER intents_stay BEFORE DELETE ON intents
BEGIN SELECT RAISE(ABORT, 'an intent is never deleted'); END;

CREATE TRIGGER intents_unchanged BEFORE UPDATE OF number, client_order_id, plan_id, plan_version, level, claimed_by,
  claimed_at_ms, epoch, attempt, symbol, side, type, price, volume_lots, stop_loss, take_profit, expires_at_ms,
  fired_price, fired_at_ms, not_after_ms ON intents
BEGIN SELECT RAISE(ABORT, 'an intent is never changed, only settled'); END;

-- Who may monitor the database. It is never emptied, so that its epoch only grows.
CREATE TABLE lease (
  single INTEGER PRIMARY KEY CHECK (single = 1),
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  holder_id TEXT NOT NULL CHECK (holder_id <> ''),
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  process_start TEXT NOT NULL,
  acquired_at_ms INTEGER NOT NULL,
  renewed_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  is_released INTEGER NOT NULL CHECK (is_released IN (0, 1))
) STRICT;

CREATE TRIGGER lease_grows BEFORE UPDATE ON lease WHEN NEW.epoch < OLD.epoch
BEGIN SELECT RAISE(ABORT, 'the epoch of the lease only grows'); END;

CREATE TRIGGER lease_stays BEFORE DELETE ON lease
BEGIN SELECT RAISE(ABORT, 'the lease is released, never deleted'); END;

-- There is a row while trading is stopped.
CREATE TABLE halt (
  single INTEGER PRIMARY KEY CHECK (single = 1),
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  flatten INTEGER NOT NULL CHECK (flatten IN (0, 1))
) STRICT;
`;
