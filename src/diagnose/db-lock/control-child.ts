// Does nothing but beat: what it misses, the machine stood still.
import {SystemClock} from '../../system/system-clock.ts';
import {Heartbeat} from './heartbeat.ts';

const SAMPLE_MS = 100;

const clock = new SystemClock();
const heartbeat = new Heartbeat(clock);
// Its parent ends it, or is gone.
process.once('disconnect', () => process.exit());
const {signal} = new AbortController();
void heartbeat.run(signal);
for (;;) {
  await clock.sleep(SAMPLE_MS);
  process.send?.(heartbeat.take());
}
