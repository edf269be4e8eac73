import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {addPlans} from '../../src/app/new-plans.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {SystemClock} from '../../src/system/system-clock.ts';
import {SystemRandom} from '../../src/system/system-random.ts';
import {aPlan} from '../ports/stored-values.ts';
import {type Prices, ramp, writeRecording} from './recordings.ts';
import {endAll, logLines, query, statuses, temporaryFolder, vigil, vigilJson} from './vigil-process.ts';

type Decided = Readonly<{
  id: string;
  status: string;
  fillPrice: number | null;
  exitPrice: number | null;
  closeReason: string | null;
}>;

afterEach(endAll);

const base = {symbol: 'XAUUSD', side: 'buy', volume: 0.01};

/** Prices between 1299 and 1303, on a grid of 0.05 so that boundaries are met exactly. */
function walk(count: number, seed: number): Prices[] {
  const chance = new SeededRandom(seed);
  let bid = 1301;
  return Array.from({length: count}, (): Prices => {
    bid = Math.min(1303, Math.max(1299, bid + Math.round((chance.next() - 0.5) * 16) * 0.05));
    return [Number(bid.toFixed(2)), Number((bid + 0.1 + Math.floor(chance.next() * 4) * 0.1).toFixed(2))];
  });
}

function plansOfManyKinds(seed: number): Record<string, unknown>[] {
  const chance = new SeededRandom(seed);
  const level = () => Number((1299.5 + Math.round(chance.next() * 60) * 0.05).toFixed(2));
  const kinds: readonly (() => unknown)[] = [
    () => ({price: {crossesAbove: level()}}),
    () => ({price: {crossesBelow: level()}}),
    () => ({all: [{price: {crossesAbove: level()}}, {spread: {atMost: 0.1}}]}),
    () => ({all: [{price: {near: level(), within: 0.05}}, {spread: {atMost: 0.1}}]}),
    () => ({any: [{price: {above: 1303.2}}, {price: {crossesBelow: level(), of: 'mid'}}]}),
    () => ({all: [{not: {price: {above: level(), of: 'bid'}}}, {price: {crossesBelow: level(), of: 'ask'}}]}),
  ];
  return Array.from({length: 48}, (_, index) => {
    const side = index % 4 === 3 ? 'sell' : 'buy';
    const stops =
      side === 'buy' ? {stopLoss: 1298.5, takeProfit: 1303.1} : {stopLoss: 1303.7, takeProfit: 1299.1};
    return {
      ...base,
      side,
      id: `plan-${String(index).padStart(2, '0')}`,
      ...stops,
      when: kinds[index % kinds.length]?.(),
    };
  });
}

/** What a database says of its plans after the runs. */
function decidedIn(db: string): Decided[] {
  const rows = query<{id: string; status: string; fill: string | null; close: string | null}>(
    db,
    'SELECT id, plans.status, fill, close FROM plans JOIN plan_levels ON plan_id = id ORDER BY id',
  );
  return rows.map(({id, status, fill, close}) => {
    const {price: fillPrice = null} = JSON.parse(fill ?? '{}') as {price?: number};
    const {price: exitPrice = null, reason: closeReason = null} = JSON.parse(close ?? '{}') as {
      price?: number;
      reason?: string;
    };
    return {id, status, fillPrice, exitPrice, closeReason};
  });
}

/** Decides the same plans on the same quotes: in one single run, in one per piece, and by `replay`. */
async function decideThreeWays(plans: readonly unknown[], pieces: readonly (readonly Prices[])[]) {
  const folder = temporaryFolder();
  const file = join(folder, 'plans.json');
  writeFileSync(file, JSON.stringify(plans));
  const whole = writeRecording(folder, 'whole.csv', pieces.flat());
  const [one, many] = [join(folder, 'one.db'), join(folder, 'many.db')];
  for (const db of [one, many]) {
    await addPlans({...settingsSchema.parse({}), db}, {text: JSON.stringify(plans), name: 'plans.json'});
  }
  const single = (db: string, recording: string) =>
    vigil(['run', '--once', '--db', db, '--feed', 'replay', '--file', recording]);
  const runPieces = async () => {
    for (const [index, piece] of pieces.entries()) {
      const part = writeRecording(folder, `part-${index}.csv`, piece);
      expect(await single(many, part)).toMatchObject({status: 0});
    }
  };
  const [, atOnce, replayed] = await Promise.all([
    runPieces(),
    single(one, whole),
    vigilJson<{plans: Decided[]}>(['replay', whole, '--plans', file], {folder}),
  ]);
  expect(atOnce).toMatchObject({status: 0});
  expect(replayed.exit).toBe(0);
  return {
    once: decidedIn(one),
    inPieces: decidedIn(many),
    replayed: replayed.plans.map(
      ({id, status, fillPrice, exitPrice, closeReason}): Decided => ({
        id,
        status,
        fillPrice,
        exitPrice,
        closeReason,
      }),
    ),
  };
}

describe('run --once', () => {
  it('decides in many runs as in one long run, and as a replay does', async () => {
    const quotes = walk(200, 7);
    const cuts = [0, 1, 2, 90, 91, 200];
    const pieces = cuts.slice(1).map((end, index) => quotes.slice(cuts[index], end));
    const {once, inPieces, replayed} = await decideThreeWays(plansOfManyKinds(3), pieces);
    expect(inPieces).toEqual(once);
    expect(replayed).toEqual(once);
    // The comparison is worth something only when much happens, and not everything.
    expect(new Set(once.map(({status}) => status))).toEqual(new Set(['closed', 'executed', 'pending']));
  });

  it('sees crossings and counts jumps whose quotes came to different runs', async () => {
    const plans = [
      {...base, id: 'above-at-cut', stopLoss: 1, when: {price: {crossesAbove: 1305}}},
      {...base, id: 'below-at-cut', stopLoss: 1, when: {price: {crossesBelow: 1302}}},
      {...base, id: 'never', stopLoss: 1, when: {price: {crossesBelow: 1301}}},
      {...base, id: 'third-jump', stopLoss: 1, when: {price: {above: 1400}}},
      {...base, id: 'touched-before', stopLoss: 1, when: {price: {crossesAbove: 1304}}},
    ];
    const {once, inPieces, replayed} = await decideThreeWays(plans, [
      [[1303.8, 1304]],
      [[1304.8, 1305.01]],
      // One jump is refused and forgotten; three in a row at one level are believed.
      [[1600, 1600.2]],
      [[1301.7, 1301.9]],
      [[1600, 1600.2]],
      [[1600.1, 1600.3]],
      [[1600.2, 1600.4]],
    ]);
    expect(once.map(({id, fillPrice}) => [id, fillPrice])).toEqual([
      ['above-at-cut', 1305.01],
      ['below-at-cut', 1301.9],
      ['never', null],
      ['third-jump', 1600.4],
      ['touched-before', 1305.01],
    ]);
    expect(inPieces).toEqual(once);
    expect(replayed).toEqual(once);
  });
});

describe('single runs', () => {
  it('archive what ended long ago', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'plans.db');
    const ports = {clock: new SystemClock(), random: new SystemRandom()};
    const store = await SqliteStore.open({path: db, ...ports});
    const endedMs = Date.now() - 91 * 86_400_000;
    await store.add([aPlan({id: 'old'}), aPlan({id: 'new'})], endedMs);
    await store.cancel('old', 'enough', endedMs);
    await store.close();
    const file = writeRecording(folder, 'flat.csv', ramp(1300, 1301, 3));
    const pass = await vigil(['run', '--once', '--db', db, '--feed', 'replay', '--file', file]);
    expect(pass.status).toBe(0);
    expect(logLines(pass.stderr).filter(({kind}) => kind === 'archived')).toMatchObject([{plans: 1}]);
    expect(Object.keys(statuses(db))).toEqual(['new']);
    expect(await vigil(['db', 'check', '--archive', '--db', db])).toMatchObject({status: 0});
  });
});
