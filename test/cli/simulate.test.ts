import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import Simulate from '../../src/commands/simulate.ts';
import {INVARIANTS, type InvariantId, type Violation} from '../../src/simulate/judge/invariants.ts';
import {SITUATIONS} from '../../src/simulate/judge/sometimes.ts';
import {FAULT_SITE_NAMES} from '../../src/simulate/kernel/fault-sites.ts';
import {SIMULATION_PLANTS} from '../../src/simulate/plants/plants.ts';
import {runCommand} from './in-process.ts';

type Run = Readonly<{
  seed: number;
  hash: string;
  events: number;
  virtualMs: number;
  violations: readonly Violation[];
}>;
type Report = Readonly<{runs: readonly Run[]; sometimes: Readonly<Record<string, number>>}>;

/** A run that is over soon. */
const SHORT = ['--scenario', 'create-fire'];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-simulate-'));
});
afterAll(() => {
  rmSync(folder, {recursive: true, force: true});
});

/** In one thread unless it says otherwise: threads take longer to start than these runs take. */
const simulate = (...args: readonly string[]) =>
  runCommand(Simulate, args.includes('--threads') ? args : ['--threads', '1', ...args], {folder});

async function report(...args: readonly string[]): Promise<{status: number; report: Report}> {
  const {status, stdout} = await simulate(...args, '--json');
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  return {status, report: JSON.parse(stdout) as Report};
}

/** Words of a line that a user copies; quotes keep spaces. */
const wordsOf = (line: string) =>
  [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);

/** What the last line says that repeats a run: its flags and its hash. */
function repeatOf(stdout: string): {flags: readonly string[]; hash: string} {
  const lines = stdout.split('\n').filter((line) => line.startsWith('Repeat: '));
  const [, flags = '', hash = ''] =
    /^Repeat: vigil simulate (.*) {2}\(.*, hash ([0-9a-f]{16})\)$/.exec(lines.at(-1) ?? '') ?? [];
  return {flags: wordsOf(flags), hash};
}

describe('vigil simulate --json', () => {
  it('is one document of the runs and of what came about in them', async () => {
    const {status, report: document} = await report('--seed', '7');
    expect(status).toBe(0);
    expect(document).toEqual({
      runs: [
        {
          seed: 7,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          events: expect.any(Number),
          virtualMs: expect.any(Number),
          violations: [],
        },
      ],
      sometimes: Object.fromEntries(Object.keys(SITUATIONS).map((name) => [name, expect.any(Number)])),
    });
    const [run] = document.runs;
    expect(run?.events).toBeGreaterThan(1000);
    expect(run?.virtualMs).toBeGreaterThan(600_000);
  });

  it('has every run of a range in order, and what each violates', async () => {
    const {status, report: document} = await report('--seeds', '3..5', '--plant', 'canary', '--threads', '2');
    expect(status).toBe(1);
    expect(document.runs.map(({seed}) => seed)).toEqual([3, 4, 5]);
    for (const {violations} of document.runs) {
      const [violation] = violations;
      expect(violation).toEqual({
        invariant: expect.stringMatching(/^[IES]\d+[abc]?$/),
        plan: violation?.plan ?? null,
        at: expect.any(Number),
        what: expect.any(String),
      });
    }
  });

  it('has the same document with a trace, and no trace in it', async () => {
    const plain = await report(...SHORT, '--seed', '1');
    expect(await report(...SHORT, '--seed', '1', '--trace')).toEqual(plain);
  });
});

describe('vigil simulate', () => {
  it('says that nothing was found, and how to run it again', async () => {
    const {status, stdout} = await simulate(...SHORT, '--seed', '9', '--kill-at', '12');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Seed 9: [\d.]+ virtual hours, [\d,]+ events, in [\d.]+ s\.\nNo violation\.\n/);
    const {flags, hash} = repeatOf(stdout);
    const again = await report(...flags);
    expect(again.status).toBe(0);
    expect(again.report.runs[0]?.hash.startsWith(hash)).toBe(true);
    expect(hash).not.toBe('');
  });

  it('tells of a violation: the rule, how it came about, and what repeats it bit for bit', async () => {
    const {status, stdout} = await simulate('--seed', '1', '--plant', 'canary');
    expect(status).toBe(1);
    const [, rule = ''] = /^([IES]\d+[abc]?): /m.exec(stdout) ?? [];
    expect(stdout).toContain(`${rule}: ${INVARIANTS[rule as InvariantId]}\n`);
    expect(stdout).toMatch(/^Found with seed 1; it needs .+\.$/m);
    // The timeline, with the violation in it.
    expect(stdout).toMatch(/^TIME\tWHO\tWHAT$/m);
    expect(stdout).toMatch(new RegExp(`^[\\d.]+\tjudge\t${rule} `, 'm'));
    const {flags, hash} = repeatOf(stdout);
    expect(flags.slice(0, 2)).toEqual(['--seed', '1']);
    expect(flags).toContain('--without');
    const again = await report(...flags);
    expect(again.status).toBe(1);
    expect(again.report.runs[0]?.hash.startsWith(hash)).toBe(true);
    expect(again.report.runs[0]?.violations[0]?.invariant).toBe(rule);
    expect(hash).not.toBe('');
  });

  it('prints everything that happens in a run', async () => {
    const {status, stdout} = await simulate(...SHORT, '--seed', '1', '--trace');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^TIME\tWHO\tWHAT\n/);
    expect(stdout).toMatch(/^[01]\.\d{3}\tmonitor 1\tstarts$/m);
    expect(stdout).toMatch(/\tvenue\taccepts 1 for /);
    expect(stdout.split('\n').length).toBeGreaterThan(30);
    expect(repeatOf(stdout).flags).toEqual(['--seed', '1', ...SHORT]);
  });

  it('says how often which situation came about in several runs', async () => {
    const {status, stdout} = await simulate(...SHORT, '--seeds', '1..2');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^2 seeds, 1 to 2: /);
    expect(stdout).toMatch(/^closed by the venue\t2$/m);
    expect(stdout).toMatch(/^parked\t0$/m);
  });

  it('draws a seed and prints it where none is given', async () => {
    const {stdout} = await simulate(...SHORT);
    const [, seed = ''] = /^Seed (\d+): /.exec(stdout) ?? [];
    expect(repeatOf(stdout).flags.slice(0, 2)).toEqual(['--seed', seed]);
  });

  it('lists scenarios, faults and plants', async () => {
    const {status, stdout} = await simulate('--list', '--json');
    expect(status).toBe(0);
    const lists = JSON.parse(stdout) as Record<string, readonly string[]>;
    expect(lists).toEqual({
      scenarios: expect.arrayContaining(['chaos', 'calm', 'line', 'deaths', 'create-fire']),
      faults: FAULT_SITE_NAMES,
      plants: SIMULATION_PLANTS.map(({name}) => name),
    });
    const text = (await simulate('--list')).stdout;
    for (const name of Object.values(lists).flat()) expect(text).toContain(name);
  });
});

describe('vigil simulate of what makes no sense', () => {
  it.each<[line: string, field: string, value: string, remedy: string]>([
    ['--scenario choas', 'scenario', 'choas', '--list'],
    ['--plant canari', 'plant', 'canari', '--list'],
    ["--without 'reply lost,reply lots'", 'without', 'reply lots', '--list'],
    ["--without 'plan x'", 'without', 'plan x', '--list'],
    ['--seeds 5..1', 'seeds', '5..1', '1..500'],
    ['--seeds x', 'seeds', 'x', '1..500'],
    ['--seeds 1..x', 'seeds', '1..x', '1..500'],
    ['--seeds 1-5', 'seeds', '1-5', '1..500'],
    ['--scenario create-fire --seeds 4294967296..4294967296', 'seeds', '4294967296', '1..500'],
    ['--seeds 1..2 --trace', 'trace', 'trace', '--seed N'],
  ])('refuses %s', async (line, field, value, remedy) => {
    const args = wordsOf(line);
    const {status, stdout, stderr} = await simulate(...args);
    expect({status, stdout}).toEqual({status: 2, stdout: ''});
    expect(stderr).toContain(value);
    expect(stderr).toContain(remedy);
    const json = await simulate(...args, '--json');
    expect(json.status).toBe(2);
    const {error} = JSON.parse(json.stdout) as {error: Record<string, string>};
    expect(error).toMatchObject({code: 'USAGE_INVALID', field, hint: expect.stringContaining(remedy)});
    expect(error['message']?.toLowerCase()).toContain(value);
  });

  it.each([
    ['--seed 1 --seeds 1..2', /--seed.*--seeds|--seeds.*--seed/],
    ['--seeds 1..2 --for 5s', /--seeds.*--for|--for.*--seeds/],
    ['--exhaustive --seed 1', /--exhaustive.*--seed|--seed.*--exhaustive/],
    ['--seed -1', /--seed/],
    ['--seed 4294967296', /4294967295/],
    ['--threads 0', /--threads|1/],
    ['--kill-at -1', /--kill-at|0/],
  ])('refuses %s', async (line, message) => {
    const {status, stdout, stderr} = await simulate(...wordsOf(line));
    expect({status, stdout}).toEqual({status: 2, stdout: ''});
    expect(stderr).toMatch(message);
  });
});
