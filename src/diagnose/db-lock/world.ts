import type {DiagnosisError} from '../../errors.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import {isWatched, PLAN_STATUSES} from '../../plan/status.ts';
import type {Store} from '../../ports/store.ts';
import {SqliteStore} from '../../store/sqlite/sqlite-store.ts';
import {Ledger} from './ledger.ts';
import type {EngineFailure, Farewell, MonitorOrder, Sample} from './monitor/monitor-messages.ts';
import {MonitorProcess} from './monitor/monitor-process.ts';
import {OrderAudit} from './order-audit.ts';
import {comparison, isEqual, type Reload} from './reload.ts';
import {until} from './until.ts';
import {Users} from './users.ts';
import {witnessed} from './witness-store.ts';

/** Each look makes the monitor take over what is new first; a difference that stays so often stays. */
const SAME_LOOKS = 3;
const LOOK_PAUSE_MS = 200;

export type WorldOptions = Readonly<{
  order: MonitorOrder;
  clock: Clock;
  random: Random;
  plansPerSecond: number;
  /** Begins the ids of the users' plans. */
  prefix: string;
  /** Aborts every wait of the harness. */
  signal: AbortSignal;
  /** Called when a monitor ended and should not have. */
  onBroke: (error: DiagnosisError) => void;
}>;

/** One database with a monitor in its process, users in this one, and a book of what they were told. */
export class World {
  readonly path: string;
  readonly bookPath: string;
  readonly ledger = new Ledger();
  readonly samples: Sample[] = [];
  readonly failures: EngineFailure[] = [];
  readonly openingRefusals: string[] = [];
  /** What monitors said that lost the database and were started again. */
  readonly losses: string[] = [];
  readonly #options: WorldOptions;
  #store: SqliteStore | undefined;
  #audit: OrderAudit | undefined;
  #users: Users | undefined;
  #monitor: MonitorProcess | undefined;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.path = options.order.databasePath;
    this.bookPath = options.order.bookPath;
  }

  get symbols(): readonly string[] {
    return this.#options.order.symbols;
  }

  /** Size of the write-ahead log when the users last wrote or read. */
  get walPages(): number {
    return this.#store?.counters().walPages ?? 0;
  }

  get users(): Users {
    return this.#users ?? notOpen();
  }

  get monitor(): MonitorProcess {
    return this.#monitor ?? notOpen();
  }

  /** Opens the database for the users, and creates it where there is none. */
  async openUsers(): Promise<void> {
    const {clock, random, order, plansPerSecond, prefix} = this.#options;
    const {databasePath: path, deadlineMs, symbols} = order;
    this.#store = await SqliteStore.open({path, clock, random, deadlineMs});
    const store = witnessed(this.#store, {
      clock,
      by: 'user',
      tell: (told) => this.ledger.record(told),
    });
    this.#users = new Users(store, {clock, random, symbols, plansPerSecond, prefix});
  }

  /** Lets go of the database in this process, once everything that was asked for is answered. */
  async closeUsers(): Promise<void> {
    await this.#users?.rest();
    await this.#store?.close();
    this.#store = undefined;
    this.#users = undefined;
    this.#audit?.close();
    this.#audit = undefined;
  }

  startMonitor(): void {
    const {ledger} = this;
    this.#monitor = new MonitorProcess(this.#options.order, {
      openingRefused: (message) => this.openingRefusals.push(message),
      sample: (sample) => this.samples.push(sample),
      told: (told) => ledger.record(told),
      failure: (failure) => this.failures.push(failure),
      audit: (order) => {
        ledger.submits += 1;
        this.#audit ??= new OrderAudit(this.path);
        if (this.#audit.isClaimed(order)) return;
        ledger.unclaimed.push({...order, atMs: this.#options.clock.now()});
      },
      lost: (message) => {
        this.losses.push(message);
        // As whoever supervises a monitor does.
        if (!this.#options.signal.aborted) this.startMonitor();
      },
      broke: this.#options.onBroke,
    });
  }

  /** Waits until something is so. @throws The signal's reason. */
  until(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
    const {clock, signal} = this.#options;
    return until(isSo, {clock, signal, withinMs});
  }

  /**
   * Lets the users rest, and says how the monitor's plans and the database's differ when all is quiet.
   *
   * @param withinMs For orders to be settled; a difference in the plans is looked at some times only.
   */
  async compareAtRest(withinMs: number): Promise<Reload> {
    await this.users.rest();
    const {clock, signal} = this.#options;
    const store: Store = this.#store ?? notOpen();
    const endMs = clock.monotonic() + withinMs;
    let same = 0;
    let last = '';
    // Ends by the time; each pass waits.
    for (;;) {
      const held = await this.monitor.held();
      const {rows} = await store.list({statuses: PLAN_STATUSES.filter(isWatched)});
      const reload = comparison(held, rows);
      const differences = JSON.stringify(reload);
      same = differences === last ? same + 1 : 0;
      last = differences;
      const isSettled = reload.unsettled.length === 0;
      if (isSettled && (isEqual(reload) || same >= SAME_LOOKS)) return reload;
      if (clock.monotonic() >= endMs) return reload;
      await clock.sleep(LOOK_PAUSE_MS, signal);
    }
  }

  /** Ends the monitor as a user would. */
  stop(): Promise<Farewell | undefined> {
    return this.monitor.stop();
  }

  /** Kills the monitor in whatever it is doing. */
  async kill(): Promise<void> {
    await this.#monitor?.kill();
    // It may have asked about an order when the users had gone.
    this.#audit?.close();
    this.#audit = undefined;
  }

  /** Ends whatever is left, in whatever state it is. */
  async end(): Promise<void> {
    await this.kill();
    await this.closeUsers();
  }
}

function notOpen(): never {
  throw new Error('Invariant: a world is used while it is open');
}
