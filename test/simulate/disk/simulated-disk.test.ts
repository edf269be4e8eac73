import {existsSync, statSync, writeFileSync} from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {SimulatedDisk} from '../../../src/simulate/disk/simulated-disk.ts';
import type {SimulatedProcess} from '../../../src/simulate/kernel/simulated-process.ts';
import {Workbench} from '../../../src/simulate/run/workbench.ts';
import {checkDatabase} from '../../../src/store/sqlite/check.ts';
import {SqliteCore} from '../../../src/store/sqlite/sqlite-core.ts';
import {aPlan, NOW_MS} from '../../ports/stored-values.ts';
import {aKernel, aProcess} from '../kernel/a-kernel.ts';

let bench!: Workbench;
beforeAll(() => {
  bench = new Workbench();
});
afterAll(() => bench.close());

type Who = 'a' | 'b';
/** One thing that happens to the disk: somebody commits, is told of what was committed so far, or looks. */
type Step = readonly ['commits' | 'is told' | 'looks', Who];

let disks = 0;

/** A disk on which two processes commit plans, named 1, 2, 3… */
function aDisk() {
  disks += 1;
  const disk = new SimulatedDisk(bench.folder, `disk ${disks}`, bench.template);
  const kernel = aKernel();
  const processes: Readonly<Record<Who, SimulatedProcess>> = {
    a: aProcess(kernel, {name: 'a', pid: 1}),
    b: aProcess(kernel, {name: 'b', pid: 2}),
  };
  const connections = {a: disk.connect(), b: disk.connect()};
  const untold: Record<Who, ReturnType<SimulatedDisk['committed']>[]> = {a: [], b: []};
  let plans = 0;
  const commit = (who: Who) => {
    plans += 1;
    const walBytes = statSync(`${disk.path}-wal`, {throwIfNoEntry: false})?.size ?? 0;
    const core = new SqliteCore(connections[who]);
    connections[who].transaction(() => core.add([aPlan({id: String(plans)})], NOW_MS)).immediate();
    untold[who].push(disk.committed(processes[who], walBytes));
  };
  const play = (steps: readonly Step[]) => {
    for (const [does, who] of steps) {
      if (does === 'commits') commit(who);
      else if (does === 'looks') disk.seenBy(processes[who]);
      else for (const one of untold[who].splice(0)) disk.acknowledged(one);
    }
  };
  return {disk, play, connections};
}

function plansOn(disk: SimulatedDisk): readonly string[] {
  const database = new Database(disk.path, {readonly: true});
  try {
    return database.prepare<[], string>('SELECT id FROM plans ORDER BY revision').pluck().all();
  } finally {
    database.close();
  }
}

describe('a disk that loses its power', () => {
  it.each<[string, readonly Step[], readonly string[]]>([
    ['has nothing where nothing was written', [], []],
    ['has lost a commit that nobody was told of', [['commits', 'a']], []],
    [
      'has kept one whose caller was told',
      [
        ['commits', 'a'],
        ['is told', 'a'],
      ],
      ['1'],
    ],
    [
      'has kept one that another process has seen',
      [
        ['commits', 'a'],
        ['looks', 'b'],
      ],
      ['1'],
    ],
    [
      'has lost one that only its own process has seen',
      [
        ['commits', 'a'],
        ['looks', 'a'],
      ],
      [],
    ],
    [
      'has lost one that another had looked for too early',
      [
        ['looks', 'b'],
        ['commits', 'a'],
      ],
      [],
    ],
    [
      'has lost several',
      [
        ['commits', 'a'],
        ['commits', 'b'],
        ['commits', 'a'],
      ],
      [],
    ],
    [
      'has kept those that were told of, and lost those after them',
      [
        ['commits', 'a'],
        ['is told', 'a'],
        ['commits', 'a'],
        ['commits', 'b'],
      ],
      ['1'],
    ],
    [
      'has kept what is in the log before one that was told of',
      [
        ['commits', 'a'],
        ['commits', 'b'],
        ['is told', 'b'],
        ['commits', 'a'],
      ],
      ['1', '2'],
    ],
    [
      'has kept what is in the log before one that was seen',
      [
        ['commits', 'a'],
        ['commits', 'a'],
        ['looks', 'b'],
        ['commits', 'b'],
      ],
      ['1', '2'],
    ],
    [
      'has kept one that was seen before its caller was told',
      [
        ['commits', 'a'],
        ['looks', 'b'],
        ['is told', 'a'],
        ['commits', 'b'],
      ],
      ['1'],
    ],
  ])('%s', (_, steps, kept) => {
    const {disk, play} = aDisk();
    play(steps);
    const commits = steps.filter(([does]) => does === 'commits').length;
    expect(disk.losePower(false)).toBe(commits - kept.length);
    expect(plansOn(disk)).toEqual(kept);
    expect(checkDatabase(disk.connect())).toEqual([]);
    disk.close();
  });

  it('keeps all up to the last commit that was told of or seen, and nothing after it', () => {
    const aStep: fc.Arbitrary<Step> = fc.tuple(
      fc.constantFrom('commits', 'commits', 'is told', 'looks'),
      fc.constantFrom('a', 'b'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(aStep, {maxLength: 8}), {minLength: 1, maxLength: 3}), (boots) => {
        const {disk, play, connections} = aDisk();
        let kept: string[] = [];
        let plans = 0;
        for (const steps of boots) {
          let pending: {id: string; by: Who}[] = [];
          for (const [does, who] of steps) {
            if (does === 'commits') {
              plans += 1;
              pending.push({id: String(plans), by: who});
              continue;
            }
            const reaches = (by: Who) => (does === 'looks' ? by !== who : by === who);
            const safe = pending.findLastIndex(({by}) => reaches(by)) + 1;
            kept = [...kept, ...pending.slice(0, safe).map(({id}) => id)];
            pending = pending.slice(safe);
          }
          play(steps);
          expect(disk.losePower(false)).toBe(pending.length);
          expect(plansOn(disk)).toEqual(kept);
          // Those who were told nothing are gone with the machine.
          play([
            ['is told', 'a'],
            ['is told', 'b'],
          ]);
          Object.assign(connections, {a: disk.connect(), b: disk.connect()});
        }
        expect(disk.check()).toEqual([]);
        disk.close();
      }),
      {numRuns: 25},
    );
  });

  it('goes on with what is left: what is written then stays', () => {
    const {disk, play, connections} = aDisk();
    play([
      ['commits', 'a'],
      ['is told', 'a'],
      ['commits', 'a'],
    ]);
    disk.losePower(false);
    Object.assign(connections, {a: disk.connect()});
    play([
      ['commits', 'a'],
      ['is told', 'a'],
    ]);
    expect(disk.losePower(false)).toBe(0);
    expect([plansOn(disk), disk.boots, disk.check()]).toEqual([['1', '3'], 2, []]);
    disk.close();
  });

  it('has lost the last few that were told of where it forgets, and is sound all the same', () => {
    const {disk, play} = aDisk();
    for (let commit = 0; commit < 8; commit++)
      play([
        ['commits', 'a'],
        ['is told', 'a'],
        ['looks', 'b'],
      ]);
    expect(disk.losePower(true)).toBe(5);
    expect([plansOn(disk), disk.check()]).toEqual([['1', '2', '3'], []]);
    disk.close();
  });

  it('has ended every connection, keeps a file that halts, and leaves nothing of before', () => {
    const {disk, connections} = aDisk();
    const before = disk.path;
    writeFileSync(`${before}.halt`, 'stop');
    disk.losePower(false);
    expect([connections.a.open, connections.b.open]).toEqual([false, false]);
    expect(existsSync(`${disk.path}.halt`)).toBe(true);
    expect(['', '-wal', '-shm', '.halt'].filter((end) => existsSync(`${before}${end}`))).toEqual([]);
    disk.close();
    expect(['', '-wal', '-shm', '.halt'].filter((end) => existsSync(`${disk.path}${end}`))).toEqual([]);
  });
});

describe('the connections of a disk', () => {
  it('are those of processes that have ended, where there are any', () => {
    const {disk, connections} = aDisk();
    disk.disconnect(connections.a);
    expect(disk.connect()).toBe(connections.a);
    expect(disk.connect()).not.toBe(connections.a);
    disk.close();
  });

  it('are not given to anybody after the machine was off', () => {
    const {disk, connections} = aDisk();
    disk.losePower(false);
    disk.disconnect(connections.a);
    expect(disk.connect().open).toBe(true);
    disk.close();
  });
});
