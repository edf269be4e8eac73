/**
 * Throws malformed requests at the HTTP interface: none may be answered with a 5xx, crash it, hang, write
 * anything, or leave memory behind. The last line says `N passed, N failed`; exit 1 on a failure.
 *
 * `node test/fuzz/http.ts [--seed N] [--requests N] [--only N]`; `npm run test:fuzz` throws 100,000.
 */
import {randomInt} from 'node:crypto';
import {parseArgs} from 'node:util';
import {fuzzHttp} from './http-fuzz.ts';

const SHOWN_MAX = 20;

const {values} = parseArgs({
  options: {
    seed: {type: 'string'},
    requests: {type: 'string', default: '100000'},
    /** One request of a seed, by its number. */
    only: {type: 'string'},
  },
});
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const only = values.only === undefined ? undefined : Number(values.only);
const indexes = only === undefined ? {from: 0, to: Number(values.requests)} : {from: only, to: only + 1};
process.stdout.write(`seed ${seed}\n`);
const startMs = performance.now();
const {passed, failures, statuses, gainBytes} = await fuzzHttp(seed, indexes);
for (const failure of failures.slice(0, SHOWN_MAX)) process.stdout.write(`${failure}\n`);
if (failures.length > SHOWN_MAX) process.stdout.write(`… and ${failures.length - SHOWN_MAX} more\n`);
const counts = Object.entries(statuses).map(
  ([status, count]) => `${status === '0' ? 'closed' : status}: ${count}`,
);
process.stdout.write(`answers by status: ${counts.join(', ')}\n`);
const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
process.stdout.write(`${seconds} s; the heap gained ${(gainBytes / 2 ** 20).toFixed(1)} MiB\n`);
process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
process.exitCode = failures.length > 0 ? 1 : 0;
