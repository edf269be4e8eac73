import {LockBook} from '../src/contention/lock-book.ts';
import {PLAIN_LOCKS} from '../src/engine/plain-locks.ts';
import type {Lock} from '../src/ports/locks.ts';
import {SystemClock} from '../src/system/system-clock.ts';
import {median, report} from './measure.ts';

const PASSES = 15;

const SIZES = {full: 100_000, small: 1000};

/** What does it cost to have a lock measured that nobody waits for? Plain and measured take turns. */
export async function lockCost(scale: 'full' | 'small'): Promise<void> {
  const operations = SIZES[scale];
  const book = new LockBook(new SystemClock());
  const plain = PLAIN_LOCKS.lockOf('plan', 'one');
  const measured = book.lockOf('plan', 'one');
  const nothing = () => Promise.resolve();
  // Time of the processor and not of the wall: the work waits for nothing, so what differs is others.
  const nsEach = async (lock: Lock) => {
    const before = process.cpuUsage();
    for (let done = 0; done < operations; done += 1) await lock.runExclusive(nothing);
    const {user, system} = process.cpuUsage(before);
    return ((user + system) * 1000) / operations;
  };
  const plainNs: number[] = [];
  const measuredNs: number[] = [];
  for (let pass = 0; pass <= PASSES; pass += 1) {
    const [plainOne, measuredOne] = [await nsEach(plain), await nsEach(measured)];
    // The first pass warms.
    if (pass === 0) continue;
    plainNs.push(plainOne);
    measuredNs.push(measuredOne);
  }
  report('lock-cost', {
    operations,
    plainNs: Math.round(median(plainNs)),
    measuredNs: Math.round(median(measuredNs)),
    addedNs: Math.round(median(measuredNs.map((ns, pass) => ns - (plainNs[pass] ?? Number.NaN)))),
    ratio: Number(median(measuredNs.map((ns, pass) => ns / (plainNs[pass] ?? Number.NaN))).toPrecision(3)),
    measured: book.report().classes.plan.acquisitions,
  });
}
