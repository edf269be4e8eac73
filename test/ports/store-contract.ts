import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {DeskMemory, LevelRow, Settlement, Store} from '../../src/ports/store.ts';
import {accessContract} from './store-access-contract.ts';
import {archiveContract} from './store-archive-contract.ts';
import {cancelContract} from './store-cancel-contract.ts';
import {editContract} from './store-edit-contract.ts';
import {groupContract} from './store-group-contract.ts';
import {haltContract} from './store-halt-contract.ts';
import {importContract} from './store-import-contract.ts';
import {leaseContract} from './store-lease-contract.ts';
import {levelsContract} from './store-levels-contract.ts';
import {pageContract} from './store-page-contract.ts';
import {limitsContract} from './store-limits-contract.ts';
import {outboxContract} from './store-outbox-contract.ts';
import {reportContract} from './store-report-contract.ts';
import {verdictContract} from './store-verdict-contract.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  aRow,
  claimTerms,
  CLOSED_REPORT,
  FILL,
  NOT_SENT,
  NOW_MS,
  REFUSED,
  REJECTED,
  RESTING,
  RESTING_REPORT,
  takeLease,
  UNRESOLVED,
} from './stored-values.ts';

/** One database that may be opened several times at once. */
export type ContractDatabase = Readonly<{open(): Promise<Store>; remove(): Promise<void>}>;

const PENDING = aRow();

/** What every implementation of the store has to do. */
export function storeContract(name: string, createDatabase: () => Promise<ContractDatabase>): void {
  describe(`${name}: the contract of a store`, () => {
    let database: ContractDatabase;
    let store: Store;
    const opened: Store[] = [];
    const open = async () => {
      const another = await database.open();
      opened.push(another);
      return another;
    };

    beforeEach(async () => {
      database = await createDatabase();
      store = await open();
      await takeLease(store);
    });

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((each) => each.close()));
      await database.remove();
    });

    const kindsOf = async (planId: string) => (await store.history(planId)).map(({kind}) => kind);

    describe('open', () => {
      it('gives a database one identity for good', async () => {
        const {databaseId} = store;
        await store.close();
        expect(databaseId).not.toBe('');
        expect((await open()).databaseId).toBe(databaseId);
      });

      it('finds everything again after it was closed', async () => {
        await store.add([aPlan()], NOW_MS);
        await store.claim(anIntent(), claimTerms(), NOW_MS + 1000);
        const before = {rows: await store.list(), events: await store.history('gold-dip')};
        await store.close();
        store = await open();
        expect({rows: await store.list(), events: await store.history('gold-dip')}).toEqual(before);
      });
    });

    describe('add', () => {
      it('answers the row, and gives the same one back when asked', async () => {
        expect(await store.add([aPlan()], NOW_MS)).toEqual([PENDING]);
        expect(await store.get('gold-dip')).toEqual(PENDING);
        expect(await store.list()).toEqual({rows: [PENDING], broken: []});
      });

      it('keeps a plan that leaves out all that may be left out', async () => {
        const plan = aPlan({
          entry: {type: 'market'},
          stopLoss: null,
          takeProfit: null,
          expiresAtMs: null,
          notes: null,
          when: {always: true},
        });
        const [row] = await store.add([plan], NOW_MS);
        expect(row).toEqual({...PENDING, plan});
      });

      it('drops fractions of a millisecond', async () => {
        const plan = aPlan({createdAtMs: NOW_MS + 0.75, expiresAtMs: NOW_MS + 10.5});
        const [row] = await store.add([plan], NOW_MS + 0.9);
        expect(row).toEqual({...PENDING, plan: {...plan, createdAtMs: NOW_MS, expiresAtMs: NOW_MS + 10}});
      });

      it('adds nothing when one id is taken, and names every one that is', async () => {
        await store.add([aPlan({id: 'a'}), aPlan({id: 'b'})], NOW_MS);
        const before = await store.list();
        const again = store.add([aPlan({id: 'new'}), aPlan({id: 'b'}), aPlan({id: 'a'})], NOW_MS);
        await expect(again).rejects.toMatchObject({
          name: 'ConflictError',
          code: 'PLAN_DUPLICATE',
          problems: [{message: 'plan "b" exists already'}, {message: 'plan "a" exists already'}],
        });
        expect(await store.list()).toEqual(before);
        expect(await store.history('new')).toEqual([]);
      });

      it('refuses an id that one call gives twice', async () => {
        await expect(store.add([aPlan(), aPlan()], NOW_MS)).rejects.toMatchObject({code: 'PLAN_DUPLICATE'});
        expect(await store.list()).toEqual({rows: [], broken: []});
      });

      it('refuses a plan that breaks a rule, with all others of the call', async () => {
        const wrong = aPlan({id: 'wrong', stopLoss: 1400});
        await expect(store.add([aPlan(), wrong], NOW_MS)).rejects.toMatchObject({
          name: 'InputError',
          code: 'PLAN_INVALID',
          field: 'stopLoss',
        });
        expect(await store.list()).toEqual({rows: [], broken: []});
      });

      it('adds no plans when given none', async () => {
        expect(await store.add([], NOW_MS)).toEqual([]);
      });
    });

    describe('list', () => {
      it('gives plans by id, those of the asked statuses and symbol', async () => {
        const silver = {symbol: 'XAGUSD'};
        await store.add(
          [aPlan({id: 'c'}), aPlan({id: 'a'}), aPlan({id: 'b', ...silver}), aPlan({id: 'd', ...silver})],
          NOW_MS,
        );
        await store.cancel('a', 'enough', NOW_MS);
        await store.cancel('d', 'enough', NOW_MS);
        const ids = async (filter?: Parameters<Store['list']>[0]) =>
          (await store.list(filter)).rows.map(({plan}) => plan.id);
        expect(await ids()).toEqual(['a', 'b', 'c', 'd']);
        expect(await ids({statuses: ['pending']})).toEqual(['b', 'c']);
        expect(await ids({symbol: 'XAGUSD'})).toEqual(['b', 'd']);
        expect(await ids({statuses: ['cancelled', 'executed'], symbol: 'XAGUSD'})).toEqual(['d']);
        expect(await ids({statuses: []})).toEqual([]);
      });
    });

    describe('get', () => {
      it('knows nothing of a plan that was never added', async () => {
        expect(await store.get('gold-dip')).toBeUndefined();
        expect(await store.history('gold-dip')).toEqual([]);
        expect(await store.verdict('gold-dip')).toBeUndefined();
      });
    });

    describe('changesSince', () => {
      it('gives each row that was written after a revision, once, and the revision to ask with next', async () => {
        expect(await store.changesSince(0)).toEqual({rows: [], broken: [], revision: 0});
        await store.add([aPlan({id: 'a'}), aPlan({id: 'b'}), aPlan({id: 'c'})], NOW_MS);
        const first = await store.changesSince(0);
        expect(first.rows.map(({plan}) => plan.id).sort()).toEqual(['a', 'b', 'c']);
        expect(await store.changesSince(first.revision)).toEqual({
          rows: [],
          broken: [],
          revision: first.revision,
        });
        const {row} = await store.cancel('b', 'enough', NOW_MS + 5);
        const second = await store.changesSince(first.revision);
        expect(second).toEqual({rows: [row], broken: [], revision: row?.revision});
        expect(second.revision).toBeGreaterThan(first.revision);
        expect((await store.changesSince(0)).rows).toHaveLength(3);
      });

      it('sees what another open store wrote', async () => {
        const other = await open();
        const {revision} = await store.changesSince(0);
        const [row] = await other.add([aPlan()], NOW_MS);
        expect((await store.changesSince(revision)).rows).toEqual([row]);
      });

      it('counts no write that changed nothing', async () => {
        await store.add([aPlan()], NOW_MS);
        const {revision} = await store.changesSince(0);
        await store.expire('gold-dip', NOW_MS);
        await store.cancel('nobody', 'enough', NOW_MS);
        await expect(store.add([aPlan()], NOW_MS)).rejects.toThrow();
        expect(await store.changesSince(revision)).toEqual({rows: [], broken: [], revision});
      });
    });

    archiveContract(() => store);
    pageContract(() => store);
    editContract(() => store, open);
    verdictContract(() => store);
    importContract(() => store);

    describe('claim', () => {
      const EXECUTING = aRow(
        {status: 'executing', attempts: 1, clientOrderId: 'A1b2C3d4E5f6G7h8'},
        {revision: 2, updatedAtMs: NOW_MS + 1000},
      );
      const MOVED = {code: 'moved', message: expect.any(String) as string};

      it('moves a pending plan to executing and keeps the intent', async () => {
        await store.add([aPlan()], NOW_MS);
        expect(await store.claim(anIntent(), claimTerms(), NOW_MS + 1000)).toEqual({
          done: true,
          row: EXECUTING,
        });
        expect(await store.openIntents()).toEqual([{intent: anIntent(), outcome: null}]);
      });

      it('changes nothing when it is repeated by the store that made it', async () => {
        await store.add([aPlan()], NOW_MS);
        await store.claim(anIntent(), claimTerms(), NOW_MS + 1000);
        expect(await store.claim(anIntent(), claimTerms(), NOW_MS + 2000)).toEqual({
          done: true,
          row: EXECUTING,
        });
        expect(await kindsOf('gold-dip')).toEqual(['added', 'claimed']);
      });

      it('is lost by another open store, even with the same client order id', async () => {
        const other = await open();
        await store.add([aPlan()], NOW_MS);
        await store.claim(anIntent(), claimTerms(), NOW_MS + 1000);
        const lost = {done: false, row: EXECUTING, refusal: MOVED};
        expect(await other.claim(anIntent(), claimTerms(), NOW_MS + 1000)).toEqual(lost);
        const another = anIntent({clientOrderId: 'another'});
        expect(await other.claim(another, claimTerms(), NOW_MS + 1000)).toEqual(lost);
        expect(await other.openIntents()).toEqual([{intent: anIntent(), outcome: null}]);
      });

      it('gives no second right to send once the intent has an outcome', async () => {
        await store.add([aPlan()], NOW_MS);
        await store.claim(anIntent(), claimTerms(), NOW_MS);
        await store.settle('A1b2C3d4E5f6G7h8', NOT_SENT, NOW_MS);
        expect((await store.claim(anIntent(), claimTerms(), NOW_MS)).done).toBe(false);
        expect(
          (await store.claim(anIntent({clientOrderId: 'second', attempt: 2}), claimTerms(), NOW_MS)).done,
        ).toBe(true);
      });

      it.each<[string, (plans: Store) => Promise<unknown>, number, number]>([
        ['of another version', async () => undefined, 2, NOW_MS],
        ['that was cancelled', (plans) => plans.cancel('gold-dip', 'enough', NOW_MS), 1, NOW_MS],
        ['whose expiry is now', async () => undefined, 1, NOW_MS + 86_400_000],
      ])('refuses a plan %s', async (_, prepare, version, nowMs) => {
        await store.add([aPlan()], NOW_MS);
        await prepare(store);
        const before = await store.get('gold-dip');
        expect(await store.claim(anIntent(), claimTerms({version}), nowMs)).toEqual({
          done: false,
          row: before,
          refusal: MOVED,
        });
        expect(await store.openIntents()).toEqual([]);
      });

      it('takes a plan one millisecond before its expiry', async () => {
        await store.add([aPlan()], NOW_MS);
        expect((await store.claim(anIntent(), claimTerms(), NOW_MS + 86_399_999)).done).toBe(true);
      });

      it('knows no plan that was never added', async () => {
        expect(await store.claim(anIntent(), claimTerms(), NOW_MS)).toEqual({
          done: false,
          row: undefined,
          refusal: MOVED,
        });
      });
    });

    describe('settle', () => {
      const claimed = async () => {
        await store.add([aPlan()], NOW_MS);
        await store.claim(anIntent(), claimTerms(), NOW_MS + 1000);
      };
      const settle = (settlement: Settlement, nowMs = NOW_MS + 2000) =>
        store.settle('A1b2C3d4E5f6G7h8', settlement, nowMs);
      const ORDER = {clientOrderId: 'A1b2C3d4E5f6G7h8'};
      const FILLED = {...ORDER, status: 'executed', ticket: 'T-1', fill: FILL} as const;
      const PAUSING = {status: 'pending', reason: 'OFF_QUOTES: no price', retryAtMs: NOW_MS + 9000} as const;

      it.each<[string, Settlement, Partial<LevelRow>, string]>([
        ['accepted', ACCEPTED, FILLED, 'filled'],
        ['accepted, and rests', RESTING, {...ORDER, status: 'working', ticket: 'T-1'}, 'placed'],
        ['rejected, to be tried again', REJECTED, {...PAUSING, rejections: 1}, 'rejected'],
        [
          'rejected for good',
          REFUSED,
          {status: 'failed', reason: 'OFF_QUOTES: no price', rejections: 1},
          'rejected',
        ],
        ['not sent', NOT_SENT, {status: 'pending', reason: 'too late'}, 'notSent'],
        [
          'not to be established',
          UNRESOLVED,
          {...ORDER, status: 'unresolved', reason: 'no answer'},
          'parked',
        ],
      ])('moves the level on when the order was %s', async (_, settlement, change, kind) => {
        await claimed();
        const row = aRow({attempts: 1, ...change}, {revision: 3, updatedAtMs: NOW_MS + 2000});
        const swap = {done: true, row};
        expect(await settle(settlement)).toEqual(swap);
        expect(await kindsOf('gold-dip')).toEqual(['added', 'claimed', kind]);
        // The answer was lost and is asked for again.
        expect(await settle(settlement, NOW_MS + 3000)).toEqual(swap);
        expect(await kindsOf('gold-dip')).toEqual(['added', 'claimed', kind]);
      });

      it('tells of it before it tells of what was asked for later', async () => {
        await claimed();
        const told: string[] = [];
        await Promise.all([
          settle(ACCEPTED).then(() => told.push('settled')),
          store.report('A1b2C3d4E5f6G7h8', CLOSED_REPORT, NOW_MS + 2000).then(() => told.push('reported')),
        ]);
        expect(told).toEqual(['settled', 'reported']);
      });

      it.each([
        ['accepted', ACCEPTED],
        ['rejected', REJECTED],
        ['refused', REFUSED],
        ['not sent', NOT_SENT],
      ])('lets no later word overrule that it was %s', async (_, settlement) => {
        await claimed();
        const {row} = await settle(settlement);
        for (const other of [ACCEPTED, REJECTED, REFUSED, NOT_SENT, UNRESOLVED]) {
          if (other !== settlement) expect(await settle(other)).toEqual({done: false, row});
        }
      });

      it.each<[string, Settlement, string]>([
        ['was filled', ACCEPTED, 'executed'],
        ['was rejected', REJECTED, 'pending'],
        ['was refused', REFUSED, 'failed'],
        ['never left', NOT_SENT, 'pending'],
      ])('takes later evidence that a parked order %s', async (_, evidence, status) => {
        await claimed();
        await settle(UNRESOLVED);
        expect(await settle(evidence)).toMatchObject({done: true, row: {status}});
        expect(await settle(evidence)).toMatchObject({done: true, row: {status}});
        expect((await settle(UNRESOLVED)).done).toBe(false);
      });

      it('lets no word about an earlier order decide what became of a later one', async () => {
        await claimed();
        await settle(REJECTED);
        await store.claim(anIntent({clientOrderId: 'second', attempt: 2}), claimTerms(), NOW_MS);
        const {row} = await store.settle('second', UNRESOLVED, NOW_MS);
        expect(await settle(ACCEPTED)).toEqual({done: false, row});
        expect(await store.settle('second', NOT_SENT, NOW_MS)).toMatchObject({
          done: true,
          row: {status: 'pending'},
        });
      });

      it('forgets the pause after a rejection when the plan is claimed again', async () => {
        await claimed();
        await settle(REJECTED);
        const {row} = await store.claim(
          anIntent({clientOrderId: 'second', attempt: 2}),
          claimTerms(),
          NOW_MS + 9000,
        );
        expect(row).toMatchObject({
          status: 'executing',
          reason: null,
          levels: [{attempts: 2, rejections: 1, retryAtMs: null, reason: null}],
        });
      });

      it('knows no intent that was never claimed', async () => {
        expect(await settle(ACCEPTED)).toEqual({done: false, row: undefined});
      });
    });

    reportContract(() => store);
    levelsContract(() => store, open);
    groupContract(() => store, open);
    limitsContract(() => store);
    leaseContract(() => store, open);
    haltContract(() => store);
    outboxContract(() => store, open);
    accessContract(() => store, open);
    cancelContract(() => store, open);

    describe('cancel', () => {
      it('cancels a pending plan; a second time it was done before', async () => {
        await store.add([aPlan()], NOW_MS);
        const row = aRow({status: 'cancelled', reason: 'enough'}, {revision: 2, updatedAtMs: NOW_MS + 7});
        expect(await store.cancel('gold-dip', 'enough', NOW_MS + 7)).toEqual({done: true, row});
        expect(await store.cancel('gold-dip', 'another reason', NOW_MS + 8)).toEqual({done: true, row});
        expect(await kindsOf('gold-dip')).toEqual(['added', 'cancelled']);
      });

      it('knows no plan that was never added', async () => {
        expect(await store.cancel('gold-dip', 'enough', NOW_MS)).toEqual({done: false, row: undefined});
      });
    });

    describe('expire', () => {
      const EXPIRY_MS = NOW_MS + 86_400_000;

      it('expires a plan at its expiry and not before; a second time it was done before', async () => {
        await store.add([aPlan()], NOW_MS);
        expect(await store.expire('gold-dip', EXPIRY_MS - 1)).toEqual({done: false, row: PENDING});
        const row = aRow({status: 'expired'}, {revision: 2, updatedAtMs: EXPIRY_MS});
        expect(await store.expire('gold-dip', EXPIRY_MS)).toEqual({done: true, row});
        expect(await store.expire('gold-dip', EXPIRY_MS + 1)).toEqual({done: true, row});
        expect(await kindsOf('gold-dip')).toEqual(['added', 'expired']);
      });

      it('never expires a plan that is good till cancelled, or is being executed', async () => {
        await store.add([aPlan({id: 'for-ever', expiresAtMs: null}), aPlan()], NOW_MS);
        await store.claim(anIntent(), claimTerms(), NOW_MS);
        expect((await store.expire('for-ever', Number.MAX_SAFE_INTEGER)).done).toBe(false);
        expect((await store.expire('gold-dip', EXPIRY_MS)).done).toBe(false);
      });
    });

    describe('openIntents', () => {
      it('lists what has no outcome, is parked, rests, or is not known to be closed, the oldest first', async () => {
        const ids = ['open', 'filled', 'closed', 'rejected', 'parked', 'rests', 'withdrawn'];
        await store.add(
          ids.map((id) => aPlan({id})),
          NOW_MS,
        );
        for (const [index, id] of ids.entries()) {
          await store.claim(
            anIntent({clientOrderId: `order-${id}`, planId: id}),
            claimTerms(),
            NOW_MS + index,
          );
        }
        await store.settle('order-filled', ACCEPTED, NOW_MS + 10);
        await store.settle('order-closed', ACCEPTED, NOW_MS + 10);
        await store.report('order-closed', CLOSED_REPORT, NOW_MS + 11);
        await store.settle('order-rejected', REJECTED, NOW_MS + 10);
        await store.settle('order-parked', UNRESOLVED, NOW_MS + 10);
        await store.settle('order-rests', RESTING, NOW_MS + 10);
        await store.settle('order-withdrawn', RESTING, NOW_MS + 10);
        await store.report('order-withdrawn', {...RESTING_REPORT, state: 'cancelled'}, NOW_MS + 11);
        expect(await store.openIntents()).toEqual([
          {intent: anIntent({clientOrderId: 'order-open', planId: 'open'}), outcome: null},
          {intent: anIntent({clientOrderId: 'order-filled', planId: 'filled'}), outcome: 'accepted'},
          {intent: anIntent({clientOrderId: 'order-parked', planId: 'parked'}), outcome: 'unresolved'},
          {intent: anIntent({clientOrderId: 'order-rests', planId: 'rests'}), outcome: 'accepted'},
        ]);
      });
    });

    describe('history', () => {
      it('tells every step with its facts, numbered, each with its own hash', async () => {
        await store.add([aPlan()], NOW_MS);
        await store.claim(anIntent(), claimTerms(), NOW_MS + 1000);
        await store.settle('A1b2C3d4E5f6G7h8', ACCEPTED, NOW_MS + 2000.5);
        const events = await store.history('gold-dip');
        expect(events).toMatchObject([
          {
            planId: 'gold-dip',
            sequence: 1,
            atMs: NOW_MS,
            level: null,
            from: null,
            to: 'pending',
            kind: 'added',
          },
          {sequence: 2, atMs: NOW_MS + 1000, level: 1, from: 'pending', to: 'executing', kind: 'claimed'},
          {sequence: 3, atMs: NOW_MS + 2000, level: 1, from: 'executing', to: 'executed', kind: 'filled'},
        ]);
        expect(events[1]?.details).toMatchObject({clientOrderId: 'A1b2C3d4E5f6G7h8', firedPrice: 1301.45});
        expect(events[2]?.details).toEqual({
          clientOrderId: 'A1b2C3d4E5f6G7h8',
          ticket: 'T-1',
          state: 'filled',
          fill: FILL,
          stopLoss: 1298,
          takeProfit: null,
        });
        expect(new Set(events.map(({hash}) => hash)).size).toBe(3);
      });
    });

    describe('desks', () => {
      const memory = (bid: number): DeskMemory => {
        const quote = {
          symbol: 'XAUUSD',
          bid,
          ask: bid + 0.1,
          timeMs: NOW_MS + 0.125,
          receivedAtMs: NOW_MS + 3.5,
        };
        return {
          quote,
          previous: bid > 1 ? {...quote, bid: 0.1, ask: 0.3} : null,
          filter: {last: quote, jumps: bid > 1 ? {count: 2, level: {bid: 5, ask: 6}} : null},
        };
      };

      it('gives back what each desk knew, exactly; desks that are not named keep theirs', async () => {
        expect(await store.loadDesks()).toEqual(new Map());
        await store.saveDesks(
          new Map([
            ['XAUUSD', memory(1)],
            ['XAGUSD', memory(2)],
          ]),
        );
        await store.saveDesks(new Map([['XAUUSD', memory(3)]]));
        expect(await store.loadDesks()).toEqual(
          new Map([
            ['XAGUSD', memory(2)],
            ['XAUUSD', memory(3)],
          ]),
        );
      });
    });

    describe('check', () => {
      it('finds nothing wrong with a database in use', async () => {
        await store.add([aPlan(), aPlan({id: 'b'}), aPlan({id: 'c'})], NOW_MS);
        await store.claim(anIntent(), claimTerms(), NOW_MS);
        await store.settle('A1b2C3d4E5f6G7h8', UNRESOLVED, NOW_MS);
        await store.settle('A1b2C3d4E5f6G7h8', ACCEPTED, NOW_MS);
        await store.claim(anIntent({clientOrderId: 'order-b', planId: 'b'}), claimTerms(), NOW_MS);
        await store.cancel('c', 'enough', NOW_MS);
        expect(await store.check()).toEqual([]);
      });
    });

    describe('order', () => {
      it('does the calls of one caller in the order in which they were made', async () => {
        const [, claim, cancel, settle, close] = await Promise.all([
          store.add([aPlan()], NOW_MS),
          store.claim(anIntent(), claimTerms(), NOW_MS),
          store.cancel('gold-dip', 'too late', NOW_MS),
          store.settle('A1b2C3d4E5f6G7h8', ACCEPTED, NOW_MS),
          store.report('A1b2C3d4E5f6G7h8', CLOSED_REPORT, NOW_MS),
        ]);
        expect([claim, cancel, settle, close].map(({done}) => done)).toEqual([true, true, true, true]);
        expect(await kindsOf('gold-dip')).toEqual(['added', 'claimed', 'withdrawing', 'filled', 'closed']);
      });

      it('undoes only the call that fails among calls that were made together', async () => {
        const answers = await Promise.allSettled([
          store.add([aPlan({id: 'a'})], NOW_MS),
          store.add([aPlan({id: 'b'}), aPlan({id: 'a'})], NOW_MS),
          store.add([aPlan({id: 'c'})], NOW_MS),
        ]);
        expect(answers.map(({status}) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        expect((await store.list()).rows.map(({plan}) => plan.id)).toEqual(['a', 'c']);
        expect(await store.check()).toEqual([]);
      });
    });

    describe('close', () => {
      it('finishes what waits and refuses what comes after', async () => {
        const adding = store.add([aPlan()], NOW_MS);
        await store.close();
        expect(await adding).toEqual([PENDING]);
        await expect(store.list()).rejects.toMatchObject({code: 'STORE_CLOSED'});
        await store.close();
      });
    });
  });
}
