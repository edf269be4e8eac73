// Plants each defect and looks in how many seeds the simulation finds it, and when first. Every one must be found
// within 500 seeds, and all but a few within 300.
//
// node scripts/simulate/scoreboard.ts [--seeds 500] [--first] [--plant NAME]… [--markdown]
import {availableParallelism} from 'node:os';
import {parseArgs} from 'node:util';
import {SIMULATION_PLANTS} from '../../src/simulate/plants/plants.ts';
import {aJob, type JobResult} from '../../src/simulate/run/job.ts';
import {runJobs} from '../../src/simulate/run/job-pool.ts';

/** So many of the plants must be found within so many seeds. */
const EARLY = {plants: 18, seeds: 300};

const {values: flags} = parseArgs({
  options: {
    seeds: {type: 'string', default: '500'},
    /** Stop at the first seed that finds it. */
    first: {type: 'boolean', default: false},
    plant: {type: 'string', multiple: true, default: SIMULATION_PLANTS.map(({name}) => name)},
    markdown: {type: 'boolean', default: false},
  },
});

type Row = {
  name: string;
  does: string;
  runs: number;
  found: number;
  first: number | null;
  by: Map<string, number>;
};

async function score(name: string, does: string): Promise<Row> {
  const row: Row = {name, does, runs: 0, found: 0, first: null, by: new Map()};
  const jobs = Array.from({length: Number(flags.seeds)}, (_, index) => aJob(index + 1, {plant: name}));
  await runJobs(jobs, {threads: availableParallelism()}, ({seed, violations}: JobResult) => {
    row.runs += 1;
    const [violation] = violations;
    if (violation === undefined) return undefined;
    row.found += 1;
    row.first = Math.min(row.first ?? seed, seed);
    row.by.set(violation.invariant, (row.by.get(violation.invariant) ?? 0) + 1);
    return flags.first;
  });
  return row;
}

function text({name, does, runs, found, first, by}: Row): string {
  const invariants = [...by].sort((a, b) => b[1] - a[1]).map(([invariant]) => invariant);
  const share = flags.first ? '' : `${((100 * found) / runs).toFixed(1)} %`;
  const cells = [name, does, first === null ? 'never' : String(first), share, invariants.join(', ')];
  return flags.markdown
    ? `| ${cells.join(' | ')} |`
    : cells.map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0)).join(' ');
}

const WIDTHS = [28, 90, 8, 8];

const rows: Row[] = [];
for (const {name, does} of SIMULATION_PLANTS) {
  if (!flags.plant.includes(name)) continue;
  const row = await score(name, does);
  rows.push(row);
  process.stdout.write(`${text(row)}\n`);
}
const found = rows.filter(({first}) => first !== null);
const early = rows.filter(({first}) => first !== null && first <= EARLY.seeds);
process.stdout.write(
  `${found.length} of ${rows.length} found, ${early.length} within ${EARLY.seeds} seeds\n`,
);
const isCanaryDead = rows.some(({name, first}) => name === 'canary' && first !== 1);
if (found.length < rows.length || early.length < Math.min(EARLY.plants, rows.length) || isCanaryDead)
  process.exitCode = 1;
