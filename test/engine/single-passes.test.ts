import {describe, expect, it} from 'vitest';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {openRecording} from '../../src/feed/replay/recording.ts';
import type {Quote} from '../../src/market/quote.ts';
import {testData} from '../test-data.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const file = testData('lean/xauusd/tick/20140505_xauusd_tick_quote.csv.gz');
const MINUTE_MS = 60_000;

const below = (timeframe: string, level: number): Condition => ({rsi: {timeframe, period: 14, below: level}});
const above = (timeframe: string, level: number): Condition => ({rsi: {timeframe, period: 14, above: level}});

/** Conditions that depend on bars of every length that a day has enough of, and on quotes. */
const CONDITIONS: readonly Condition[] = [
  below('M1', 25),
  below('M5', 30),
  below('M15', 40),
  above('M30', 55),
  above('M1', 80),
  {all: [above('M5', 50), {price: {crossesAbove: 1313}}]},
  {all: [below('M1', 30), above('M15', 50)]},
];

/** The day's quotes as they would come now: whole hours later, so that bars are the same. */
async function aDay(): Promise<readonly Quote[]> {
  const recording = await openRecording([file ?? ''], {});
  const laterMs = START_MS - Date.UTC(2014, 4, 5);
  const quotes: Quote[] = [];
  for await (const batch of recording.batches()) {
    for (const quote of batch) {
      const timeMs = quote.timeMs + laterMs;
      quotes.push({...quote, timeMs, receivedAtMs: timeMs});
    }
  }
  return quotes;
}

/** What fired, when and at which price, of a monitor that is started anew as often as that. */
async function firedOf(quotes: readonly Quote[], restartsEveryMs: number): Promise<readonly string[]> {
  const world = await MonitorWorld.open();
  const [first] = quotes;
  if (first === undefined) throw new Error('a day has quotes');
  world.clock.set(first.timeMs);
  await world.add(...CONDITIONS.map((when, index) => aPlan({id: `p${index}`, when})));
  await world.clock.advance(0);
  let runEndsMs = first.timeMs + restartsEveryMs;
  for (const quote of quotes) {
    if (quote.timeMs >= runEndsMs) {
      await world.monitor.close();
      await world.restart();
      runEndsMs = quote.timeMs + restartsEveryMs;
    }
    world.clock.set(quote.timeMs);
    if (world.monitor.onQuote(quote)) await world.monitor.settled();
  }
  return world.broker.submitted.map(
    ({planId, firedAtMs, firedPrice}) => `${planId} ${new Date(firedAtMs).toISOString()} ${firedPrice}`,
  );
}

describe.skipIf(file === undefined)('single runs, one a minute, on a day of gold ticks', () => {
  it('fire what one long run fires, at the same quotes', async () => {
    const quotes = await aDay();
    const long = await firedOf(quotes, Number.POSITIVE_INFINITY);
    expect(long).toHaveLength(CONDITIONS.length);
    expect(await firedOf(quotes, MINUTE_MS)).toEqual(long);
  });
});
