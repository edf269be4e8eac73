// Plants each defect and looks in how many seeds the simulation finds it, and when first. Every one must be found
// within 500 seeds, and all but a few within 300.
//
// node scripts/simulate/scoreboard.ts [--seeds 500] [--first] [--plant NAME]… [--markdown]
import {availableParallelism} from 'node:os';
import {parseArgs} from 'node:util';
import {SIMULATION_PLANTS} from '../../src/simulate/plants/plants.ts';
import {aJob, type Job, type JobResult} from '../../src/simulate/run/job.ts';
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
  /** Its runs that have been begun and have not ended. */
  underWay: number;
  /** Whether none will be begun any more. */
  isOver: boolean;
};

const rows: readonly Row[] = SIMULATION_PLANTS.filter(({name}) => flags.plant.includes(name)).map(
  ({name, does}) => ({
    ...{name, does, runs: 0, found: 0, first: null},
    ...{by: new Map<string, number>(), underWay: 0, isOver: false},
  }),
);

/** Plant after plant, by one set of threads: most plants are found sooner than a thread has started. */
function* jobs(): Generator<Job, undefined> {
  for (const row of rows) {
    for (let seed = 1; seed <= Number(flags.seeds) && !(flags.first && row.first !== null); seed += 1) {
      row.underWay += 1;
      yield aJob(seed, {plant: row.name});
    }
    row.isOver = true;
  }
}

function note({job, seed, violations}: JobResult): void {
  const row = rows.find(({name}) => name === job.plant);
  if (row === undefined) throw new Error(`Invariant: a run of ${job.plant} was asked for`);
  row.underWay -= 1;
  row.runs += 1;
  const [violation] = violations;
  if (violation === undefined) return;
  row.found += 1;
  row.first = Math.min(row.first ?? seed, seed);
  row.by.set(violation.invariant, (row.by.get(violation.invariant) ?? 0) + 1);
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

/** Rows of which all is known, in their order. */
let told = 0;
const tell = () => {
  for (let row = rows[told]; row !== undefined && row.isOver && row.underWay === 0; row = rows[told]) {
    process.stdout.write(`${text(row)}\n`);
    told += 1;
  }
};
await runJobs(jobs(), {threads: availableParallelism()}, (result) => {
  note(result);
  tell();
  return false;
});
tell();

const found = rows.filter(({first}) => first !== null);
const early = rows.filter(({first}) => first !== null && first <= EARLY.seeds);
process.stdout.write(
  `${found.length} of ${rows.length} found, ${early.length} within ${EARLY.seeds} seeds\n`,
);
const isCanaryDead = rows.some(({name, first}) => name === 'canary' && first !== 1);
if (found.length < rows.length || early.length < Math.min(EARLY.plants, rows.length) || isCanaryDead)
  process.exitCode = 1;
