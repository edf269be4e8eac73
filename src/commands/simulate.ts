import {availableParallelism} from 'node:os';
import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {EXIT} from '../cli/exit-status.ts';
import {Progress} from '../cli/progress.ts';
import {durationFlag} from '../cli/settings-flags.ts';
import {
  exhaustiveText,
  failureText,
  repeatText,
  simulationText,
  situationsText,
  traceText,
} from '../cli/simulation-text.ts';
import {freshSeed, runSeeds} from '../cli/simulation-run.ts';
import {sourceVersion} from '../cli/source-version.ts';
import {stopSignal} from '../cli/stop-signal.ts';
import {table} from '../cli/terminal.ts';
import {InputError} from '../errors.ts';
import {FAULT_SITES, type FaultSite} from '../simulate/kernel/fault-sites.ts';
import {SIMULATION_PLANTS} from '../simulate/plants/plants.ts';
import {type ExhaustiveRow, killEverywhere} from '../simulate/run/exhaustive.ts';
import {aJob, type Job, type JobResult, runJob} from '../simulate/run/job.ts';
import {shrink} from '../simulate/run/shrink.ts';
import {runReportOf, type SimulationReport} from '../simulate/run/simulate.ts';
import {Workbench} from '../simulate/run/workbench.ts';
import {SCENARIOS} from '../simulate/world/scenario.ts';
import {LOOKING_BACK_PART} from '../simulate/world/script.ts';
import {WRITTEN_SCENARIOS} from '../simulate/world/written-scenarios.ts';

/** Runs in which a failure is made smaller; at some tenths of a second each. */
const SHRINK_RUNS_MAX = 150;
/** Seeds have 32 bits. */
const SEED_MAX = 2 ** 32 - 1;
const SEEDS_FORM = `write two numbers such as 1..500, none above ${SEED_MAX}`;

/** What can be left out beside faults and plans by their numbers. */
const OTHER_PARTS = ['halt', LOOKING_BACK_PART];

type Lists = Readonly<{scenarios: readonly string[]; faults: readonly string[]; plants: readonly string[]}>;
type Exhausted = Readonly<{
  scenarios: readonly Readonly<{scenario: string; awaits: number; runs: SimulationReport['runs']}>[];
}>;

export default class Simulate extends BaseCommand {
  static override summary =
    'run whole worlds from seeds, with everything going wrong, and see what must not be';
  static override description =
    'The real engine, store and terminal on virtual time: several monitors on one database, users, markets, a ' +
    'venue with a ledger of its own that is the judge. What goes wrong, when and how is drawn from the seed, and ' +
    'the same seed gives the same run, bit for bit. Everything may fail for 6 minutes, and nothing wrong may be ' +
    'done; then one monitor is left and everything must come to its end. A seed that fails is made as small as it ' +
    'gets and told as a timeline. Exits 1 on a violation, or when 500 runs or more have left out one of the rare ' +
    'situations. docs/simulation.md has the invariants, and what is not covered.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --for 60s',
    '<%= config.bin %> <%= command.id %> --seeds 1..500 --json',
    '<%= config.bin %> <%= command.id %> --seed 7 --trace',
    '<%= config.bin %> <%= command.id %> --exhaustive',
    '<%= config.bin %> <%= command.id %> --seeds 1..300 --plant no-fence',
  ];
  static override flags = {
    seed: Flags.integer({
      min: 0,
      max: SEED_MAX,
      helpValue: 'N',
      exclusive: ['seeds'],
      summary: 'One run; with --for the first of many. Default: drawn, and printed.',
    }),
    seeds: Flags.string({helpValue: 'A..B', exclusive: ['for'], summary: 'All runs from A to B.'}),
    for: durationFlag({summary: 'As many runs as there is time for.'}),
    scenario: Flags.string({
      default: 'chaos',
      helpValue: 'NAME',
      summary: 'What the runs are made of; see --list.',
    }),
    trace: Flags.boolean({
      default: false,
      summary: 'Print everything that happens in a run; only with one seed.',
    }),
    without: Flags.string({
      helpValue: 'NAMES',
      summary: 'Leave out faults, and plans as "plan 3": names with commas between.',
    }),
    plant: Flags.string({helpValue: 'NAME', summary: 'Plant this defect; something must then be found.'}),
    exhaustive: Flags.boolean({
      default: false,
      exclusive: ['seed', 'seeds', 'for', 'scenario', 'without', 'trace', 'kill-at'],
      summary: 'Kill the monitor at each await of each written scenario, in turn.',
    }),
    'kill-at': Flags.integer({
      min: 0,
      helpValue: 'N',
      summary: 'Kill the monitor at its N-th await, and let nothing else kill or stop it.',
    }),
    threads: Flags.integer({
      min: 1,
      max: 64,
      helpValue: 'N',
      summary: 'Runs at the same time. Default: one a core.',
    }),
    list: Flags.boolean({default: false, summary: 'Show scenarios, faults and plants, and run nothing.'}),
  };

  async run(): Promise<SimulationReport | Exhausted | Lists> {
    const {flags} = await this.parse(Simulate);
    if (flags.list) return this.#list();
    const {scenario, plant = null, threads = availableParallelism()} = flags;
    this.#checkName('scenario', scenario, SCENARIO_NAMES);
    if (plant !== null) this.#checkName('plant', plant, PLANT_NAMES);
    const without = (flags.without ?? '').split(',').flatMap((name) => name.trim() || []);
    for (const name of without) {
      if (!/^plan \d+$/.test(name))
        this.#checkName('without', name, [...Object.keys(FAULT_SITES), ...OTHER_PARTS]);
    }
    if (flags.exhaustive) return this.#exhaust(threads, plant);
    const job = {scenario, without, plant, killAt: flags['kill-at'] ?? null};
    const {first, last} = this.#seeds(flags);
    if (!flags.trace) return this.#simulate({job, first, last, forMs: flags.for ?? null, threads});
    if (first !== last) throw usage('trace', '--trace is of one run', 'name it with --seed N');
    return this.#trace(aJob(first, {...job, keepsTrace: true}));
  }

  async #simulate({job, first, last, forMs, threads}: Order): Promise<SimulationReport> {
    const simulation = await this.#watched('simulating', (watched) =>
      runSeeds({job, firstSeed: first, lastSeed: last, forMs, threads, ...watched}),
    );
    this.log(simulationText(simulation, simulation.tookMs));
    const {report, failed, unreached} = simulation;
    if (report.runs.length > 1 && failed.length === 0)
      this.log(`\n${situationsText(report.sometimes, this.out)}`);
    const [firstFailed] = failed;
    if (firstFailed !== undefined && !this.jsonEnabled()) await this.#explain(firstFailed);
    else if (report.runs.length === 1) this.log(await this.#repeat({...simulation, job: aJob(first, job)}));
    if (failed.length > 0 || unreached.length > 0) this.endWith(EXIT.found);
    return report;
  }

  /** Makes a failure as small as it gets, and tells how it comes about. */
  async #explain(failed: JobResult): Promise<void> {
    const bench = new Workbench();
    try {
      const smallest = await this.#watched('making it smaller', ({signal}) =>
        shrink(failed, {bench, runsMax: SHRINK_RUNS_MAX, signal}),
      );
      this.log(`\n${failureText(failed, smallest, this.out)}`);
      this.log(repeatText(failed, this.config.bin, await this.#version()));
      this.log(repeatText(smallest, this.config.bin, await this.#version()));
    } finally {
      bench.close();
    }
  }

  async #trace(job: Job): Promise<SimulationReport> {
    const bench = new Workbench();
    try {
      const result = await runJob(job, bench);
      const {violations, sometimes, trace} = result;
      this.log(traceText(trace, this.out));
      this.log(repeatText(result, this.config.bin, await this.#version()));
      if (violations.length > 0) this.endWith(EXIT.found);
      return {runs: [runReportOf(result)], sometimes};
    } finally {
      bench.close();
    }
  }

  async #exhaust(threads: number, plant: string | null): Promise<Exhausted> {
    const bench = new Workbench();
    try {
      const rows = await this.#watched('killing', ({signal, onProgress}) =>
        killEverywhere({bench, threads, signal, onProgress, plant: plant ?? undefined}),
      );
      this.log(exhaustiveText(rows, this.out));
      for (const row of rows) await this.#tellFailed(row);
      if (rows.some(({failed}) => failed.length > 0)) this.endWith(EXIT.found);
      return {
        scenarios: rows.map(({scenario, awaits, failed}) => ({
          scenario,
          awaits,
          runs: failed.map(runReportOf),
        })),
      };
    } finally {
      bench.close();
    }
  }

  async #tellFailed({failed}: ExhaustiveRow): Promise<void> {
    const [first] = failed;
    const violation = first?.violations[0];
    if (first === undefined || violation === undefined) return;
    this.log(`${violation.invariant}: ${violation.what}`);
    this.log(repeatText(first, this.config.bin, await this.#version()));
  }

  #list(): Lists {
    this.log(
      table(
        this.out,
        ['SCENARIO', 'WHAT HAPPENS'],
        [...SCENARIOS, ...WRITTEN_SCENARIOS].map(({name, does}) => [name, does]),
      ),
    );
    const sites = Object.entries(FAULT_SITES) as [FaultSite, {does: string; chance: number | 'habit'}][];
    this.log(
      table(
        this.out,
        ['FAULT', 'CHANCE', 'WHAT GOES WRONG'],
        sites.map(([name, {chance, does}]) => [name, String(chance), does]),
      ),
    );
    this.log(
      table(
        this.out,
        ['PLANT', 'WHAT IS WRONG'],
        SIMULATION_PLANTS.map(({name, does}) => [name, does]),
      ),
    );
    return {scenarios: SCENARIO_NAMES, faults: Object.keys(FAULT_SITES), plants: PLANT_NAMES};
  }

  #seeds({
    seed,
    seeds,
    for: forMs,
  }: Readonly<{seed?: number | undefined; seeds?: string | undefined; for?: number | undefined}>): Readonly<{
    first: number;
    last: number | null;
  }> {
    if (seeds !== undefined) {
      const [, from = '', to = ''] = /^(\d{1,10})\.\.(\d{1,10})$/.exec(seeds) ?? [];
      if (from === '' || Number(from) > Number(to) || Number(to) > SEED_MAX)
        throw usage('seeds', `--seeds is "${seeds}", which is no range of seeds`, SEEDS_FORM);
      return {first: Number(from), last: Number(to)};
    }
    const first = seed ?? freshSeed();
    return {first, last: forMs === undefined ? first : null};
  }

  #checkName(field: string, name: string, names: readonly string[]): void {
    if (names.includes(name)) return;
    throw usage(
      field,
      `--${field} names "${name}", which is not known`,
      'see `vigil simulate --list` for the names',
    );
  }

  async #watched<Result>(
    label: string,
    work: (watched: Readonly<{signal: AbortSignal; onProgress: (share: number) => void}>) => Promise<Result>,
  ): Promise<Result> {
    const stop = stopSignal();
    const progress = new Progress(process.stderr, label);
    try {
      const result = await work({signal: stop.signal, onProgress: (share) => progress.update(share)});
      // What was run so far is reported all the same.
      if (stop.signal.aborted) this.endWith(stop.status());
      return result;
    } finally {
      progress.end();
      stop.release();
    }
  }

  async #repeat({report, job}: Readonly<{report: SimulationReport; job: Job}>): Promise<string> {
    const hash = report.runs[0]?.hash ?? '';
    return repeatText({job, hash}, this.config.bin, await this.#version());
  }

  #version(): Promise<string> {
    return sourceVersion(this.config.root, this.config.version);
  }
}

type Order = Readonly<{
  job: Omit<Partial<Job>, 'seed'>;
  first: number;
  last: number | null;
  forMs: number | null;
  threads: number;
}>;

const SCENARIO_NAMES = [...SCENARIOS, ...WRITTEN_SCENARIOS].map(({name}) => name);
const PLANT_NAMES = SIMULATION_PLANTS.map(({name}) => name);

function usage(field: string, message: string, hint: string): InputError {
  return new InputError('USAGE_INVALID', message, {field, hint});
}
