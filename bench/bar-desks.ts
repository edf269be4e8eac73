import type {Condition} from '../src/condition/condition-kind.ts';
import type {Plan} from '../src/plan/plan.ts';
import {armedMonitor} from './armed-monitor.ts';
import {armedPlans, START_MS} from './armed-plans.ts';
import {elapsedMs, report} from './measure.ts';

const MINUTE_MS = 60_000;
/** More minutes than any analysis looks back: from then on a desk may not grow. */
const WARM_MINUTES = 1250;
/** Between two looks at the memory. */
const LATER_MINUTES = 600;

/** What waits on M1 bars, and never fires: the price is never there. */
const ON_BARS: readonly Condition[] = [
  {m1Signal: {is: 'bullish'}},
  {m1Momentum: {atLeast: 'good'}},
  {rsi: {timeframe: 'M1', below: 30}},
  {choch: {timeframe: 'M1'}},
  {emaSlope: {timeframe: 'M1', period: 200, direction: 'bull'}},
];

function plansOn(symbol: string, count: number): Plan[] {
  return armedPlans(count, symbol).map((plan, index) => {
    const condition = ON_BARS[index % ON_BARS.length] ?? {always: true};
    return {...plan, id: `${symbol}-${index}`, when: {all: [condition, {price: {above: 1e6}}]}};
  });
}

/**
 * Many symbols, each with many plans on M1 bars: what a minute costs, whether a desk's memory is constant once it is
 * warm, and how often bars are analysed. Needs `--expose-gc` to say anything of memory.
 */
export async function barDesks(scale: 'full' | 'small'): Promise<void> {
  const [symbols, each] = scale === 'full' ? [200, 500] : [4, 10];
  const minutes = scale === 'full' ? WARM_MINUTES : 60;
  const names = Array.from({length: symbols}, (_, index) => `SYM${index}`);
  const {monitor, clock, store} = await armedMonitor(names.flatMap((name) => plansOn(name, each)));
  let minute = 0;
  const play = (count: number) =>
    elapsedMs(() => {
      for (const endMinute = minute + count; minute < endMinute; minute++) {
        for (const [index, symbol] of names.entries()) {
          for (let part = 0; part < 4; part++) {
            const timeMs = START_MS + minute * MINUTE_MS + part * 15_000 + index;
            const bid = 2000 + Math.sin((minute * 4 + part) / 23 + index) * 20 + ((minute * 7919) % 101) / 50;
            clock.set(timeMs);
            monitor.onQuote({symbol, bid, ask: bid + 0.2, timeMs, receivedAtMs: timeMs});
          }
        }
      }
    });
  await play(minutes);
  const warmBytes = heldBytes();
  const laterMinutes = scale === 'full' ? LATER_MINUTES : 30;
  const before = analysedBy(monitor);
  const elapsed = await play(laterMinutes);
  const grownBytes = heldBytes() - warmBytes;
  const {studies} = monitor.census();
  const analysed = analysedBy(monitor) - before;
  for (const row of [...monitor.rows()]) await store.cancel(row.plan.id, 'the bench is over', clock.now());
  await monitor.sync();
  report('bar-desks', {
    symbols,
    plans: symbols * each,
    studies,
    usPerSymbolAndMinute: Math.round((elapsed * 1000) / (laterMinutes * symbols)),
    analysedPerBarAndStudy: analysed / (laterMinutes * studies),
    warmKbPerDesk: Math.round(warmBytes / symbols / 1024),
    grownBytesPerDesk: Math.round(grownBytes / symbols),
    left: monitor.census(),
  });
}

function analysedBy(monitor: Awaited<ReturnType<typeof armedMonitor>>['monitor']): number {
  let analysed = 0;
  for (const desk of monitor.desks()) analysed += desk.analysed;
  return analysed;
}

/** What is held, arrays of numbers included; meaningless without a collection before. */
function heldBytes(): number {
  globalThis.gc?.();
  const {heapUsed, arrayBuffers} = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
