import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {PaperBroker} from '../../../src/broker/paper/paper-broker.ts';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import type {Side} from '../../../src/market/quote.ts';
import type {Close} from '../../../src/ports/broker.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {anIntent, aQuote} from '../order-builders.ts';

/*
 * Goal: positions close exactly as a plain reading of the rule says. Method: random quotes and orders
 * go to the broker and to a simulator that keeps a list, tests every position on every quote, and
 * counts prices and lots in whole ticks and hundredths, so that its profit is exact by itself.
 */

/** Both instruments have ticks of 0.1 here; gold has 100 units in a lot, silver 5000. */
const CONTRACT_SIZE: Readonly<Record<string, number>> = {XAUUSD: 100, XAGUSD: 5000};

type Step =
  | Readonly<{do: 'quote'; symbol: string; bid: number; spread: number}>
  | Readonly<{
      do: 'order';
      symbol: string;
      side: Side;
      hundredths: number;
      stop: number | null;
      target: number | null;
    }>
  | Readonly<{do: 'repeat'; order: number}>
  | Readonly<{do: 'restart'}>;

const symbol = fc.constantFrom('XAUUSD', 'XAGUSD');
const ticks = fc.integer({min: 13_000, max: 13_012});
const line = fc.option(fc.integer({min: 12_998, max: 13_014}), {nil: null});
const quoteStep = fc.record({
  do: fc.constant('quote'),
  symbol,
  bid: ticks,
  spread: fc.integer({min: 0, max: 3}),
});
const orderStep = fc.record({
  do: fc.constant('order'),
  symbol,
  side: fc.constantFrom('buy', 'sell'),
  hundredths: fc.integer({min: 1, max: 300}),
  stop: line,
  target: line,
});
const repeatStep = fc.record({do: fc.constant('repeat'), order: fc.nat(20)});
const restartStep = fc.record({do: fc.constant('restart')});
const stepsOf = (...more: readonly fc.Arbitrary<Step>[]): fc.Arbitrary<Step[]> =>
  fc.array(fc.oneof<fc.Arbitrary<Step>[]>(quoteStep, quoteStep, orderStep, repeatStep, ...more), {
    minLength: 1,
    maxLength: 60,
  });

type SimulatedPosition = {
  readonly key: string;
  readonly order: Extract<Step, {do: 'order'}>;
  readonly entry: number;
  isOpen: boolean;
};
type Ended = Readonly<{key: string; close: Close}>;

/** The rule, read aloud. Times are the numbers of the steps. */
function simulate(steps: readonly Step[]): readonly Ended[] {
  const ended: Ended[] = [];
  const positions: SimulatedPosition[] = [];
  const last = new Map<string, Extract<Step, {do: 'quote'}>>();
  steps.forEach((step, timeMs) => {
    if (step.do === 'order') {
      const quote = last.get(step.symbol);
      if (quote === undefined) return;
      const entry = step.side === 'buy' ? quote.bid + quote.spread : quote.bid;
      positions.push({key: keyOf(timeMs), order: step, entry, isOpen: true});
    }
    if (step.do !== 'quote') return;
    last.set(step.symbol, step);
    for (const position of positions) {
      const {key, entry, order} = position;
      if (!position.isOpen || order.symbol !== step.symbol) continue;
      const direction = order.side === 'buy' ? 1 : -1;
      const exit = order.side === 'buy' ? step.bid : step.bid + step.spread;
      const isStopped = order.stop !== null && (exit - order.stop) * direction <= 0;
      const isTaken = order.target !== null && (exit - order.target) * direction >= 0;
      if (!isStopped && !isTaken) continue;
      position.isOpen = false;
      const reason = isStopped ? 'stopLoss' : 'takeProfit';
      const size = CONTRACT_SIZE[order.symbol] ?? 0;
      // `+ 0` because a direction of −1 makes a negative zero.
      const profit = ((exit - entry) * direction * size * order.hundredths) / 1000 + 0;
      ended.push({key, close: {price: exit / 10, timeMs, reason, profit}});
    }
  });
  return ended;
}

async function drive(steps: readonly Step[], path: string | null): Promise<readonly Ended[]> {
  const ended: Ended[] = [];
  const openBroker = async () => {
    const clock = new VirtualClock();
    const broker = await PaperBroker.open({
      path,
      clock,
      random: new SeededRandom(1),
      instruments: new InstrumentBook(),
    });
    broker.onEvent(({clientOrderId, close}) => ended.push({key: clientOrderId, close}));
    return broker;
  };
  const intents: ReturnType<typeof anIntent>[] = [];
  const last = new Map<string, ReturnType<typeof aQuote>>();
  let broker = await openBroker();
  for (const [timeMs, step] of steps.entries()) {
    switch (step.do) {
      case 'quote': {
        const {bid, spread} = step;
        const quote = aQuote({symbol: step.symbol, bid: bid / 10, ask: (bid + spread) / 10, timeMs});
        last.set(step.symbol, quote);
        broker.onQuote(quote);
        break;
      }
      case 'order': {
        const {side, hundredths, stop, target} = step;
        const intent = anIntent({
          clientOrderId: keyOf(timeMs),
          symbol: step.symbol,
          side,
          volumeLots: hundredths / 100,
          stopLoss: stop === null ? null : stop / 10,
          takeProfit: target === null ? null : target / 10,
        });
        intents.push(intent);
        const {status} = await broker.submit(intent);
        expect(status).toBe(last.has(step.symbol) ? 'accepted' : 'rejected');
        break;
      }
      case 'repeat': {
        const intent = intents[step.order];
        if (intent !== undefined) await broker.submit(intent);
        break;
      }
      case 'restart':
        await broker.close();
        broker = await openBroker();
        // A feed that starts again gives the last quotes again; they are not new.
        for (const quote of last.values()) broker.onQuote(quote);
    }
  }
  await broker.close();
  return ended;
}

function keyOf(timeMs: number): string {
  return `A${String(timeMs).padStart(15, '0')}`;
}

describe('a paper broker', () => {
  it('closes as a plain simulator does', async () => {
    await fc.assert(
      fc.asyncProperty(stepsOf(), async (steps) => {
        expect(await drive(steps, null)).toEqual(simulate(steps));
      }),
      {numRuns: 1_000},
    );
  });

  it('closes so over restarts too', async () => {
    await fc.assert(
      fc.asyncProperty(stepsOf(restartStep), async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'vigil-paper-'));
        try {
          expect(await drive(steps, join(folder, 'paper.db'))).toEqual(simulate(steps));
        } finally {
          rmSync(folder, {recursive: true});
        }
      }),
      {numRuns: 40},
    );
  });
});
