import {type ChildProcessByStdio, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import Database from 'better-sqlite3';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {PaperBroker} from '../../../src/broker/paper/paper-broker.ts';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import type {Outcome} from '../../../src/ports/broker.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {SystemClock} from '../../../src/system/system-clock.ts';
import {aLimit, anIntent, aQuote} from '../order-builders.ts';

type Said = Readonly<{
  locked?: true;
  ready?: true;
  key?: string;
  outcome?: Outcome;
  fence?: 'sent' | 'never';
  cancelled?: boolean;
}>;

/** After each step of two processes that race from both ends of a hundred keys or more. */
const RACE_PAUSE_MS = 3;

let folder: string;
let path: string;
const children: ChildProcessByStdio<Writable, Readable, null>[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-paper-'));
  path = join(folder, 'paper.db');
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(killed));
  rmSync(folder, {recursive: true});
});

async function killed(child: ChildProcessByStdio<Writable, Readable, null>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A second process on the book; `heard` runs for each line it says. */
function start(
  task: 'submit' | 'fence' | 'cancel' | 'fill' | 'lock',
  count: number,
  heard: (said: Said) => void,
  pauseMs = 0,
) {
  return listenTo([process.execPath, ...programOf(task, count, pauseMs)], heard);
}

function programOf(task: string, count: number, pauseMs: number): readonly string[] {
  return [join(import.meta.dirname, 'book-process.ts'), path, task, String(count), String(pauseMs)];
}

function listenTo([command = '', ...args]: readonly string[], heard: (said: Said) => void) {
  const child = spawn(command, args, {stdio: ['pipe', 'pipe', 'inherit']});
  children.push(child);
  // Killed processes close their stdin under our hands.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({input: child.stdout});
  let sayReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    sayReady = resolve;
  });
  lines.on('line', (line) => {
    const said = JSON.parse(line) as Said;
    if (said.ready || said.locked) sayReady();
    else heard(said);
  });
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
  return {child, ready, ended};
}

function aBroker(): Promise<PaperBroker> {
  const [clock, random, instruments] = [new SystemClock(), new SeededRandom(1), new InstrumentBook()];
  return PaperBroker.open({path, clock, random, instruments});
}

function positionsByKey(): ReadonlyMap<string, number> {
  const database = new Database(path, {readonly: true});
  const sql = 'SELECT client_order_id AS key, count(*) AS positions FROM positions GROUP BY 1';
  const rows = database.prepare<[], {key: string; positions: number}>(sql).all();
  database.close();
  return new Map(rows.map(({key, positions}) => [key, positions]));
}

describe('a process killed while it submits', () => {
  it('has every acknowledged key in the book once, and at most one more', async () => {
    const random = new SeededRandom(20_141);
    const acknowledged = new Map<string, Outcome>();
    for (let round = 0; round < 10; round += 1) {
      // Each round goes through the keys from the start again: the known ones are answered from the book.
      const acknowledgementsMax = 10 * round + Math.ceil(random.next() * 20);
      let count = 0;
      const {child, ready, ended} = start('submit', 100_000, ({key, outcome}) => {
        if (key === undefined || outcome === undefined) return;
        expect(outcome).toMatchObject({status: 'accepted'});
        expect(outcome).toEqual(acknowledged.get(key) ?? outcome);
        acknowledged.set(key, outcome);
        count += 1;
        if (count === acknowledgementsMax) child.kill('SIGKILL');
      });
      await ready;
      child.stdin.write('go\n');
      await ended;
      const booked = positionsByKey();
      expect([...booked.values()].filter((positions) => positions !== 1)).toEqual([]);
      expect([...acknowledged.keys()].filter((key) => !booked.has(key))).toEqual([]);
      expect(booked.size - acknowledged.size).toBeLessThanOrEqual(1);
    }
    const broker = await aBroker();
    expect(broker.positions).toBe(positionsByKey().size);
    for (const [key, outcome] of acknowledged) {
      const report = outcome.status === 'accepted' ? outcome.report : undefined;
      expect(await broker.lookup(key)).toEqual({status: 'found', report});
    }
    await broker.close();
  });
});

describe('submit against fence in two processes', () => {
  it('ends each key in one way, and both processes know which', async () => {
    const keys = 200;
    const outcomes = new Map<string, Outcome>();
    const fences = new Map<string, 'sent' | 'never'>();
    const noteOutcome = ({key, outcome}: Said) => {
      if (key !== undefined && outcome !== undefined) outcomes.set(key, outcome);
    };
    const noteFence = ({key, fence}: Said) => {
      if (key !== undefined && fence !== undefined) fences.set(key, fence);
    };
    const submitter = start('submit', keys, noteOutcome, RACE_PAUSE_MS);
    const fencer = start('fence', keys, noteFence, RACE_PAUSE_MS);
    await Promise.all([submitter.ready, fencer.ready]);
    for (const {child} of [submitter, fencer]) child.stdin.write('go\n');
    await Promise.all([submitter.ended, fencer.ended]);

    const booked = positionsByKey();
    expect([outcomes.size, fences.size]).toEqual([keys, keys]);
    for (const [key, outcome] of outcomes) {
      const wasSent = fences.get(key) === 'sent';
      expect([key, outcome.status]).toEqual([key, wasSent ? 'accepted' : 'notSent']);
      expect([key, booked.has(key)]).toEqual([key, wasSent]);
    }
    // They started from both ends, so each was first somewhere.
    expect(new Set(fences.values())).toEqual(new Set(['sent', 'never']));
  });
});

describe('cancel against fill in two processes', () => {
  it('withdraws each order in full or fills it in full, and both processes know which', async () => {
    const keys = 100;
    const broker = await aBroker();
    broker.onQuote(aQuote());
    for (let index = 0; index < keys; index += 1) {
      // Each rests a little lower, so each falling quote fills a few.
      const price = 1299 - index / 10;
      await broker.submit(
        aLimit({
          clientOrderId: `K${String(index).padStart(15, '0')}`,
          price,
          notAfterMs: Number.MAX_SAFE_INTEGER,
        }),
      );
    }
    await broker.close();
    const done = new Map<string, boolean>();
    const noteCancel = ({key, cancelled}: Said) => {
      if (key !== undefined && cancelled !== undefined) done.set(key, cancelled);
    };
    const canceller = start('cancel', keys, noteCancel, RACE_PAUSE_MS);
    const filler = start('fill', keys, () => undefined, RACE_PAUSE_MS);
    await Promise.all([canceller.ready, filler.ready]);
    for (const {child} of [canceller, filler]) child.stdin.write('go\n');
    await Promise.all([canceller.ended, filler.ended]);

    const after = await aBroker();
    const states = new Map<string, number>();
    for (const [key, isCancelled] of done) {
      const lookup = await after.lookup(key);
      if (lookup.status !== 'found') throw new Error(`order ${key} is ${lookup.status}`);
      const {state, fill} = lookup.report;
      states.set(state, (states.get(state) ?? 0) + 1);
      expect([key, state, fill?.volumeLots]).toEqual(
        isCancelled ? [key, 'cancelled', undefined] : [key, 'filled', 0.01],
      );
    }
    expect(done.size).toBe(keys);
    // The one begins with the highest price, the other with the lowest, so each was first somewhere.
    expect([...states.keys()].sort()).toEqual(['cancelled', 'filled']);
    await after.close();
  });
});

describe('a book that another process has locked', () => {
  it('makes an order notSent within a second, and nothing turns up later', async () => {
    const broker = await aBroker();
    broker.onQuote(aQuote());
    const {child, ready, ended} = start('lock', 0, () => undefined);
    await ready;
    const intent = anIntent({notAfterMs: Number.MAX_SAFE_INTEGER});
    const startMs = performance.now();
    const outcome = await broker.submit(intent);
    expect(performance.now() - startMs).toBeLessThan(1_000);
    expect(outcome).toMatchObject({status: 'notSent', reason: expect.stringMatching(/^bookBusy/) as unknown});
    child.stdin.end();
    await ended;
    expect(positionsByKey().size).toBe(0);
    expect(await broker.submit(intent)).toMatchObject({status: 'accepted'});
    await broker.close();
  });
});

// The limit on file sizes stands for a full disk; Windows has none.
const hasFileSizeLimit = process.platform !== 'win32';
if (!hasFileSizeLimit)
  process.stderr.write('no limit on file sizes here, the tests of a book that cannot grow are skipped\n');

describe.skipIf(!hasFileSizeLimit)('a book that cannot grow any more', () => {
  it('makes an order unknown whose commit failed, and keeps what it has acknowledged', async () => {
    const outcomes = new Map<string, Outcome>();
    const limited = [
      'sh',
      '-c',
      'ulimit -f 400; exec "$@"',
      'sh',
      process.execPath,
      ...programOf('submit', 300, 0),
    ];
    const {child, ready, ended} = listenTo(limited, ({key, outcome}) => {
      if (key !== undefined && outcome !== undefined) outcomes.set(key, outcome);
    });
    await ready;
    child.stdin.write('go\n');
    await ended;
    expect(outcomes.size).toBe(300);
    const statuses = new Set([...outcomes.values()].map(({status}) => status));
    expect(statuses).toEqual(new Set(['accepted', 'unknown']));
    const booked = positionsByKey();
    for (const [key, outcome] of outcomes) if (outcome.status === 'accepted') expect(booked.get(key)).toBe(1);
    // The disk has room again: every order that was in doubt can be settled.
    const broker = await aBroker();
    for (const [key, outcome] of outcomes) {
      if (outcome.status !== 'unknown') continue;
      expect([key, await broker.fence(key)]).toEqual([key, booked.has(key) ? 'sent' : 'never']);
    }
    await broker.close();
  });
});
