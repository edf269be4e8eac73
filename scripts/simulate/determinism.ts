// Runs seeds twice in each Node that is named, this one first, and compares the hashes of everything that happened.
//
// node scripts/simulate/determinism.ts [--seeds 1..100] [--node PATH]…
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {parseArgs} from 'node:util';

const COMMAND = join(import.meta.dirname, '..', '..', 'bin', 'run.js');
/** Of the JSON document of some hundred runs. */
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

const {values: flags} = parseArgs({
  options: {seeds: {type: 'string', default: '1..100'}, node: {type: 'string', multiple: true, default: []}},
});

type Document = Readonly<{runs: readonly Readonly<{seed: number; hash: string}>[]}>;

function hashesBy(node: string): ReadonlyMap<number, string> {
  const args = [COMMAND, 'simulate', '--seeds', flags.seeds, '--json'];
  const text = execFileSync(node, args, {encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX});
  const {runs} = JSON.parse(text) as Document;
  return new Map(runs.map(({seed, hash}) => [seed, hash]));
}

const nodes = [process.execPath, ...flags.node];
let expected: ReadonlyMap<number, string> | undefined;
let different = 0;
for (const node of nodes) {
  const version = execFileSync(node, ['--version'], {encoding: 'utf8'}).trim();
  for (const time of ['first', 'second']) {
    const hashes = hashesBy(node);
    expected ??= hashes;
    const wrong = [...expected].filter(([seed, hash]) => hashes.get(seed) !== hash);
    different += wrong.length;
    process.stdout.write(`${version}, ${time} time: ${hashes.size} runs, ${wrong.length} differ\n`);
    for (const [seed] of wrong.slice(0, 5)) process.stdout.write(`  seed ${seed}\n`);
  }
}
if (different > 0) process.exitCode = 1;
