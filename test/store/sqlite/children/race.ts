// Claims, cancels or edits, at the word "go", each of the plans 0…n−1, and says of each whether it did;
// or asks for the lease, and says its epoch when it got it.
import {createInterface} from 'node:readline';
import type {Claimed, Swap} from '../../../../src/ports/store.ts';
import {SqliteStore} from '../../../../src/store/sqlite/sqlite-store.ts';
import {WorkerStore} from '../../../../src/store/sqlite/worker-store.ts';
import {SystemClock} from '../../../../src/system/system-clock.ts';
import {SystemRandom} from '../../../../src/system/system-random.ts';
import {anIntent, aPlan, claimTerms, HOLDER} from '../../../ports/stored-values.ts';

const [path = '', kind = '', what = '', count = '0', nowMs = '0'] = process.argv.slice(2);
const open = kind === 'worker' ? WorkerStore.open : SqliteStore.open;
const store = await open({path, clock: new SystemClock(), random: new SystemRandom()});
const lines = createInterface({input: process.stdin});
process.stdout.write('ready\n');
await new Promise((resolve) => lines.once('line', resolve));
const now = Number(nowMs);
const done: string[] = [];

/** The client order id is the same in every process, as it is a function of plan, version and attempt. */
function act(planId: string, index: number): Promise<Swap | Claimed> {
  switch (what) {
    case 'cancel':
      return store.cancel(planId, 'enough', now);
    case 'edit':
      return store.edit(aPlan({id: planId, stopLoss: 1297}), 1, now);
    default:
      return store.claim(
        anIntent({clientOrderId: `order-${index}`, planId, notAfterMs: now + 5000}),
        claimTerms(),
        now,
      );
  }
}

if (what === 'acquire') {
  const holder = {...HOLDER, holderId: `process-${process.pid}`};
  const lease = await store.acquireLease({holder, ttlMs: 15_000}, now);
  if (lease.holder.holderId === holder.holderId) done.push(String(lease.epoch));
}
for (let index = 0; index < Number(count); index += 1) {
  const planId = `plan-${index}`;
  if ((await act(planId, index)).done) done.push(planId);
}
await store.close();
process.stdout.write(`${JSON.stringify(done)}\n`);
lines.close();
