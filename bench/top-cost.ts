import {performance} from 'node:perf_hooks';
import {setImmediate as breath} from 'node:timers/promises';
import {armedMonitor} from './armed-monitor.ts';
import {armedPlans, walk} from './armed-plans.ts';
import {median, report} from './measure.ts';

/** Plans that `vigil top` asks for. */
const LIMIT = 100;
const ROUNDS = 30;

const SIZES = {full: [1000, 10_000, 100_000], small: [1000]};

/**
 * What does it cost to say which of many plans are nearest to firing? All of it together, and the longest time for
 * which it keeps the event loop from anything else.
 */
export async function topCost(scale: 'full' | 'small'): Promise<void> {
  for (const plans of SIZES[scale]) {
    const {monitor, clock, store} = await armedMonitor(armedPlans(plans));
    let sinceMs = 0;
    let busyMs = 0;
    let longestMs = 0;
    const pause = () => {
      const forMs = performance.now() - sinceMs;
      busyMs += forMs;
      longestMs = Math.max(longestMs, forMs);
    };
    // The plans live in virtual time; how long the work takes is of this machine.
    clock.monotonic = () => performance.now();
    clock.sleep = async () => {
      pause();
      await breath();
      sinceMs = performance.now();
    };
    const [quote] = walk(1);
    if (quote !== undefined) monitor.onQuote(quote);
    const busy: number[] = [];
    const longest: number[] = [];
    let found = 0;
    for (let round = 0; round <= ROUNDS; round += 1) {
      [busyMs, longestMs, sinceMs] = [0, 0, performance.now()];
      found = (await monitor.nearest(LIMIT)).nearest.length;
      pause();
      // The first round warms.
      if (round === 0) continue;
      busy.push(busyMs);
      longest.push(longestMs);
    }
    report('top-cost', {
      plans,
      found,
      busyMs: Number(median(busy).toFixed(2)),
      sliceMs: Number(median(longest).toFixed(2)),
      sliceLeastMs: Number(Math.min(...longest).toFixed(2)),
    });
    await store.close();
  }
}
