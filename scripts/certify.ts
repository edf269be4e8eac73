// Proves that the diagnoses see what they look for, and nothing else: every plant must be found each
// time, and the product as it is must pass each time.
//
// node scripts/certify.ts [--plants 20] [--clean 50] [--scenario short] [--harness NAME]… [--plant NAME]… [--jobs N] [--seed 1]
import {spawn} from 'node:child_process';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {InputError} from '../src/errors.ts';
import {HARNESSES} from '../src/diagnose/harnesses.ts';

const COMMAND = join(import.meta.dirname, '..', 'bin', 'run.js');

const {values: flags} = parseArgs({
  options: {
    plants: {type: 'string', default: '20'},
    clean: {type: 'string', default: '50'},
    scenario: {type: 'string', default: 'short'},
    harness: {type: 'string', multiple: true, default: HARNESSES.map(({name}) => name)},
    plant: {type: 'string', multiple: true},
    jobs: {type: 'string', default: String(availableParallelism())},
    seed: {type: 'string', default: '1'},
  },
});

/** One cell of the matrix: a harness with a plant, or without. */
type Subject = Readonly<{harness: string; plant: string | null; runs: number}>;

type Ran = Readonly<{
  isRight: boolean;
  seconds: number;
  seed: number;
  /** Codes of the findings; what went wrong when it broke. */
  said: readonly string[];
}>;

const plantNames = HARNESSES.flatMap(({plants}) => plants.map(({name}) => name));
for (const name of flags.plant ?? []) {
  // Otherwise nothing would be run for it, and nothing would be wrong.
  if (!plantNames.includes(name)) {
    throw new InputError('USAGE_INVALID', `There is no plant "${name}"`, {field: 'plant'});
  }
}

const subjects: readonly Subject[] = HARNESSES.filter(({name}) => flags.harness.includes(name)).flatMap(
  ({name: harness, plants}) => [
    {harness, plant: null, runs: Number(flags.clean)},
    ...plants
      .filter(({name}) => flags.plant?.includes(name) ?? true)
      .map((plant) => ({harness, plant: plant.name, runs: Number(flags.plants)})),
  ],
);

/** Runs the command as CI does; right is exit 0 without a plant, and 1 with one. */
function run({harness, plant}: Subject, seed: number): Promise<Ran> {
  const started = performance.now();
  const planted = plant === null ? [] : ['--plant', plant];
  const argv = [
    'diagnose',
    harness,
    ...planted,
    '--scenario',
    flags.scenario,
    '--seed',
    String(seed),
    '--json',
  ];
  const child = spawn(process.execPath, [COMMAND, ...argv], {stdio: ['ignore', 'pipe', 'pipe']});
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => {
    child.once('close', (status) => {
      const isRight = status === (plant === null ? 0 : 1);
      resolve({isRight, seed, seconds: (performance.now() - started) / 1000, said: saidBy(output, status)});
    });
  });
}

function saidBy(output: string, status: number | null): readonly string[] {
  try {
    const {findings} = JSON.parse(output) as {findings: readonly {code: string}[]};
    return [...new Set(findings.map(({code}) => code))];
  } catch {
    // No report: it broke, and said why in words.
    return [`exit ${status}: ${output.trim().slice(0, 500)}`];
  }
}

/** Runs taken in turn from all subjects, so that a busy minute of the machine is nobody's alone. */
const queue: {subject: Subject; seed: number}[] = [];
for (let round = 0; round < Math.max(...subjects.map(({runs}) => runs)); round += 1) {
  for (const subject of subjects) {
    if (round < subject.runs) queue.push({subject, seed: Number(flags.seed) + round});
  }
}

const results = new Map<Subject, Ran[]>(subjects.map((subject) => [subject, []]));
const started = performance.now();
const total = queue.length;
let done = 0;

async function work(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const {subject, seed} = next;
    const ran = await run(subject, seed);
    results.get(subject)?.push(ran);
    done += 1;
    const verdict = ran.isRight ? 'ok' : 'WRONG';
    const name = `${subject.harness} ${subject.plant ?? 'clean'}`;
    process.stderr.write(
      `${done}/${total} ${name} seed ${seed}: ${verdict}, ${ran.seconds.toFixed(1)} s, ${ran.said.join(' ') || 'nothing found'}\n`,
    );
  }
}

await Promise.all(Array.from({length: Number(flags.jobs)}, work));

process.stdout.write('| diagnosis | planted | right | of | s, median | s, longest | findings |\n');
process.stdout.write('| --- | --- | --: | --: | --: | --: | --- |\n');
let wrong = 0;
for (const [{harness, plant, runs}, rans] of results) {
  const right = rans.filter(({isRight}) => isRight).length;
  wrong += runs - right;
  const seconds = rans.map((one) => one.seconds).sort((a, b) => a - b);
  const median = seconds[Math.floor(seconds.length / 2)] ?? 0;
  process.stdout.write(
    `| ${harness} | ${plant ?? 'nothing'} | ${right} | ${runs} | ${median.toFixed(1)} | ` +
      `${(seconds.at(-1) ?? 0).toFixed(1)} | ${countedCodes(rans)} |\n`,
  );
}
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
process.stdout.write(
  `\n${total} runs in ${minutes} min, ${flags.jobs} at a time, scenario ${flags.scenario}\n`,
);
process.stdout.write(`${total - wrong} passed, ${wrong} failed\n`);
if (wrong > 0) process.exitCode = 1;

/** "HEAP_LEAK 20, CLASS_GREW 19": in how many runs each was said, the most frequent first. */
function countedCodes(rans: readonly Ran[]): string {
  const counts = new Map<string, number>();
  for (const code of rans.flatMap(({said}) => said)) counts.set(code, (counts.get(code) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a).slice(0, 4);
  return sorted.map(([code, count]) => `${code} ${count}`).join(', ');
}
