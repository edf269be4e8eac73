// Adds plans that fire at once to the database named first, one after the other, and prints the id of each that
// was acknowledged; until its input ends. The second word is the prefix of the ids.
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {SystemClock} from '../../src/system/system-clock.ts';
import {SystemRandom} from '../../src/system/system-random.ts';
import {aPlan} from '../ports/stored-values.ts';

const [path = '', prefix = ''] = process.argv.slice(2);
const clock = new SystemClock();
const store = await SqliteStore.open({path, clock, random: new SystemRandom()});
const over = new AbortController();
process.stdin.on('end', () => over.abort()).resume();
for (let number = 0; !over.signal.aborted; number += 1) {
  const id = `${prefix}-${number}`;
  const nowMs = clock.now();
  const terms = {stopLoss: 1, takeProfit: null, expiresAtMs: null, entry: {type: 'market'}} as const;
  await store.add([aPlan({id, ...terms, createdAtMs: nowMs, when: {always: true}})], nowMs);
  process.stdout.write(`${id}\n`);
  await clock.sleep(1);
}
await store.close();
