import Database from 'better-sqlite3';
import {SqliteCore} from '../../store/sqlite/sqlite-core.ts';
import {wrapped} from '../../store/sqlite/sqlite-errors.ts';
import type {TurnTaker} from '../../store/sqlite/operation-queue.ts';
import {type Turn, type TurnResult, TurnRunner} from '../../store/sqlite/turn-runner.ts';
import type {Situation} from '../judge/sometimes.ts';
import type {Die} from '../kernel/dice.ts';
import type {Faults} from '../kernel/faults.ts';
import type {Kernel} from '../kernel/kernel.ts';
import type {SimulatedProcess} from '../kernel/simulated-process.ts';
import type {PlantedTurn} from '../plants/simulation-plant.ts';
import type {DiskWeather} from './disk-weather.ts';
import type {SimulatedDisk} from './simulated-disk.ts';

/** What is told of turns to who judges the run. */
export type DiskWitness = Readonly<{
  /** Before and after each turn that writes; the database is then as the turn found or left it. */
  turning: (process: SimulatedProcess, turn: Turn) => void;
  turned: (process: SimulatedProcess, turn: Turn, result: TurnResult) => void;
  /** The power went between a commit and its answer. */
  powerAtCommit: () => void;
  note: (situation: Situation) => void;
}>;

export type DiskParts = Readonly<{
  kernel: Kernel;
  disk: SimulatedDisk;
  weather: DiskWeather;
  faults: Faults;
  witness: DiskWitness;
}>;

/**
 * The thread of a process's store: the real turns on a connection of its own, some time after they are asked
 * for and some time before they are answered, and with everything that can go wrong on the way.
 */
export class SimulatedTaker implements TurnTaker {
  readonly #parts: DiskParts;
  readonly #process: SimulatedProcess;
  readonly #die: Die;
  readonly #database: Database.Database;
  readonly #runner: TurnRunner;
  readonly #planted: PlantedTurn | undefined;
  readonly databaseId: string;
  /** Writes that have met what they have to meet; they come again when the database was locked. */
  readonly #stirred = new WeakSet<object>();

  /** @param planted Does its turns otherwise. */
  constructor(parts: DiskParts, process: SimulatedProcess, planted: PlantedTurn | undefined) {
    this.#parts = parts;
    this.#planted = planted;
    this.#process = process;
    this.#die = parts.kernel.dice.of(`disk ${process.name}`);
    const database = parts.disk.connect();
    this.#database = database;
    const core = new SqliteCore(database);
    this.#runner = new TurnRunner(database, core, parts.disk.path);
    this.databaseId = core.databaseId;
    process.onDeath(() => this.close());
  }

  run(turn: Turn): Promise<TurnResult> {
    const {faults, weather, witness} = this.#parts;
    const site = siteOf(turn);
    return new Promise((resolve) => {
      if (!this.#process.reach(site, 'before')) return;
      if (turn.writes.length > 0) this.#stir(turn);
      const slowMs = faults.strikes('slow disk') ? this.#die.between(50, 3000) : 0;
      this.#process.later(this.#die.between(0.05, 0.5) + slowMs, () => {
        if (weather.isLocked && turn.writes.length > 0) {
          if (site === 'settle') witness.note('locked when settling');
          const busy = this.#beside(turn, 'busy');
          this.#answer(this.#planted?.(turn, () => busy, this.#database) ?? busy, resolve);
          return;
        }
        const trouble = this.#trouble(turn);
        if (trouble !== undefined) this.#answer(trouble, resolve);
        else this.#turn(turn, site, resolve);
      });
    });
  }

  /** Lets the next one have the connection. */
  close(): void {
    this.#parts.disk.disconnect(this.#database);
  }

  /** Trouble begins with some writes. */
  #stir({writes}: Turn): void {
    const {faults, weather} = this.#parts;
    const fresh = writes.filter((write) => !this.#stirred.has(write));
    if (fresh.length === 0) return;
    for (const write of fresh) this.#stirred.add(write);
    const methods = new Set(fresh.map(({method}) => method));
    if (faults.strikes('database locked')) weather.lock(faults.dieOf('database locked').between(5, 20_000));
    if (methods.has('settle') && faults.strikes('locked at a settlement'))
      weather.lock(faults.dieOf('locked at a settlement').between(50, 20_000));
    if (faults.strikes('disk full')) weather.fill(faults.dieOf('disk full').between(100, 30_000));
    if (methods.has('claim') && faults.strikes('disk full at a claim'))
      weather.fill(faults.dieOf('disk full at a claim').between(1, 5000));
    if (faults.strikes('disk read-only'))
      weather.forbidWrites(faults.dieOf('disk read-only').between(100, 30_000));
  }

  /** What SQLite would say instead of writing. */
  #trouble(turn: Turn): TurnResult | undefined {
    if (turn.writes.length === 0) return undefined;
    const {faults, weather} = this.#parts;
    if (faults.strikes('disk fails')) {
      this.#parts.witness.note('connection to the database lost');
      const failure = this.#error('SQLITE_IOERR_FSYNC', 'disk I/O error');
      return {...this.#beside(turn, failure), failure};
    }
    if (weather.isFull && siteOf(turn) === 'claim') this.#parts.witness.note('no room for a claim');
    if (weather.isFull) return this.#beside(turn, this.#error('SQLITE_FULL', 'database or disk is full'));
    if (weather.isReadOnly)
      return this.#beside(turn, this.#error('SQLITE_READONLY', 'attempt to write a readonly database'));
    return undefined;
  }

  /** The writes come to nothing; the reads are done. */
  #beside({writes, reads}: Turn, why: Error | 'busy'): TurnResult {
    const read = this.#runner.run({writes: [], reads, isLast: false});
    this.#parts.disk.seenBy(this.#process);
    return {...read, writes: why === 'busy' ? 'busy' : writes.map(() => ({ok: false, error: why}))};
  }

  #error(code: string, message: string): Error {
    return wrapped(new Database.SqliteError(message, code), this.#parts.disk.path);
  }

  #turn(turn: Turn, site: string, resolve: (result: TurnResult) => void): void {
    const {kernel, disk, faults, witness} = this.#parts;
    const isWriting = turn.writes.length > 0;
    disk.seenBy(this.#process);
    const {walBytes: walBytesBefore} = disk;
    if (isWriting) witness.turning(this.#process, turn);
    const run = (one: Turn) => this.#runner.run(one);
    const result = this.#planted === undefined ? run(turn) : this.#planted(turn, run, this.#database);
    if (isWriting) disk.walBytes = result.walBytes;
    const commit = isWriting ? disk.committed(this.#process, walBytesBefore) : undefined;
    if (isWriting) {
      this.#process.note(`commits ${site}: ${textOf(result)}`);
      witness.turned(this.#process, turn, result);
      if (faults.strikes('power loss at a commit')) {
        kernel.after(0, witness.powerAtCommit);
        return;
      }
    }
    if (!this.#process.reach(site, 'after')) return;
    const wedgedMs = faults.strikes('wedged worker')
      ? faults.dieOf('wedged worker').between(5000, 40_000)
      : 0;
    this.#answer(
      result,
      (late) => {
        if (commit !== undefined) disk.acknowledged(commit);
        resolve(late);
      },
      wedgedMs,
    );
  }

  #answer(result: TurnResult, resolve: (result: TurnResult) => void, lateMs = 0): void {
    this.#process.later(this.#die.between(0.05, 0.5) + lateMs, () => resolve(result));
  }
}

/** What is going on, for crash points: the write that matters most, or the first read. */
function siteOf({writes, reads}: Turn): string {
  const methods: readonly string[] = writes.map(({method}) => method);
  const first = ['claim', 'settle', 'report', 'cancel', 'expire'].find((one) => methods.includes(one));
  return first ?? methods[0] ?? reads[0]?.method ?? 'nothing';
}

function textOf({writes}: TurnResult): string {
  if (writes === 'busy') return 'busy';
  return writes.map((answer) => (answer.ok ? doneText(answer.value) : 'failed')).join(', ');
}

function doneText(value: unknown): string {
  const isRefused = typeof value === 'object' && value !== null && 'done' in value && value.done === false;
  return isRefused ? 'refused' : 'done';
}
