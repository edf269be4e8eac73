// Runs seeds that nobody has run before, as many as asked for: they are drawn from the time.
//
// node scripts/simulate/fresh.ts [2000]
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';

const COMMAND = join(import.meta.dirname, '..', '..', 'bin', 'run.js');
/** Of seeds; two starts within a second are not worth more bits. */
const RANGE = 2 ** 31;

const [count = '2000'] = process.argv.slice(2);
const first = (Math.floor(Date.now() / 1000) * 7919) % RANGE;
const seeds = `${first}..${first + Number(count) - 1}`;
process.stdout.write(`vigil simulate --seeds ${seeds}\n`);
const {status} = spawnSync(process.execPath, [COMMAND, 'simulate', '--seeds', seeds], {stdio: 'inherit'});
process.exitCode = status ?? 1;
