// Runs seeds that nobody has run before, as many as asked for. Drawn from a name, such as the hash of a tree, they
// are others for each change and the same for one change, however often it is tried; without a name, from the time.
//
// node scripts/simulate/fresh.ts [--count 2000] [--of NAME]
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {parseArgs} from 'node:util';

const COMMAND = join(import.meta.dirname, '..', '..', 'bin', 'run.js');

const {values: flags} = parseArgs({
  options: {count: {type: 'string', default: '2000'}, of: {type: 'string', default: String(Date.now())}},
});

// 31 bits, so that the last seed is one, too.
const first = createHash('sha256').update(flags.of).digest().readUInt32BE(0) >>> 1;
const seeds = `${first}..${first + Number(flags.count) - 1}`;
process.stdout.write(`vigil simulate --seeds ${seeds}\n`);
const {status} = spawnSync(process.execPath, [COMMAND, 'simulate', '--seeds', seeds], {stdio: 'inherit'});
process.exitCode = status ?? 1;
