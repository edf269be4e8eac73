import {describe, expect, it} from 'vitest';
import {BusyError} from '../../src/errors.ts';
import type {Outcome} from '../../src/ports/broker.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';
import {rest} from '../../src/system/virtual-clock.ts';
import {aPlan, MonitorWorld} from './monitor-world.ts';

/** Longer than a broker may take for its answer and all look-ups together. */
const ALL_OVER_MS = 200_000;

/** A monitor whose broker calls gold by a name of its own. */
async function world(): Promise<MonitorWorld> {
  const opened = await MonitorWorld.open();
  opened.symbols = {
    find: () => ({listed: true, listing: {feedSymbol: 'XAUUSD', brokerSymbol: 'GOLD.m'}}),
  };
  return opened;
}

/** What the journal says of a plan that fires and is answered so. */
async function told(answer: () => Promise<Outcome>): Promise<readonly JournalEntry[]> {
  const opened = await world();
  opened.broker.answer = answer;
  // What was not accepted fires again at the next quote; there is none.
  opened.broker.found = () => Promise.resolve({status: 'undecided', reason: 'the history is slow'});
  await opened.add(aPlan());
  await opened.quote(1300);
  await opened.clock.advance(ALL_OVER_MS);
  return opened.journal;
}

const withoutEnd = () => new Promise<Outcome>(() => undefined);
const answering = (outcome: Outcome) => () => Promise.resolve(outcome);

describe('the reason in the journal', () => {
  it.each([
    ['a code', answering({status: 'notSent', reason: 'notConnected'}), 'notConnected'],
    [
      'a code and words',
      answering({status: 'notSent', reason: 'bookBusy: book.db: it is locked'}),
      'bookBusy',
    ],
    ['words alone', answering({status: 'notSent', reason: 'the line was busy'}), 'notSent'],
  ])(
    'of an order that was not sent is the code that the broker gives: %s',
    async (_what, answer, reasonCode) => {
      expect(await told(answer)).toContainEqual(
        expect.objectContaining({kind: 'notSent', planId: 'plan', symbol: 'XAUUSD', level: 1, reasonCode}),
      );
    },
  );

  it.each([
    ['no answer', withoutEnd, 'noAnswer'],
    ['an answer without words of code', answering({status: 'unknown', reason: 'who knows'}), 'unknown'],
    ['an answer with a code', answering({status: 'unknown', reason: 'timeout: 10 s'}), 'timeout'],
    [
      'a rejection that says nothing of the order',
      answering({status: 'rejected', code: 'ORDER_CHANGED', message: 'see for yourself', retry: 'reread'}),
      'ORDER_CHANGED',
    ],
    ['an exception', () => Promise.reject(new Error('boom')), 'unforeseen'],
    ['one with a code', () => Promise.reject(new BusyError('STORE_BUSY', 'locked')), 'STORE_BUSY'],
  ])('of a parked order is what left it open: %s', async (_what, answer, reasonCode) => {
    expect(await told(answer)).toContainEqual(
      expect.objectContaining({kind: 'parked', planId: 'plan', symbol: 'XAUUSD', level: 1, reasonCode}),
    );
  });

  it('of an order that was in doubt when the last process died is that', async () => {
    const opened = await world();
    opened.broker.answer = withoutEnd;
    await opened.add(aPlan());
    await opened.quote(1300);
    opened.broker.found = () => Promise.resolve({status: 'undecided', reason: 'the history is slow'});
    const restarted = opened.restart();
    await opened.clock.advance(ALL_OVER_MS);
    await restarted;
    expect(opened.journal).toContainEqual(
      expect.objectContaining({kind: 'parked', reasonCode: 'interrupted'}),
    );
  });

  it('comes with the symbol as the plan has it, in every line about the plan', async () => {
    const opened = await world();
    await opened.add(aPlan());
    await opened.quote(1300);
    await rest();
    const symbols = opened.journal.map((entry) => ('symbol' in entry ? entry.symbol : null));
    expect(opened.broker.submitted[0]?.symbol).toBe('GOLD.m');
    expect(opened.kinds()).toEqual(['fired', 'executed']);
    expect(new Set(symbols)).toEqual(new Set(['XAUUSD']));
  });

  it('of a failure names plan, symbol and level', async () => {
    const opened = await world();
    opened.store.claim = () => Promise.reject(new BusyError('STORE_BUSY', 'it stayed locked'));
    await opened.add(aPlan());
    await opened.quote(1300);
    await rest();
    expect(opened.journal).toContainEqual({
      ...{kind: 'failure', planId: 'plan', symbol: 'XAUUSD', level: 1, reasonCode: 'STORE_BUSY'},
      ...{doing: 'execute', message: 'it stayed locked'},
    });
  });
});
