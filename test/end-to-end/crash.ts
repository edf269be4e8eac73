/**
 * Kills a running monitor at random moments while plans fire, starts it again, and then asks the two
 * databases whether any plan was executed twice or lost.
 *
 * A round: plans whose prices a recording passes one group after the other; `run` over it, killed with
 * SIGKILL once or twice; then `run --once` over the whole recording, which reaches every price, so that
 * each plan that can fire has to be executed once, and only once, whatever the kills interrupted.
 */
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import Database from 'better-sqlite3';
import {checkDatabase} from '../../src/app/database.ts';
import {addPlans} from '../../src/app/new-plans.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {ramp, writeRecording} from './recordings.ts';
import {
  eventually,
  query,
  removeFolder,
  start,
  temporaryFolder,
  type VigilProcess,
  vigil,
} from './vigil-process.ts';

/** Groups of plans that fire at one price each. */
const GROUPS = 20;
/** More than one of a group, so that one quote leaves several plans between claim and settlement. */
const PLANS_PER_GROUP = 4;
/** Plans that no price of the recording reaches. */
const UNREACHED = 5;
const LOWEST = 1300;
const HIGHEST = 1310;
const RAMP_QUOTES = 60;
const QUOTE_MS = 20;
/** A kill falls into the time in which the recording rises. */
const KILL_WITHIN_MS = RAMP_QUOTES * QUOTE_MS;

export type CrashRound = Readonly<{
  seed: number;
  kills: number;
  /** Claimed at a kill and not settled: the moment that the test is about. */
  cutOpen: number;
  /** Of these, the ones whose order was in the book already: claimed, sent, filled, not settled. */
  cutAfterFill: number;
  /** Plans executed before the last start. */
  executedBefore: number;
  executed: number;
  /** Refused by the broker because the price had passed the take profit when the order came. */
  refused: number;
  /** What was wrong; empty when the round passed. */
  faults: readonly string[];
}>;

export type CrashOptions = Readonly<{
  rounds: number;
  seed: number;
  /** Rounds at the same time. */
  parallel?: number;
  onRound?: (round: CrashRound) => void;
}>;

/** Runs that many rounds; round n is the same for the same seed but for the timing of the machine. */
export async function crashRounds({
  rounds,
  seed,
  parallel = 2,
  onRound,
}: CrashOptions): Promise<readonly CrashRound[]> {
  const done: CrashRound[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < rounds; index = next++) {
      const round = await crashRound(seed + index);
      done.push(round);
      onRound?.(round);
    }
  };
  await Promise.all(Array.from({length: parallel}, work));
  return done.sort((a, b) => a.seed - b.seed);
}

async function crashRound(seed: number): Promise<CrashRound> {
  const chance = new SeededRandom(seed);
  const folder = temporaryFolder();
  const db = join(folder, 'plans.db');
  const settings = {...settingsSchema.parse({}), db};
  await addPlans(settings, {text: JSON.stringify(plans()), name: 'plans.json'});
  const rise = ramp(LOWEST, HIGHEST, RAMP_QUOTES);
  const flat = ramp(HIGHEST + 1, HIGHEST + 1, 10);
  const file = writeRecording(folder, 'rise.csv', [...rise, ...flat], {everyMs: QUOTE_MS});
  // A broker that takes its time leaves more orders on their way.
  const latencyMs = chance.next() < 0.5 ? 0 : Math.floor(chance.next() * 30);
  const environment = {VIGIL_BROKER_LATENCY_MS: String(latencyMs)};
  const args = ['--db', db, '--feed', 'replay', '--file', file];

  const kills = chance.next() < 0.4 ? 2 : 1;
  let cutOpen = 0;
  let cutAfterFill = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const monitor = start(['run', ...args], {folder, environment});
    await killingMoment(monitor, chance);
    await monitor.stop('SIGKILL');
    const cut = openIntents(db);
    cutOpen += cut.length;
    const filled = new Set(positions(db).map(({client_order_id}) => client_order_id));
    cutAfterFill += cut.filter((clientOrderId) => filled.has(clientOrderId)).length;
  }
  const executedBefore = rows(db).filter(({fill}) => fill !== null).length;
  const last = await vigil(['run', '--once', ...args], {folder, environment});
  const faults =
    last.status === 0 ? [] : [`the last start ended with ${last.status}: ${last.stderr.slice(-500)}`];
  const report = await checkDatabase(settings);
  faults.push(
    ...report.findings.map(({code, subject, message}) => `db check: ${code} ${subject}: ${message}`),
  );
  faults.push(...compare(db));
  const executed = rows(db).filter(({fill}) => fill !== null).length;
  const refused = refusals(db).size;
  if (faults.length === 0) removeFolder(folder);
  else faults.push(`the files are in ${folder}`);
  return {seed, kills, cutOpen, cutAfterFill, executedBefore, executed, refused, faults};
}

/**
 * Waits for a random moment. One kill of ten comes while the monitor starts; the others while plans fire,
 * half of them at once when the next plan was claimed, which blind chance would seldom hit.
 */
async function killingMoment(monitor: VigilProcess, chance: SeededRandom): Promise<void> {
  const [kind, share] = [chance.next(), chance.next()];
  if (kind < 0.1) {
    await sleep(share * 600);
    return;
  }
  const fired = () => monitor.stderr.split('"kind":"fired"').length - 1;
  const nextFires = (before: number) =>
    eventually('a plan fires', () => fired() > before || monitor.hasEnded);
  await nextFires(0);
  await Promise.race([monitor.ended, sleep(share * KILL_WITHIN_MS)]);
  if (kind < 0.55) await nextFires(fired());
}

function plans(): readonly Record<string, unknown>[] {
  const all: Record<string, unknown>[] = [];
  for (let group = 0; group < GROUPS; group += 1) {
    const above = Number((LOWEST + ((HIGHEST - LOWEST) * (group + 0.5)) / GROUPS).toFixed(2));
    for (let place = 0; place < PLANS_PER_GROUP; place += 1) {
      const plan = {
        id: `g${group}-${place}`,
        symbol: 'XAUUSD',
        side: 'buy',
        volume: 0.01,
        stopLoss: 1200,
        when: {price: {above}},
      };
      // Some are closed again while the recording rises on, so that kills cut closings too. Their take
      // profit is far from where they fire: an order that a slow disk delays past it is refused.
      const takeProfit = HIGHEST - 2 + group * 0.1;
      all.push(
        place === 0 && group < GROUPS / 4 ? {...plan, takeProfit: Number(takeProfit.toFixed(2))} : plan,
      );
    }
  }
  for (let index = 0; index < UNREACHED; index += 1) {
    all.push({
      id: `never-${index}`,
      symbol: 'XAUUSD',
      side: 'buy',
      volume: 0.01,
      stopLoss: 1200,
      when: {price: {above: 2000}},
    });
  }
  return all;
}

type PlanRecord = Readonly<{id: string; status: string; fill: string | null; close: string | null}>;
type PositionRecord = Readonly<{
  position_id: number;
  client_order_id: string;
  plan_id: string;
  entry_price: number;
  closed_at_ms: number | null;
  exit_price: number | null;
}>;

function rows(db: string): PlanRecord[] {
  return exists(db, 'plans')
    ? query<PlanRecord>(
        db,
        `SELECT id, plans.status, fill, close FROM plans JOIN plan_levels ON plan_id = id AND level = 1 ORDER BY id`,
      )
    : [];
}

function openIntents(db: string): string[] {
  const open = query<{id: string}>(db, 'SELECT client_order_id AS id FROM intents WHERE outcome IS NULL');
  return open.map(({id}) => id);
}

function positions(db: string): PositionRecord[] {
  const book = `${db}.paper`;
  return exists(book, 'positions')
    ? query<PositionRecord>(book, 'SELECT * FROM positions ORDER BY position_id')
    : [];
}

/** Plans with an order that stands in the book as refused. */
function refusals(db: string): ReadonlySet<string> {
  const orders = query<{plan_id: string}>(
    `${db}.paper`,
    `SELECT plan_id FROM orders WHERE status = 'rejected'`,
  );
  return new Set(orders.map(({plan_id}) => plan_id));
}

/** A monitor that was killed while it was starting may not have made its book, or only begun to. */
const NOT_MADE = new Set(['SQLITE_CANTOPEN', 'SQLITE_READONLY_ROLLBACK']);

function exists(file: string, table: string): boolean {
  try {
    return query(file, `SELECT 1 FROM sqlite_schema WHERE name = '${table}'`).length > 0;
  } catch (error) {
    if (error instanceof Database.SqliteError && NOT_MADE.has(error.code)) return false;
    throw error;
  }
}

/** What the plans say against what the book says. */
function compare(db: string): string[] {
  const faults: string[] = [];
  const refused = refusals(db);
  const byPlan = new Map<string, PositionRecord[]>();
  for (const position of positions(db)) {
    byPlan.set(position.plan_id, [...(byPlan.get(position.plan_id) ?? []), position]);
  }
  for (const {id, status, fill, close} of rows(db)) {
    const held = byPlan.get(id) ?? [];
    byPlan.delete(id);
    const [position] = held;
    if (held.length > 1) faults.push(`${id} has ${held.length} positions`);
    if (id.startsWith('never-')) {
      if (status !== 'pending' || position !== undefined)
        faults.push(`${id} is ${status}, and nothing reached its price`);
      continue;
    }
    if (status === 'failed' && refused.has(id) && position === undefined) continue;
    if (fill === null || position === undefined) {
      faults.push(`${id} is ${status}, with ${held.length} positions: its execution is lost`);
      continue;
    }
    const told = JSON.parse(fill) as {positionId: string; price: number};
    if (told.positionId !== String(position.position_id) || told.price !== position.entry_price) {
      faults.push(`${id} says ${fill}, the book ${JSON.stringify(position)}`);
    }
    const isClosed = position.closed_at_ms !== null;
    if (status !== (isClosed ? 'closed' : 'executed')) {
      faults.push(`${id} is ${status}, its position ${isClosed ? 'closed' : 'open'}`);
    }
    const toldClose = close === null ? null : (JSON.parse(close) as {price: number}).price;
    if (toldClose !== position.exit_price)
      faults.push(`${id} was closed at ${toldClose}, in the book at ${position.exit_price}`);
  }
  for (const id of byPlan.keys()) faults.push(`the book has a position of ${id}, which is no plan`);
  const open = openIntents(db);
  if (open.length > 0) faults.push(`${open.length} intents were left without an outcome`);
  return faults;
}
