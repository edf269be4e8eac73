// Adds and claims plans through a worker store, and stores verdicts on them, until it is killed; says what was
// acknowledged.
import {writeSync} from 'node:fs';
import {WorkerStore} from '../../../../src/store/sqlite/worker-store.ts';
import {SystemClock} from '../../../../src/system/system-clock.ts';
import {SystemRandom} from '../../../../src/system/system-random.ts';
import {aPlan, anIntent, claimTerms, NOW_MS, takeLease} from '../../../ports/stored-values.ts';

const [path = '', prefix = ''] = process.argv.slice(2);
const store = await WorkerStore.open({path, clock: new SystemClock(), random: new SystemRandom()});

const epoch = await takeLease(store);

async function lane(name: string): Promise<void> {
  for (let index = 0; ; index += 1) {
    const id = `${prefix}-${name}-${index}`;
    await store.add([aPlan({id})], NOW_MS);
    // Straight to the pipe: what is said has been acknowledged, kill or no kill.
    writeSync(1, `added ${id}\n`);
    const verdict = {planId: id, version: 1, asOfMs: NOW_MS, conditions: []};
    void store.saveVerdicts([{...verdict, state: 'unmet'}]);
    void store.saveVerdicts([{...verdict, state: 'met'}]);
    const {done} = await store.claim(
      anIntent({clientOrderId: `order-${id}`, planId: id}),
      claimTerms({epoch}),
      NOW_MS,
    );
    if (done) writeSync(1, `claimed ${id}\n`);
  }
}

await Promise.all(['a', 'b', 'c'].map(lane));
