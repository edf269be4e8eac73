// Writes examples/gold.csv: two hours of simulated gold, for the demo and for trying things out.
// node scripts/example-recording.ts
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {SimulatedFeed} from '../src/feed/simulated/simulated-feed.ts';
import {VirtualClock} from '../src/system/virtual-clock.ts';

const START_MS = Date.UTC(2026, 2, 3, 7);
const HOURS_MS = 2 * 3_600_000;
const TICK_MS = 5000;

const clock = new VirtualClock(START_MS);
const feed = new SimulatedFeed({clock, seed: 5, tickMs: TICK_MS, faults: false});
feed.subscribe('XAUUSD');
const lines = ['time,symbol,bid,ask'];
const {signal} = new AbortController();
for (; clock.now() < START_MS + HOURS_MS; clock.set(clock.now() + TICK_MS)) {
  for await (const event of feed.pass(signal)) {
    if (event.type !== 'quote') continue;
    const {timeMs, symbol, bid, ask} = event.quote;
    lines.push([new Date(timeMs).toISOString(), symbol, bid, ask].join(','));
  }
}
writeFileSync(join(import.meta.dirname, '..', 'examples', 'gold.csv'), `${lines.join('\n')}\n`);
