import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {openBookFile} from '../../../src/broker/paper/open-book-file.ts';
import {PaperBroker} from '../../../src/broker/paper/paper-broker.ts';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {anIntent, aQuote} from '../order-builders.ts';

/** A book as the first version of the schema made it. */
const VERSION_1 = `
  -- One row per order key, whatever became of it: a key is filled, rejected or fenced, and only once.
  CREATE TABLE orders (
    client_order_id TEXT PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('filled', 'rejected', 'fenced')),
    at_ms REAL NOT NULL,
    plan_id TEXT,
    attempt INTEGER,
    symbol TEXT,
    side TEXT CHECK (side IN ('buy', 'sell')),
    volume_lots REAL,
    stop_loss REAL,
    take_profit REAL,
    code TEXT,
    message TEXT,
    retry TEXT CHECK (retry IN ('never', 'reprice', 'later', 'human', 'reread')),
    CHECK (
      CASE status
        WHEN 'fenced' THEN plan_id IS NULL
        ELSE plan_id IS NOT NULL AND attempt IS NOT NULL AND symbol IS NOT NULL AND side IS NOT NULL
          AND volume_lots IS NOT NULL
      END
    ),
    CHECK ((status = 'rejected') = (code IS NOT NULL AND message IS NOT NULL AND retry IS NOT NULL))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE positions (
    position_id INTEGER PRIMARY KEY AUTOINCREMENT,
    client_order_id TEXT NOT NULL UNIQUE REFERENCES orders (client_order_id),
    plan_id TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    volume_lots REAL NOT NULL CHECK (volume_lots > 0),
    stop_loss REAL,
    take_profit REAL,
    entry_price REAL NOT NULL,
    opened_at_ms REAL NOT NULL,
    -- The quote that it was opened on, by which that quote is recognised when a stream repeats it.
    quote_time_ms REAL NOT NULL,
    quote_bid REAL NOT NULL,
    quote_ask REAL NOT NULL,
    exit_price REAL,
    closed_at_ms REAL,
    close_reason TEXT CHECK (close_reason IN ('stopLoss', 'takeProfit', 'manual')),
    profit REAL,
    -- Number of the write that last touched the row.
    revision INTEGER NOT NULL UNIQUE,
    CHECK ((closed_at_ms IS NULL) = (exit_price IS NULL)),
    CHECK ((closed_at_ms IS NULL) = (close_reason IS NULL))
  ) STRICT;
  CREATE INDEX positions_by_plan ON positions (plan_id);
  CREATE INDEX positions_open ON positions (position_id) WHERE closed_at_ms IS NULL;
  PRAGMA application_id = 0x56675042;
  PRAGMA user_version = 1;
  INSERT INTO orders VALUES
    ('CLOSED', 'filled', 900, 'b', 1, 'XAUUSD', 'sell', 0.02, NULL, 1290, NULL, NULL, NULL),
    ('OPEN', 'filled', 1000, 'a', 1, 'XAUUSD', 'buy', 0.01, 1298, NULL, NULL, NULL, NULL),
    ('REFUSED', 'rejected', 1000, 'c', 2, 'EURUSD', 'buy', 0.01, NULL, NULL, 'NO_QUOTE', 'none', 'later'),
    ('FENCED', 'fenced', 1000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
  INSERT INTO positions VALUES
    (1, 'CLOSED', 'b', 'XAUUSD', 'sell', 0.02, NULL, 1290, 1300, 900, 900, 1300, 1300.5, 1290, 950,
      'takeProfit', 20, 3),
    (2, 'OPEN', 'a', 'XAUUSD', 'buy', 0.01, 1298, NULL, 1300.5, 1000, 1000, 1300, 1300.5, NULL, NULL,
      NULL, NULL, 2);
`;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-book-'));
  path = join(folder, 'paper.db');
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, {recursive: true});
});

describe('openBookFile', () => {
  it('sets every pragma on every open', async () => {
    for (const _open of ['first', 'second']) {
      const database = await openBookFile(path, new VirtualClock());
      const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'user_version', 'busy_timeout'];
      expect(pragmas.map((pragma) => database.pragma(pragma, {simple: true}))).toEqual(['wal', 2, 1, 2, 25]);
      database.close();
    }
  });

  it('leaves a database of something else as it is', async () => {
    const other = new Database(path);
    other.exec('CREATE TABLE plans (id TEXT)');
    other.close();
    const before = readFileSync(path);
    await expect(openBookFile(path, new VirtualClock())).rejects.toMatchObject({
      code: 'STORE_CANNOT_OPEN',
      message: `"${path}" is a database, but not a paper book`,
      hint: 'name another file for the paper book',
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('brings a book of version 1 up to date, with everything in it', async () => {
    const old = new Database(path);
    old.exec(VERSION_1);
    old.close();
    const instruments = new InstrumentBook();
    const options = {path, clock: new VirtualClock(5_000), random: new SeededRandom(1), instruments};
    const broker = await PaperBroker.open(options);
    const aReport = {state: 'filled', stopLoss: null, takeProfit: null, close: null} as const;
    expect(await broker.lookup('OPEN')).toEqual({
      status: 'found',
      report: {
        ...aReport,
        ticket: '2',
        fill: {positionId: '2', price: 1300.5, volumeLots: 0.01, timeMs: 1_000},
        stopLoss: 1298,
      },
    });
    expect(await broker.lookup('CLOSED')).toEqual({
      status: 'found',
      report: {
        ...aReport,
        ticket: '1',
        fill: {positionId: '1', price: 1300, volumeLots: 0.02, timeMs: 900},
        close: {price: 1290, timeMs: 950, reason: 'takeProfit', profit: 20},
      },
    });
    expect(await broker.lookup('REFUSED')).toEqual({
      status: 'rejected',
      code: 'NO_QUOTE',
      message: 'none',
      retry: 'later',
    });
    expect(await broker.lookup('FENCED')).toMatchObject({status: 'absent'});
    expect([broker.orders, broker.positions]).toEqual([1, 1]);
    const known = anIntent({clientOrderId: 'OPEN', planId: 'a', stopLoss: 1298});
    expect(await broker.submit(known)).toMatchObject({status: 'accepted', report: {ticket: '2'}});
    // The opening quote again, and then one that closes.
    broker.onQuote(aQuote());
    broker.onQuote(aQuote({timeMs: 6_000, bid: 1297, ask: 1297.5}));
    const close = {price: 1297, timeMs: 6_000, reason: 'stopLoss', profit: -3.5};
    expect(await broker.lookup('OPEN')).toMatchObject({report: {close}});
    const next = await broker.submit(anIntent({clientOrderId: 'NEXT'}));
    expect(next).toMatchObject({status: 'accepted', report: {ticket: '3'}});
    await broker.close();
  });

  it('refuses a book of a newer Vigil', async () => {
    const book = await openBookFile(path, new VirtualClock());
    book.pragma('user_version = 3');
    book.close();
    await expect(openBookFile(path, new VirtualClock())).rejects.toMatchObject({code: 'STORE_VERSION_NEWER'});
  });

  it('says that a file is damaged, or that it cannot be made', async () => {
    writeFileSync(path, 'this is no database, but it is long enough to be taken for one'.repeat(99));
    await expect(openBookFile(path, new VirtualClock())).rejects.toMatchObject({code: 'STORE_CORRUPT'});
    await expect(openBookFile(join(folder, 'none', 'paper.db'), new VirtualClock())).rejects.toMatchObject({
      code: 'STORE_CANNOT_OPEN',
    });
  });

  it('waits for a lock, and says so when it stays', async () => {
    const holder = new Database(path);
    holder.exec('BEGIN EXCLUSIVE');
    const clock = new VirtualClock();
    const failed = openBookFile(path, clock).catch((error: unknown) => error);
    await clock.advance(4_000);
    expect(await failed).toMatchObject({
      code: 'STORE_BUSY',
      message: `the paper book "${path}" stayed locked for 3000 ms`,
    });
    const opened = openBookFile(path, clock);
    await clock.advance(100);
    holder.exec('ROLLBACK');
    await clock.advance(100);
    (await opened).close();
    holder.close();
  });
});
