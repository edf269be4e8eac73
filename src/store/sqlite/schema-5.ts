/**
 * Version 5 of the database: one ordered log of everything that somebody outside may want to hear of, how far
 * each channel of notifications has come in it, who may use the HTTP interface, and what was answered to a
 * request that may be repeated.
 *
 * An event of a plan enters the log by a trigger, so in the transaction of the event, whoever writes it.
 */
export const SCHEMA_5 = `
CREATE TABLE outbox (
  -- Grows, and is never used twice, also when the newest rows were pruned.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind <> ''),
  -- The event of a plan that it is; NULL: it is about no plan's history.
  plan_id TEXT,
  sequence INTEGER,
  -- What is said where no event of a plan says it, JSON.
  details TEXT CHECK (details IS NULL OR json_valid(details)),
  CHECK ((sequence IS NULL) = (details IS NOT NULL)),
  CHECK (sequence IS NULL OR plan_id IS NOT NULL)
) STRICT;

CREATE INDEX outbox_by_time ON outbox (at_ms);

CREATE TRIGGER outbox_unchanged BEFORE UPDATE ON outbox
BEGIN SELECT RAISE(ABORT, 'what was announced is never changed'); END;

CREATE TRIGGER plan_events_announced AFTER INSERT ON plan_events
BEGIN
  INSERT INTO outbox (at_ms, kind, plan_id, sequence)
  VALUES (NEW.at_ms, 'plan.' || NEW.kind, NEW.plan_id, NEW.sequence);
END;

-- How far each channel has come. What it has passed was delivered, is a dead letter, or was not wanted.
CREATE TABLE channels (
  name TEXT PRIMARY KEY CHECK (name <> ''),
  cursor INTEGER NOT NULL CHECK (cursor >= 0),
  -- Of the row after the cursor.
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  next_at_ms INTEGER,
  failing_since_ms INTEGER,
  last_error TEXT,
  delivered INTEGER NOT NULL CHECK (delivered >= 0),
  delivered_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TRIGGER channels_go_on BEFORE UPDATE ON channels WHEN NEW.cursor < OLD.cursor
BEGIN SELECT RAISE(ABORT, 'a channel never goes back'); END;

CREATE TABLE dead_letters (
  channel TEXT NOT NULL CHECK (channel <> ''),
  outbox_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL CHECK (attempts >= 1),
  error TEXT NOT NULL,
  -- The whole event, JSON: it outlives its row in the outbox.
  event TEXT NOT NULL CHECK (json_valid(event)),
  -- Somebody wants it to be tried again.
  is_due INTEGER NOT NULL CHECK (is_due IN (0, 1)),
  PRIMARY KEY (channel, outbox_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  id TEXT PRIMARY KEY CHECK (length(id) = 8),
  name TEXT NOT NULL CHECK (name <> ''),
  -- SHA-256 of the secret, hex. The secret itself is nowhere.
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  scopes TEXT NOT NULL CHECK (json_valid(scopes)),
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  revoked_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tokens_only_end BEFORE UPDATE OF id, hash, scopes, created_at_ms, expires_at_ms ON tokens
BEGIN SELECT RAISE(ABORT, 'a token is revoked, never changed'); END;

CREATE TRIGGER tokens_stay_revoked BEFORE UPDATE OF revoked_at_ms ON tokens WHEN OLD.revoked_at_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a revoked token stays so'); END;

-- What was answered under a key; the same key gets the same answer.
CREATE TABLE keyed_adds (
  caller TEXT NOT NULL CHECK (caller <> ''),
  key TEXT NOT NULL CHECK (key <> ''),
  -- Of the request, to tell another one under the same key.
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  at_ms INTEGER NOT NULL,
  -- The rows as they were added, and what was said of them, JSON.
  answer TEXT NOT NULL CHECK (json_valid(answer)),
  PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX keyed_adds_by_time ON keyed_adds (at_ms);
`;
