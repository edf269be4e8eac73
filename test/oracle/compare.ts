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

// Compares the built replay command with the brute force, at any size:
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

let total = 0;
await inTemporaryFolder(async (folder) => {
  for (let seed = firstSeed; seed < firstSeed + Number(values.seeds); seed += 1) {
    const cases = [
      ...realCases(seed, planCount),
      clockChangeCase(folder, seed, planCount),
      tinyMarketsCase(folder, seed, 300, 10),
      tinyCase(folder, seed, 50),
    ];
    // One after the other: side by side they would distort each other's times.
    // oxlint-disable-next-line no-await-in-loop
    for (const streamCase of cases) total += await compare(streamCase);
  }
});
process.exitCode = total === 0 ? 0 : 1;
