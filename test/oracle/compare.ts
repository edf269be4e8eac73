import {execFile} from 'node:child_process';
import {availableParallelism} from 'node:os';
import {parseArgs} from 'node:util';
import {bruteForceReplay} from './brute-force.ts';
import {differences} from './differences.ts';
import {inTemporaryFolder, productReplay} from './product-replay.ts';
import {
  clockChangeCase,
  quotesOf,
  realCases,
  type StreamCase,
  tinyCase,
  tinyMarketsCase,
} from './stream-cases.ts';

// Compares the built replay command with the brute force, at any size; a process for each seed, one a core:
//   node test/oracle/compare.ts --plans 1000 --seeds 5 [--first-seed 1] [--oracle-only]

const {values} = parseArgs({
  options: {
    plans: {type: 'string', default: '1000'},
    seeds: {type: 'string', default: '1'},
    'first-seed': {type: 'string', default: '1'},
    'oracle-only': {type: 'boolean', default: false},
  },
});
const planCount = Number(values.plans);
const firstSeed = Number(values['first-seed']);

async function compare(streamCase: StreamCase): Promise<number> {
  const {name, files, zone, plans} = streamCase;
  const quotes = quotesOf(streamCase);
  const startedMs = performance.now();
  const expected = bruteForceReplay(quotes, plans);
  const oracleMs = Math.round(performance.now() - startedMs);
  const ends: Record<string, number> = {};
  for (const {status, closeReason} of expected.plans) {
    const end = closeReason ?? status;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  console.log(JSON.stringify({name, quotes: expected.quotes, refused: expected.refused, ...ends, oracleMs}));
  if (values['oracle-only']) return 0;
  const {document, elapsedMs} = await productReplay(files, plans, zone === 'UTC' ? [] : ['--zone', zone]);
  const found = differences(expected, document, plans);
  console.log(`  product ${elapsedMs} ms, ${found.length} differences`);
  for (const difference of found.slice(0, 20)) console.log(`  ${difference}`);
  return found.length;
}

/** Differences of one seed. */
async function compareSeed(seed: number): Promise<number> {
  let total = 0;
  await inTemporaryFolder(async (folder) => {
    const cases = [
      ...realCases(seed, planCount),
      clockChangeCase(folder, seed, planCount),
      tinyMarketsCase(folder, seed, 300, 10),
      tinyCase(folder, seed, 50),
    ];
    // oxlint-disable-next-line no-await-in-loop -- one after the other: a core has one seed
    for (const streamCase of cases) total += await compare(streamCase);
  });
  return total;
}

/** Whether a process of its own finds no difference; what it printed is printed at its end. */
function comparesWell(seed: number): Promise<boolean> {
  const flags = ['--plans', values.plans, '--first-seed', String(seed)];
  const args = [import.meta.filename, ...flags, ...(values['oracle-only'] ? ['--oracle-only'] : [])];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      process.stdout.write(stdout);
      process.stderr.write(stderr);
      resolve(error === null);
    });
  });
}

async function compareSeeds(first: number, count: number): Promise<boolean> {
  const seeds = Array.from({length: count}, (_, index) => first + index);
  const results: boolean[] = [];
  const lane = async () => {
    // oxlint-disable-next-line no-await-in-loop -- the lanes run beside each other
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift())
      results.push(await comparesWell(seed));
  };
  await Promise.all(Array.from({length: availableParallelism()}, lane));
  return results.every(Boolean);
}

const seedCount = Number(values.seeds);
const isWell =
  seedCount === 1 ? (await compareSeed(firstSeed)) === 0 : await compareSeeds(firstSeed, seedCount);
process.exitCode = isWell ? 0 : 1;
