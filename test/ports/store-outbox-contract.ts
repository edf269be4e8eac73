import {describe, expect, it} from 'vitest';
import type {ChannelState, DeadLetter, OutboxEvent} from '../../src/ports/outbox.ts';
import type {Store} from '../../src/ports/store.ts';
import {ACCEPTED, anIntent, aPlan, claimTerms, NOW_MS, takeLease} from './stored-values.ts';

const CHANNEL: ChannelState = {
  name: 'ops',
  cursor: 0,
  attempts: 0,
  nextAtMs: null,
  failingSinceMs: null,
  lastError: null,
  delivered: 0,
  deliveredAtMs: null,
};

function aLetter(event: OutboxEvent, changes: Partial<DeadLetter> = {}): DeadLetter {
  return {channel: 'ops', event, atMs: NOW_MS, attempts: 3, error: 'HTTP 400', isDue: false, ...changes};
}

/** What the store has to do of the log of what happened, and of who has heard of it. */
export function outboxContract(storeNow: () => Store, open: () => Promise<Store>): void {
  describe('outbox', () => {
    const kinds = async () => (await storeNow().eventsAfter(0, 100)).map(({kind}) => kind);

    it('has every event of every plan in the order in which it came, with all that the history says', async () => {
      const store = storeNow();
      await store.add([aPlan(), aPlan({id: 'other', symbol: 'EURUSD'})], NOW_MS);
      await store.claim(anIntent(), claimTerms(), NOW_MS + 1000);
      await store.cancel('other', 'enough', NOW_MS + 1500);
      await store.settle('A1b2C3d4E5f6G7h8', ACCEPTED, NOW_MS + 2000);
      const events = await store.eventsAfter(0, 100);
      const told = events.map(({kind, planId, symbol, sequence}) => [kind, planId, symbol, sequence]);
      expect(told).toEqual([
        ['plan.added', 'gold-dip', 'XAUUSD', 1],
        ['plan.added', 'other', 'EURUSD', 1],
        ['plan.claimed', 'gold-dip', 'XAUUSD', 2],
        ['plan.cancelled', 'other', 'EURUSD', 2],
        ['plan.filled', 'gold-dip', 'XAUUSD', 3],
      ]);
      const claimed = (await store.history('gold-dip'))[1];
      expect(events[2]).toMatchObject({
        ...{atMs: NOW_MS + 1000, level: 1, from: 'pending', to: 'executing'},
        details: claimed?.details,
      });
    });

    it('gives ids that grow, pages of them, and the last one', async () => {
      const store = storeNow();
      expect([await store.lastEventId(), await store.firstEventId()]).toEqual([0, undefined]);
      await store.add([aPlan(), aPlan({id: 'b'}), aPlan({id: 'c'})], NOW_MS);
      const first = await store.eventsAfter(0, 2);
      const rest = await store.eventsAfter(first.at(-1)?.id ?? 0, 2);
      expect([...first, ...rest].map(({planId}) => planId)).toEqual(['gold-dip', 'b', 'c']);
      expect(await store.lastEventId()).toBe(rest[0]?.id);
      expect(await store.firstEventId()).toBe(first[0]?.id);
    });

    it('has nothing of a write that failed', async () => {
      const store = storeNow();
      await store.add([aPlan()], NOW_MS);
      await expect(store.add([aPlan({id: 'new'}), aPlan()], NOW_MS)).rejects.toThrow('gold-dip');
      expect(await kinds()).toEqual(['plan.added']);
    });

    it('says when trading is halted and resumed, and when nothing came of it', async () => {
      const store = storeNow();
      await store.halt({reason: 'the feed is wrong', atMs: NOW_MS, flatten: true});
      await store.resume(NOW_MS + 5);
      await store.resume(NOW_MS + 6);
      const [halted, resumed, ...rest] = await store.eventsAfter(0, 100);
      expect(halted).toMatchObject({kind: 'trading.halted', atMs: NOW_MS});
      expect(halted?.details).toMatchObject({reason: 'the feed is wrong', flatten: true});
      expect(resumed).toMatchObject({kind: 'trading.resumed', atMs: NOW_MS + 5, planId: null});
      expect(rest).toEqual([]);
    });

    it('says that a monitor has ended without a word when another takes its lease, and not when it let go', async () => {
      const store = storeNow();
      const lapsed = await store.lease();
      const laterMs = (lapsed?.expiresAtMs ?? 0) + 1;
      await takeLease(store, undefined, laterMs);
      const [event] = await store.eventsAfter(0, 100);
      expect(event).toMatchObject({kind: 'monitor.lapsed', atMs: laterMs});
      expect(event?.details['epoch']).toBe(lapsed?.epoch);
      const held = await store.lease();
      await store.releaseLease(held?.epoch ?? 0, laterMs);
      await takeLease(store, undefined, laterMs);
      expect(await kinds()).toEqual(['monitor.lapsed']);
    });

    it('takes what the monitor announces', async () => {
      const store = storeNow();
      await store.announce(
        [{kind: 'link.down', planId: null, details: {link: 'feed', lastError: 'refused'}}],
        NOW_MS + 0.75,
      );
      expect(await store.eventsAfter(0, 9)).toEqual([
        {
          ...{
            id: 1,
            atMs: NOW_MS,
            kind: 'link.down',
            planId: null,
            symbol: null,
            sequence: null,
            level: null,
          },
          ...{from: null, to: null, details: {link: 'feed', lastError: 'refused'}},
        },
      ]);
    });

    it('is pruned only of what is old and every channel has passed, and never uses an id again', async () => {
      const store = storeNow();
      await store.add([aPlan(), aPlan({id: 'b'}), aPlan({id: 'c'})], NOW_MS);
      const ids = (await store.eventsAfter(0, 9)).map(({id}) => id);
      expect(await store.pruneOutbox(NOW_MS, 2)).toBe(0);
      await store.saveChannel({...CHANNEL, cursor: ids[1] ?? 0});
      expect(await store.pruneOutbox(NOW_MS + 1, 2)).toBe(2);
      expect((await store.eventsAfter(0, 9)).map(({planId}) => planId)).toEqual(['c']);
      await store.keepChannels([]);
      expect(await store.pruneOutbox(NOW_MS + 1, 2)).toBe(1);
      await store.cancel('c', 'enough', NOW_MS);
      expect(await store.firstEventId()).toBe((ids[2] ?? 0) + 1);
      expect(await store.check()).toEqual([]);
    });

    it('notes how far a channel has come, and never goes back', async () => {
      const store = storeNow();
      const state = {
        ...CHANNEL,
        cursor: 7,
        attempts: 2,
        nextAtMs: NOW_MS,
        lastError: 'refused',
        delivered: 5,
      };
      await store.saveChannel(state);
      await store.saveChannel({...CHANNEL, cursor: 6});
      await store.saveChannel({...CHANNEL, name: 'mail'});
      expect(await (await open()).channels()).toEqual([{...CHANNEL, name: 'mail'}, state]);
      await store.add([aPlan()], NOW_MS);
      expect(await store.channelLags()).toMatchObject([
        {name: 'mail', undelivered: 1},
        {name: 'ops', undelivered: 0, lastError: 'refused'},
      ]);
      await store.keepChannels(['mail']);
      expect((await store.channels()).map(({name}) => name)).toEqual(['mail']);
    });

    it('keeps dead letters whole, has them tried again, and forgets what was delivered', async () => {
      const store = storeNow();
      await store.add([aPlan(), aPlan({id: 'b'})], NOW_MS);
      const events = await store.eventsAfter(0, 9);
      const [first, second] = events.map((event) => aLetter(event));
      if (first === undefined || second === undefined) throw new Error('two events were expected');
      await store.saveChannel({...CHANNEL, cursor: first.event.id}, first);
      await store.saveChannel({...CHANNEL, cursor: second.event.id}, second);
      // A channel that is further already does not bury a second time.
      await store.saveChannel({...CHANNEL, cursor: first.event.id}, {...first, error: 'late'});
      expect(await store.deadLetters({channel: 'ops'})).toEqual([first, second]);
      expect(await store.deadLetters({channel: 'mail'})).toEqual([]);
      expect(await store.retryDeadLetters('ops', second.event.id)).toBe(1);
      expect((await store.deadLetters()).map(({isDue}) => isDue)).toEqual([false, true]);
      expect(await store.deadLetters({channel: 'ops', isDue: true})).toEqual([{...second, isDue: true}]);
      expect(await store.deadLetters({isDue: false})).toEqual([first]);
      expect(await store.channelLags()).toEqual([
        {name: 'ops', undelivered: 0, failingSinceMs: null, lastError: null, deadLetters: 2},
      ]);
      await store.settleDeadLetter('ops', second.event.id, {...second, attempts: 4, error: 'HTTP 410'});
      expect((await store.deadLetters({channel: 'ops'}))[1]).toEqual({
        ...second,
        attempts: 4,
        error: 'HTTP 410',
      });
      expect(await store.retryDeadLetters('ops')).toBe(2);
      const due = async (max: number) => (await store.deadLetters({isDue: true, max})).length;
      expect([await due(1), await due(2), await due(3)]).toEqual([1, 2, 2]);
      await store.settleDeadLetter('ops', first.event.id);
      expect((await store.deadLetters()).map(({event}) => event.id)).toEqual([second.event.id]);
    });
  });
}
