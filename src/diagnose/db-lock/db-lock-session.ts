import {join} from 'node:path';
import type {Clock} from '../../ports/clock.ts';
import {SeededRandom} from '../../system/seeded-random.ts';
import {readBook} from './book.ts';
import {ControlProcess} from './control-process.ts';
import {copyDatabase} from './damage/copies.ts';
import {readContent} from './damage/content.ts';
import {damageLog} from './damage/log-damage.ts';
import {damagePages, type PageDamage} from './damage/page-damage.ts';
import type {DbLockOptions} from './db-lock-options.ts';
import type {DbLockPlant} from './db-lock-plant.ts';
import type {DbLockResult, WorldResult} from './db-lock-result.ts';
import {SmallDisk} from './disk/small-disk.ts';
import {Foreign} from './foreign/foreign.ts';
import {lostWrites} from './ledger.ts';
import type {PhaseName} from './phase-name.ts';
import {playWorld} from './play-world.ts';
import {checkedAfresh} from './remains.ts';
import type {Notes, Stage} from './stage.ts';
import {World} from './world.ts';

const PLANTED_REST_MS = 2000;

export type SessionOptions = Readonly<{
  options: DbLockOptions;
  seed: number;
  plant: DbLockPlant | undefined;
  /** Of this run alone. */
  folder: string;
  /** For the broker's books. */
  bookFolder: string;
  clock: Clock;
  signal: AbortSignal;
  onProgress: (share: number) => void;
}>;

/** Phases that a second database shows: what was damaged is copied first, and a full disk is small. */
const SECOND_ACT: ReadonlySet<PhaseName> = new Set<PhaseName>(['space']);

/** Runs all phases, on one database and then on a damaged copy of it, and says what was seen. */
export async function dbLockSession(given: SessionOptions): Promise<DbLockResult> {
  await using closers = new AsyncDisposableStack();
  const session = new DbLockSession(given, closers);
  return await session.run();
}

class DbLockSession {
  readonly #given: SessionOptions;
  readonly #closers: AsyncDisposableStack;
  readonly #random: SeededRandom;
  readonly #broken = new AbortController();
  readonly #signal: AbortSignal;
  readonly #control = new ControlProcess();
  readonly #phases: readonly PhaseName[];
  readonly #notes: Omit<Notes, 'windows'> = {
    commands: [],
    notTried: new Map(),
    walAfterReaderMib: [],
    unseen: [],
  };
  #done = 0;

  constructor(given: SessionOptions, closers: AsyncDisposableStack) {
    this.#given = given;
    this.#closers = closers;
    this.#random = new SeededRandom(given.seed);
    this.#signal = AbortSignal.any([given.signal, this.#broken.signal]);
    this.#phases = given.plant?.phases ?? given.options.phases;
    closers.defer(() => this.#control.kill());
  }

  async run(): Promise<DbLockResult> {
    const {folder, bookFolder, options, plant} = this.#given;
    // A defect that keeps orders from being settled is found all the same.
    const restMs = plant === undefined ? 2 * options.resumeMs : PLANTED_REST_MS;
    const isDamaging = this.#phases.includes('damage');
    const smallDisk = this.#phases.includes('space') ? await this.#smallDisk() : undefined;
    const path = join(folder, 'plans.db');
    const first = this.#stage(path, {
      prefix: 'a',
      bookPath: join(bookFolder, 'book.db'),
      smallDisk: undefined,
    });
    const firstPhases = this.#phases.filter((name) => !SECOND_ACT.has(name));
    const worlds = [
      await playWorld(first, {
        phases: firstPhases,
        ending: isDamaging ? 'kill' : 'stop',
        ordersBefore: [],
        restMs,
        random: this.#random,
        ...(isDamaging ? {beforeLook: () => this.#copy(path, smallDisk)} : {}),
      }),
    ];
    const secondPath = join(this.#secondFolder(smallDisk), 'plans.db');
    const logDamage = isDamaging ? await this.#damageLog(secondPath, worlds[0]) : null;
    let pageDamage: PageDamage | null = null;
    if (isDamaging || smallDisk !== undefined) {
      // The broker is not on the disk that is filled, and knows what it did before the log was damaged.
      const bookPath = isDamaging ? first.world.bookPath : join(bookFolder, 'second-book.db');
      const second = this.#stage(secondPath, {prefix: 'b', bookPath, smallDisk});
      worlds.push(
        await playWorld(second, {
          phases: smallDisk === undefined ? [] : ['space'],
          ending: 'stop',
          ordersBefore: isDamaging ? readBook(bookPath).filled : [],
          restMs,
          random: this.#random,
          meanwhile: async () => {
            if (isDamaging) pageDamage = await this.#damagePages();
          },
        }),
      );
    }
    return {worlds, idle: this.#control.beats, notes: this.#notes, pageDamage, logDamage};
  }

  async #smallDisk(): Promise<SmallDisk | undefined> {
    const {folder, options} = this.#given;
    const disk = await SmallDisk.mount(join(folder, 'small'), options.smallDiskMib);
    if (typeof disk === 'string') {
      this.#notes.notTried.set('space', disk);
      return undefined;
    }
    this.#closers.defer(() => disk.unmount());
    return disk;
  }

  #secondFolder(smallDisk: SmallDisk | undefined): string {
    return smallDisk?.folder ?? join(this.#given.folder, 'second');
  }

  /** The database as the kill left it, for what is damaged next. */
  #copy(path: string, smallDisk: SmallDisk | undefined): void {
    copyDatabase(path, this.#secondFolder(smallDisk));
    copyDatabase(path, this.#pagesFolder());
  }

  #pagesFolder(): string {
    return join(this.#given.folder, 'pages');
  }

  async #damageLog(path: string, before: WorldResult | undefined): Promise<DbLockResult['logDamage']> {
    const damage = damageLog(path, this.#random);
    if (damage === undefined) {
      this.#notes.notTried.set('a flipped bit in the log', 'the log was empty when the monitor was killed');
      return null;
    }
    const check = await checkedAfresh(path, {clock: this.#given.clock, random: this.#random});
    const rowsLost = lostWrites(before?.ledger.done ?? [], readContent(path)).length;
    return {...damage, check, rowsLost};
  }

  async #damagePages(): Promise<PageDamage> {
    const {clock, options} = this.#given;
    const path = join(this.#pagesFolder(), 'plans.db');
    // Takes over the log, so that every page is in the file.
    await checkedAfresh(path, {clock, random: this.#random});
    return damagePages(path, {
      folder: this.#pagesFolder(),
      flips: options.flips,
      random: this.#random,
      clock,
    });
  }

  #stage(
    path: string,
    {
      prefix,
      bookPath,
      smallDisk,
    }: Readonly<{prefix: string; bookPath: string; smallDisk: SmallDisk | undefined}>,
  ): Stage {
    const {options, seed, plant, folder, clock} = this.#given;
    const symbols = Array.from({length: options.symbols}, (_, index) => `LOCK${index}`);
    const {quotesPerSecond, deadlineMs, plansPerSecond} = options;
    const world = new World({
      order: {
        databasePath: path,
        bookPath,
        seed,
        plant: plant?.name ?? null,
        symbols,
        quotesPerSecond,
        deadlineMs,
      },
      clock,
      random: this.#random,
      plansPerSecond,
      prefix,
      signal: this.#signal,
      onBroke: (error) => this.#broken.abort(error),
    });
    this.#closers.defer(() => world.end());
    let foreign: Foreign | undefined;
    this.#closers.defer(async () => foreign?.kill());
    return {
      world,
      clock,
      signal: this.#signal,
      options,
      folder,
      smallDisk,
      foreign: async () => {
        if (foreign?.isAlive !== true) foreign = await Foreign.start(options.foreign, path);
        return foreign;
      },
      dismissForeign: async () => foreign?.kill(),
      runsCommands: plant === undefined && options.commandDeadlineMs > 0,
      notes: {...this.#notes, windows: []},
      onStep: () => {
        this.#done += 1;
        // A step each for the phases, and two for each of the worlds.
        this.#given.onProgress(Math.min(1, this.#done / (this.#phases.length + 4)));
      },
    };
  }
}
