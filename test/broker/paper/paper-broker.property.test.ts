import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {MatchingRules} from '../../../src/broker/matching/matching-rules.ts';
import {PaperBroker} from '../../../src/broker/paper/paper-broker.ts';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import type {Intent, OrderReport} from '../../../src/ports/broker.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {anIntent, aQuote} from '../order-builders.ts';
import {type ModelOrder, type ModelTerms, modelReport, openOf, rounded, VenueModel} from './venue-model.ts';

/*
 * Goal: orders rest, fill, expire and close exactly as a plain reading of the rules says, whatever is
 * asked for in between. Method: random steps go to the broker and to a model that keeps a list and looks
 * at every order on every quote. Times are the numbers of the steps.
 */

/** Both instruments have ticks of 0.1 here; gold has 100 units in a lot, silver 5000. */
const CONTRACT_SIZE: Readonly<Record<string, number>> = {XAUUSD: 100, XAGUSD: 5000};

type Step =
  | Readonly<{do: 'quote'; symbol: string; bid: number; spread: number}>
  | (Readonly<{do: 'order'; lifeMs: number | null; at: number}> & Omit<ModelTerms, 'price' | 'expiresAtMs'>)
  | Readonly<{do: 'repeat' | 'cancel' | 'close'; order: number}>
  | Readonly<{do: 'amend'; order: number; stop: number | null; target: number | null}>
  | Readonly<{do: 'restart'}>;

type Mode = Readonly<{positionMode: MatchingRules['positionMode']; parts: number}>;

const symbol = fc.constantFrom('XAUUSD', 'XAUUSD', 'XAGUSD');
const ticks = fc.integer({min: 13_000, max: 13_012});
const line = fc.option(fc.integer({min: 12_998, max: 13_014}), {nil: null});
const order = fc.nat(8);
const quoteStep: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('quote'),
  symbol,
  bid: ticks,
  spread: fc.integer({min: 0, max: 3}),
});
const orderStep: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('order'),
  symbol,
  side: fc.constantFrom('buy', 'sell'),
  type: fc.constantFrom('market', 'limit', 'stop'),
  at: ticks,
  hundredths: fc.integer({min: 1, max: 300}),
  stop: line,
  target: line,
  lifeMs: fc.option(fc.integer({min: 1, max: 20}), {nil: null}),
});
const keyStep: fc.Arbitrary<Step> = fc.record({do: fc.constantFrom('repeat', 'cancel', 'close'), order});
const amendStep: fc.Arbitrary<Step> = fc.record({do: fc.constant('amend'), order, stop: line, target: line});
const restartStep: fc.Arbitrary<Step> = fc.record({do: fc.constant('restart')});
const stepsOf = (...more: readonly fc.Arbitrary<Step>[]): fc.Arbitrary<Step[]> =>
  fc.array(fc.oneof(quoteStep, quoteStep, quoteStep, orderStep, orderStep, keyStep, amendStep, ...more), {
    minLength: 1,
    maxLength: 60,
  });

const MARKET = {type: 'market', at: 13_000, target: null, lifeMs: null} as const;

async function drive(steps: readonly Step[], path: string | null, mode: Mode): Promise<void> {
  const {positionMode, parts} = mode;
  const rules = {positionMode, ...(parts > 1 ? {partialFills: {share: 1, parts}} : {})};
  const model = new VenueModel(positionMode === 'netting', parts);
  const clock = new VirtualClock();
  const told = new Map<string, OrderReport>();
  const openBroker = async () => {
    const [random, instruments] = [new SeededRandom(1), new InstrumentBook()];
    const broker = await PaperBroker.open({path, clock, random, instruments, rules});
    broker.onEvent(({clientOrderId, report}) => told.set(clientOrderId, report));
    return broker;
  };
  const placed: Readonly<{intent: Intent; modelled: ModelOrder}>[] = [];
  const last = new Map<string, ReturnType<typeof aQuote>>();
  let broker = await openBroker();
  for (const [timeMs, step] of steps.entries()) {
    await clock.advanceTo(timeMs);
    model.expire(timeMs);
    const target = 'order' in step ? placed[step.order] : undefined;
    const key = target?.intent.clientOrderId ?? '';
    switch (step.do) {
      case 'quote': {
        const {bid, spread} = step;
        const quote = aQuote({symbol: step.symbol, bid: bid / 10, ask: (bid + spread) / 10, timeMs});
        last.set(step.symbol, quote);
        broker.onQuote(quote);
        model.quote(step, timeMs);
        break;
      }
      case 'order': {
        const {type, at, lifeMs} = step;
        const isMarket = type === 'market';
        const expiresAtMs = isMarket || lifeMs === null ? null : timeMs + lifeMs;
        const terms = {...step, price: isMarket ? null : at, expiresAtMs};
        const intent = intentOf(terms, timeMs);
        const {status} = await broker.submit(intent);
        const modelled = model.place(terms, timeMs);
        expect([timeMs, status]).toEqual([timeMs, modelled === undefined ? 'rejected' : 'accepted']);
        if (modelled !== undefined) placed.push({intent, modelled});
        break;
      }
      case 'repeat':
        if (target !== undefined) expect((await broker.submit(target.intent)).status).toBe('accepted');
        break;
      case 'cancel':
        if (target === undefined) break;
        expect([timeMs, await isDone(broker.cancel(key))]).toEqual([timeMs, model.cancel(target.modelled)]);
        break;
      case 'close':
        if (target === undefined) break;
        expect([timeMs, await isDone(broker.closePosition(key))]).toEqual([
          timeMs,
          model.close(target.modelled),
        ]);
        break;
      case 'amend': {
        if (target === undefined) break;
        const exits = {stopLoss: priceOf(step.stop), takeProfit: priceOf(step.target)};
        expect([timeMs, await isDone(broker.amend(key, exits))]).toEqual([
          timeMs,
          model.amend(target.modelled, step.stop, step.target),
        ]);
        break;
      }
      case 'restart':
        if (path === null) break;
        await broker.close();
        broker = await openBroker();
        // A feed that starts again gives the last quotes again; they are not new.
        for (const quote of last.values()) broker.onQuote(quote);
    }
    for (const {intent, modelled} of placed) {
      const lookup = await broker.lookup(intent.clientOrderId);
      if (lookup.status !== 'found') throw new Error(`the order is ${lookup.status}`);
      const {report} = lookup;
      const size = CONTRACT_SIZE[intent.symbol] ?? 0;
      expect([timeMs, readable(report)]).toEqual([timeMs, modelReport(modelled, size)]);
      // Whoever listens knows what whoever asks knows, once anything happened after the order was placed.
      const heard = told.get(intent.clientOrderId);
      if (heard !== undefined) expect(heard).toEqual(report);
      expect(report.fill?.volumeLots ?? 0).toBeLessThanOrEqual(intent.volumeLots);
    }
    const standing = placed.filter(({modelled}) => modelled.state === 'working' || openOf(modelled) > 0);
    expect((await broker.snapshot()).standing.map(({clientOrderId}) => clientOrderId)).toEqual(
      standing.map(({intent}) => intent.clientOrderId),
    );
  }
  await broker.close();
}

async function isDone(outcome: ReturnType<PaperBroker['cancel']>): Promise<boolean> {
  return (await outcome).status === 'done';
}

function intentOf(terms: ModelTerms, timeMs: number): Intent {
  return anIntent({
    clientOrderId: `A${String(timeMs).padStart(15, '0')}`,
    symbol: terms.symbol,
    side: terms.side,
    type: terms.type,
    price: priceOf(terms.price),
    volumeLots: terms.hundredths / 100,
    stopLoss: priceOf(terms.stop),
    takeProfit: priceOf(terms.target),
    expiresAtMs: terms.expiresAtMs,
  });
}

function readable({state, fill, close, stopLoss, takeProfit}: OrderReport) {
  return {
    state,
    fill: fill === null ? null : {price: rounded(fill.price), lots: fill.volumeLots, timeMs: fill.timeMs},
    close:
      close === null
        ? null
        : {
            ...close,
            price: rounded(close.price),
            profit: close.profit === null ? null : rounded(close.profit),
          },
    stop: ticksOf(stopLoss),
    target: ticksOf(takeProfit),
  };
}

function priceOf(value: number | null): number | null {
  return value === null ? null : value / 10;
}

function ticksOf(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10);
}

/** Found by the property. */
const FOUND: readonly (readonly [string, Mode, readonly Step[]])[] = [
  [
    'a profit whose average price is rounded',
    {positionMode: 'netting', parts: 1},
    [
      {do: 'quote', symbol: 'XAGUSD', bid: 13_000, spread: 0},
      {do: 'order', symbol: 'XAGUSD', side: 'sell', ...MARKET, hundredths: 84, stop: null},
      {do: 'order', symbol: 'XAGUSD', side: 'buy', ...MARKET, hundredths: 257, stop: 13_002},
      {do: 'quote', symbol: 'XAGUSD', bid: 13_002, spread: 0},
    ],
  ],
  [
    'one of two positions of an instrument whose lines are changed',
    {positionMode: 'hedging', parts: 1},
    [
      {do: 'quote', symbol: 'XAUUSD', bid: 13_000, spread: 0},
      {do: 'order', symbol: 'XAUUSD', side: 'buy', ...MARKET, hundredths: 1, stop: null},
      {do: 'order', symbol: 'XAUUSD', side: 'sell', ...MARKET, hundredths: 1, stop: null},
      {do: 'amend', order: 1, stop: null, target: 12_998},
    ],
  ],
];

describe('a paper broker', () => {
  it.each(FOUND)('does as a plain reading of the rules does with %s', (_what, mode, steps) =>
    drive(steps, null, mode),
  );
});

const MODES: readonly Mode[] = [
  {positionMode: 'hedging', parts: 1},
  {positionMode: 'hedging', parts: 3},
  {positionMode: 'netting', parts: 1},
  {positionMode: 'netting', parts: 3},
];

describe.each(MODES)('a paper broker, $positionMode, filling in $parts', (mode) => {
  it('does as a plain reading of the rules does', async () => {
    await fc.assert(
      fc.asyncProperty(stepsOf(), (steps) => drive(steps, null, mode)),
      {numRuns: 200},
    );
  });

  it('does so over restarts too', async () => {
    await fc.assert(
      fc.asyncProperty(stepsOf(restartStep), async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'vigil-paper-'));
        try {
          await drive(steps, join(folder, 'paper.db'), mode);
        } finally {
          rmSync(folder, {recursive: true});
        }
      }),
      {numRuns: 12},
    );
  });
});
