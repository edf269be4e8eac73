import type {Condition} from '../src/condition/condition-kind.ts';
import type {Plan} from '../src/plan/plan.ts';
import {armedMonitor} from './armed-monitor.ts';
import {armedPlans, START_MS} from './armed-plans.ts';
import {collectedBytes} from './collected-bytes.ts';
import {elapsedMs, report} from './measure.ts';

const MINUTE_MS = 60_000;
/** More minutes than any analysis looks back: from then on a desk may not grow. */
const WARM_MINUTES = 1250;
/** Looks at the memory of warm desks, and the minutes before each. */
const LOOKS = 8;
const LOOK_MINUTES = 600;

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
 * warm, and how often bars are analysed.
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
  const held = [collectedBytes()];
  const lookMinutes = scale === 'full' ? LOOK_MINUTES : 10;
  const before = analysedBy(monitor);
  let elapsed = 0;
  for (let look = 0; look < LOOKS; look += 1) {
    elapsed += await play(lookMinutes);
    held.push(collectedBytes());
  }
  const laterMinutes = LOOKS * lookMinutes;
  const {studies} = monitor.census();
  const perDesk = (bytes: number) => Math.round((bytes / symbols / 1024) * 10) / 10;
  const analysed = analysedBy(monitor) - before;
  for (const row of [...monitor.rows()]) await store.cancel(row.plan.id, 'the bench is over', clock.now());
  await monitor.sync();
  report('bar-desks', {
    symbols,
    plans: symbols * each,
    studies,
    usPerSymbolAndMinute: Math.round((elapsed * 1000) / (laterMinutes * symbols)),
    analysedPerBarAndStudy: analysed / (laterMinutes * studies),
    minutesBetweenLooks: lookMinutes,
    objectsKbPerDesk: held.map(({objects}) => perDesk(objects)),
    barsKbPerDesk: held.map(({arrays}) => perDesk(arrays)),
    left: monitor.census(),
  });
}

function analysedBy(monitor: Awaited<ReturnType<typeof armedMonitor>>['monitor']): number {
  let analysed = 0;
  for (const desk of monitor.desks()) analysed += desk.analysed;
  return analysed;
}
