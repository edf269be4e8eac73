import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {MONITOR_DEFAULTS} from '../../src/engine/monitor-options.ts';
import type {Intent, Lookup, Outcome} from '../../src/ports/broker.ts';
import {ABSENT, aPlan, aReport, MonitorWorld} from './monitor-world.ts';

/** What becomes of one order that is sent. */
const FATES = [
  'filled',
  'answer lost',
  'answer lost, not placed',
  'silent',
  'silent, not placed',
  'refused for now',
  'refused for good',
] as const;
type Fate = (typeof FATES)[number];

/** What happens to the monitor between quotes. */
const STEPS = ['quote', 'quote', 'quote', 'wait', 'restart', 'reconcile'] as const;

const cases = fc.record({
  fates: fc.array(fc.constantFrom(...FATES), {minLength: 1, maxLength: 6}),
  steps: fc.array(fc.constantFrom(...STEPS), {minLength: 3, maxLength: 20}),
  blindLooks: fc.array(fc.boolean(), {maxLength: 12}),
  hasFence: fc.boolean(),
});

/** A venue with a ledger of its own, that answers as badly as it is told to. */
class Venue {
  readonly placed = new Map<string, Intent>();
  readonly refused = new Map<string, Intent>();
  readonly #fenced = new Set<string>();
  readonly #fates: Fate[];
  readonly #blindLooks: boolean[];

  constructor(fates: readonly Fate[], blindLooks: readonly boolean[]) {
    this.#fates = [...fates];
    this.#blindLooks = [...blindLooks];
  }

  submit(intent: Intent): Promise<Outcome> {
    const fate = this.#fates.shift() ?? 'filled';
    const {clientOrderId} = intent;
    if (this.#fenced.has(clientOrderId)) return Promise.resolve({status: 'notSent', reason: 'fenced'});
    if (fate.startsWith('refused')) {
      this.refused.set(clientOrderId, intent);
      const retry = fate === 'refused for good' ? 'never' : 'later';
      return Promise.resolve({status: 'rejected', code: 'NO', message: 'no', retry});
    }
    if (!fate.endsWith('not placed')) this.placed.set(clientOrderId, intent);
    if (fate === 'filled') return Promise.resolve({status: 'accepted', report: aReport()});
    return fate.startsWith('silent')
      ? new Promise(() => undefined)
      : Promise.resolve({status: 'unknown', reason: 'the answer was lost'});
  }

  lookup(clientOrderId: string): Promise<Lookup> {
    if (this.#blindLooks.shift() === true)
      return Promise.resolve({status: 'undecided', reason: 'history is slow'});
    return Promise.resolve(this.placed.has(clientOrderId) ? {status: 'found', report: aReport()} : ABSENT);
  }

  fence(clientOrderId: string): Promise<'sent' | 'never'> {
    if (this.placed.has(clientOrderId)) return Promise.resolve('sent');
    this.#fenced.add(clientOrderId);
    return Promise.resolve('never');
  }
}

describe('two plans of one group that trigger on one quote', () => {
  it('never have two orders and are never both lost, whatever becomes of answers, look-ups and the monitor', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({fates, steps, blindLooks, hasFence}) => {
        const venue = new Venue(fates, blindLooks);
        const world = await MonitorWorld.open({
          executor: {...MONITOR_DEFAULTS.executor, submitDeadlineMs: 2000, retryDelayMs: 500},
        });
        world.broker.capabilities = {lookup: true, fence: hasFence, restingOrders: true};
        world.broker.answer = (intent) => venue.submit(intent);
        world.broker.found = (key) => venue.lookup(key);
        world.broker.fence = (key) => venue.fence(key);
        await world.add(aPlan({id: 'up', group: 'pair'}), aPlan({id: 'down', group: 'pair', side: 'sell'}));
        const step = async (what: (typeof STEPS)[number]) => {
          if (what === 'quote') await world.quote(1300);
          if (what === 'wait') await world.clock.advance(3000);
          if (what === 'reconcile') void world.monitor.reconcile();
          if (what === 'restart') {
            const restarting = world.restart();
            await world.clock.advance(60_000);
            await restarting;
          }
        };
        for (const what of steps) await step(what);
        // From here on everything works; whatever is in doubt has to come to an end. What was parked before,
        // and is at the venue nowhere to be found, only a person can end.
        const settle = async () => {
          for (let count = 0; count < 6; count += 1) {
            await step('restart');
            await step('quote');
            await world.clock.advance(60_000);
          }
        };
        await settle();
        for (const id of ['up', 'down']) {
          if ((await world.status(id)) !== 'unresolved' || venue.placed.size > 0) continue;
          await world.store.resolve(id, 1, {as: 'notPlaced'}, world.clock.now());
          await settle();
        }
        const statuses = [await world.status('up'), await world.status('down')].sort();
        expect(venue.placed.size).toBeLessThanOrEqual(1);
        const isTraded = venue.placed.size === 1;
        const fitting = isTraded ? statuses.includes('executed') : statuses.every((one) => one === 'failed');
        expect({statuses, isTraded, fitting}).toMatchObject({fitting: true});
        expect(await world.store.check()).toEqual([]);
        await world.store.close();
      }),
      {numRuns: 60},
    );
  });
});
