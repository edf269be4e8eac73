/**
 * Version 1 of the database. A released migration is never edited: what changes is a new one.
 *
 * Times are whole ms, but for those of quotes: the filter compares source times exactly, so N single
 * runs decide as one long run does. A rule that a row must keep is a CHECK, a trigger or an index
 * here, so that it holds for every program that writes the file.
 */
export const SCHEMA_1 = `
CREATE TABLE meta (
  single INTEGER PRIMARY KEY CHECK (single = 1),
  database_id TEXT NOT NULL CHECK (database_id <> ''),
  -- Counts the writes of plan rows over the whole database.
  revision INTEGER NOT NULL CHECK (revision >= 0)
) STRICT;

CREATE TABLE plans (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  symbol TEXT NOT NULL CHECK (symbol <> ''),
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  volume_lots REAL NOT NULL CHECK (volume_lots > 0),
  status TEXT NOT NULL CHECK (status IN ('draft', 'pending', 'executing', 'working', 'executed', 'unresolved',
    'closed', 'cancelled', 'expired', 'failed')),
  version INTEGER NOT NULL CHECK (version >= 1),
  revision INTEGER NOT NULL UNIQUE CHECK (revision >= 1),
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  reason TEXT,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  retry_at_ms INTEGER CHECK (retry_at_ms IS NULL OR status = 'pending'),
  fill TEXT CHECK (fill IS NULL OR json_valid(fill)),
  close TEXT CHECK (close IS NULL OR json_valid(close)),
  -- The plan as it is written, JSON.
  document TEXT NOT NULL CHECK (json_valid(document)),
  CHECK (status NOT IN ('executed', 'closed') OR fill IS NOT NULL),
  CHECK ((status = 'closed') = (close IS NOT NULL))
) STRICT;

CREATE INDEX plans_by_status ON plans (status);
CREATE INDEX plans_by_symbol ON plans (symbol);

CREATE TRIGGER plans_stay BEFORE DELETE ON plans
BEGIN SELECT RAISE(ABORT, 'a plan is never deleted'); END;

CREATE TABLE plan_events (
  plan_id TEXT NOT NULL REFERENCES plans (id),
  sequence INTEGER NOT NULL CHECK (sequence >= 1),
  at_ms INTEGER NOT NULL,
  from_status TEXT,
  to_status TEXT NOT NULL CHECK (to_status <> ''),
  kind TEXT NOT NULL CHECK (kind <> ''),
  details TEXT NOT NULL CHECK (json_valid(details)),
  -- SHA-256 over the hash before and this event; see event-chain.ts.
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (plan_id, sequence)
) STRICT;

CREATE TRIGGER plan_events_in_order BEFORE INSERT ON plan_events
WHEN NEW.sequence <> 1 + coalesce((SELECT max(sequence) FROM plan_events WHERE plan_id = NEW.plan_id), 0)
BEGIN SELECT RAISE(ABORT, 'the events of a plan are numbered without a hole'); END;

CREATE TRIGGER plan_events_unchanged BEFORE UPDATE ON plan_events
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

CREATE TRIGGER plan_events_stay BEFORE DELETE ON plan_events
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

CREATE TABLE intents (
  client_order_id TEXT PRIMARY KEY CHECK (client_order_id <> ''),
  plan_id TEXT NOT NULL REFERENCES plans (id),
  plan_version INTEGER NOT NULL CHECK (plan_version >= 1),
  -- Which open store claimed; another one that makes up the same key has not claimed.
  claimed_by TEXT NOT NULL CHECK (claimed_by <> ''),
  claimed_at_ms INTEGER NOT NULL,
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  symbol TEXT NOT NULL CHECK (symbol <> ''),
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  volume_lots REAL NOT NULL CHECK (volume_lots > 0),
  stop_loss REAL,
  take_profit REAL,
  fired_price REAL NOT NULL,
  fired_at_ms INTEGER NOT NULL,
  not_after_ms INTEGER NOT NULL,
  outcome TEXT CHECK (outcome IS NULL OR outcome IN ('accepted', 'rejected', 'notSent', 'unresolved')),
  settlement TEXT CHECK (settlement IS NULL OR json_valid(settlement)),
  settled_at_ms INTEGER,
  CHECK ((outcome IS NULL) = (settlement IS NULL) AND (outcome IS NULL) = (settled_at_ms IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX intents_by_plan ON intents (plan_id);
CREATE UNIQUE INDEX intents_one_open_per_plan ON intents (plan_id) WHERE outcome IS NULL;
CREATE UNIQUE INDEX intents_one_accepted_per_plan ON intents (plan_id) WHERE outcome = 'accepted';

CREATE TRIGGER intents_stay BEFORE DELETE ON intents
BEGIN SELECT RAISE(ABORT, 'an intent is never deleted'); END;

CREATE TRIGGER intents_unchanged BEFORE UPDATE OF client_order_id, plan_id, plan_version, attempt, symbol, side,
  volume_lots, stop_loss, take_profit, fired_price, fired_at_ms, not_after_ms ON intents
BEGIN SELECT RAISE(ABORT, 'an intent is never changed, only settled'); END;

-- What the monitor knew of each instrument when it last wrote it down.
CREATE TABLE desks (
  symbol TEXT PRIMARY KEY CHECK (symbol <> ''),
  memory TEXT NOT NULL CHECK (json_valid(memory))
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
  plan_id TEXT PRIMARY KEY REFERENCES plans (id),
  as_of_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('met', 'unmet', 'unknown')),
  conditions TEXT NOT NULL CHECK (json_valid(conditions))
) STRICT, WITHOUT ROWID;
`;
