// Claims or cancels, at the word "go", each of the plans 0…n−1, and says of each whether it did.
import {createInterface} from 'node:readline';
import {SqliteStore} from '../../../../src/store/sqlite/sqlite-store.ts';
import {WorkerStore} from '../../../../src/store/sqlite/worker-store.ts';
import {SystemClock} from '../../../../src/system/system-clock.ts';
import {SystemRandom} from '../../../../src/system/system-random.ts';

const [path = '', kind = '', what = '', count = '0', nowMs = '0'] = process.argv.slice(2);
const open = kind === 'worker' ? WorkerStore.open : SqliteStore.open;
const store = await open({path, clock: new SystemClock(), random: new SystemRandom()});
const lines = createInterface({input: process.stdin});
process.stdout.write('ready\n');
await new Promise((resolve) => lines.once('line', resolve));
const now = Number(nowMs);
const done: string[] = [];
for (let index = 0; index < Number(count); index += 1) {
  const planId = `plan-${index}`;
  const swap =
    what === 'cancel'
      ? await store.cancel(planId, 'enough', now)
      : await store.claim(
          {
            // The same in every process, as it is a function of plan, version and attempt.
            clientOrderId: `order-${index}`,
            planId,
            attempt: 1,
            symbol: 'XAUUSD',
            side: 'buy',
            volumeLots: 0.01,
            stopLoss: null,
            takeProfit: null,
            firedPrice: 1300,
            firedAtMs: now,
            notAfterMs: now + 5000,
          },
          1,
          now,
        );
  if (swap.done) done.push(planId);
}
await store.close();
process.stdout.write(`${JSON.stringify(done)}\n`);
lines.close();
