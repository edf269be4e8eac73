import {afterEach, describe, expect, it} from 'vitest';
import {SystemClock} from '../../../src/system/system-clock.ts';
import {SystemRandom} from '../../../src/system/system-random.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {query} from '../../end-to-end/vigil-process.ts';
import {ApiWorld, JSON_TYPE, saidIn, writtenPlan} from './api-world.ts';

const worlds: ApiWorld[] = [];

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function opened() {
  const world = await ApiWorld.open();
  worlds.push(world);
  const authorization = await world.token({id: '00000001', scopes: ['plan']});
  const add = (payload: string, key?: string, token = authorization) =>
    world.app.inject({
      ...({method: 'POST', url: '/v1/plans', payload} as const),
      headers: {...JSON_TYPE, authorization: token, ...(key === undefined ? {} : {'idempotency-key': key})},
    });
  const ids = () =>
    query<{id: string}>(world.settings.db, 'SELECT id FROM plans ORDER BY id').map(({id}) => id);
  return {world, add, ids};
}

const ONE = JSON.stringify(writtenPlan('one', {volume: 0.015, takeProfit: 2_000_000}));

describe('adding plans under a key', () => {
  it('is answered byte for byte as the first time, whatever has become of the plan', async () => {
    const {world, add, ids} = await opened();
    const first = await add(ONE, 'k');
    expect([first.statusCode, saidIn(first).plans[0]?.status]).toEqual([201, 'pending']);
    await world.store.cancel('one', 'enough', Date.now());
    const again = await add(ONE, 'k');
    expect([again.statusCode, again.body]).toEqual([200, first.body]);
    // Of another process, and after a restart.
    const other = await SqliteStore.open({
      ...{path: world.settings.db, clock: new SystemClock(), random: new SystemRandom()},
    });
    await other.close();
    expect((await add(ONE, 'k')).body).toBe(first.body);
    expect(ids()).toEqual(['one']);
  });

  it('is answered so also when the plan could not be added any more, as its time is over', async () => {
    const {world, add} = await opened();
    const expiresAtMs = Date.now() + 3000;
    const short = JSON.stringify(
      writtenPlan('short', {expiresIn: undefined, expiresAt: new Date(expiresAtMs).toISOString()}),
    );
    const first = await add(short, 'k');
    expect(first.statusCode).toBe(201);
    const clock = new SystemClock();
    while (clock.now() <= expiresAtMs) await clock.sleep(expiresAtMs - clock.now() + 1);
    expect((await add(short.replace('short', 'late'), 'other')).statusCode).toBe(422);
    await world.store.expire('short', clock.now());
    const again = await add(short, 'k');
    expect([again.statusCode, again.body]).toEqual([200, first.body]);
  });

  it('gives a plan without an id the id of the first time', async () => {
    const {add, ids} = await opened();
    const nameless = JSON.stringify(writtenPlan('x', {id: undefined}));
    const first = await add(nameless, 'k');
    expect((await add(nameless, 'k')).body).toBe(first.body);
    expect(ids()).toEqual([saidIn(first).plans[0]?.id]);
    await add(nameless);
    expect(ids()).toHaveLength(2);
  });

  it('is refused under a used key with another body, be it by a blank, and adds nothing', async () => {
    const {add, ids} = await opened();
    await add(ONE, 'k');
    for (const other of [`${ONE} `, JSON.stringify(writtenPlan('two'))]) {
      const answer = await add(other, 'k');
      expect([answer.statusCode, saidIn(answer).code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    }
    expect(ids()).toEqual(['one']);
  });

  it('adds one plan when two ask at once, and tells both the same', async () => {
    const {add, ids} = await opened();
    for (let round = 0; round < 20; round += 1) {
      const body = JSON.stringify(writtenPlan('x', {id: undefined}));
      const answers = await Promise.all(Array.from({length: 4}, () => add(body, `k-${round}`)));
      expect(answers.map(({statusCode}) => statusCode).sort((a, b) => a - b)).toEqual([200, 200, 200, 201]);
      expect(new Set(answers.map(({body: text}) => text)).size).toBe(1);
      expect(ids()).toHaveLength(round + 1);
    }
  });

  it('leaves the key free when nothing was added', async () => {
    const {add} = await opened();
    expect((await add('{}', 'k')).statusCode).toBe(422);
    expect((await add(ONE, 'k')).statusCode).toBe(201);
    expect((await add(ONE, 'other')).statusCode).toBe(409);
  });

  it('knows keys by their token', async () => {
    const {world, add} = await opened();
    const second = await world.token({id: '00000002', scopes: ['plan']});
    expect((await add(ONE, 'k')).statusCode).toBe(201);
    const answer = await add(ONE, 'k', second);
    expect([answer.statusCode, saidIn(answer).code]).toEqual([409, 'PLAN_DUPLICATE']);
  });

  it.each([
    ['empty', ''],
    ['of 256', 'k'.repeat(256)],
    ['with a blank', 'a b'],
    ['with an umlaut', 'ä'],
  ])('is refused with a key that is none: %s', async (_what, key) => {
    const {add, ids} = await opened();
    const answer = await add(ONE, key);
    expect([answer.statusCode, saidIn(answer).field]).toEqual([400, 'Idempotency-Key']);
    expect(ids()).toEqual([]);
  });
});
