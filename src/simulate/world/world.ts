import type {MonitorOptions} from '../../engine/monitor-options.ts';
import {MONITOR_DEFAULTS} from '../../engine/monitor-options.ts';
import {InstrumentBook} from '../../market/instrument.ts';
import type {JournalEntry} from '../../ports/journal.ts';
import type {Limits} from '../../ports/store.ts';
import type {Turn, TurnResult} from '../../store/sqlite/turn-runner.ts';
import {DiskWeather} from '../disk/disk-weather.ts';
import {SimulatedDisk} from '../disk/simulated-disk.ts';
import {SimulatedStore} from '../disk/simulated-store.ts';
import type {DiskParts} from '../disk/simulated-taker.ts';
import {acknowledging} from '../judge/acknowledged.ts';
import {Judge} from '../judge/judge.ts';
import {type Situation, Sometimes} from '../judge/sometimes.ts';
import {Observer} from '../judge/observer.ts';
import {Dice, type Die} from '../kernel/dice.ts';
import {Faults} from '../kernel/faults.ts';
import {Kernel} from '../kernel/kernel.ts';
import {type Hazards, Machine, SimulatedProcess} from '../kernel/simulated-process.ts';
import type {SimulationPlant} from '../plants/simulation-plant.ts';
import {Ledger} from '../venue/ledger.ts';
import {SimulatedTerminal} from '../venue/simulated-terminal.ts';
import {SimulatedVenue} from '../venue/simulated-venue.ts';
import type {ClientParts} from '../wire/simulated-client.ts';
import {Wire} from '../wire/wire.ts';
import {ChanceHazards} from './hazards.ts';
import {Market, MARKETS, type Told} from './market.ts';
import {liveAsMonitor} from './monitor-life.ts';
import {MonitorSlot} from './monitor-slot.ts';
import type {Scenario} from './scenario.ts';
import {User} from './user.ts';

export type WorldTerms = Readonly<{
  seed: number;
  scenario: Scenario;
  /** Sites and plans that are left out; see `Faults` and `Script`. */
  without: ReadonlySet<string>;
  plant: SimulationPlant | undefined;
  /** Where its database is made, and from which empty one. */
  folder: string;
  template: string;
  keepsTrace: boolean;
  /** In the place of chance: to kill at one await only. */
  hazards?: Hazards | undefined;
}>;

const RESTART_MS = {from: 1000, to: 25_000};
const SLOW_RESTART_MS = {from: 10_000, to: 60_000};
const SKEW_MS = 300_000;
const SMALL_SKEW_MS = 500;

/** Everything that there is in a run: processes, disk, network, terminal, venue, markets, users. */
export class World {
  readonly terms: WorldTerms;
  readonly kernel: Kernel;
  readonly faults: Faults;
  readonly wire: Wire;
  readonly weather: DiskWeather;
  readonly disk: SimulatedDisk;
  readonly ledger = new Ledger();
  readonly judge: Judge;
  readonly sometimes = new Sometimes();
  readonly observer: Observer;
  readonly venue: SimulatedVenue;
  readonly terminal: SimulatedTerminal;
  readonly markets: readonly Market[];
  readonly slots: readonly MonitorSlot[];
  readonly users: readonly User[];
  readonly machines: readonly Machine[];
  readonly limits: Limits;
  readonly #die: Die;
  readonly hazards: Hazards;
  readonly #disk: DiskParts;
  readonly #shells = new Set<SimulatedProcess>();
  #pids = 0;

  constructor(terms: WorldTerms) {
    this.terms = terms;
    const {seed, scenario, without, plant, folder, template, keepsTrace} = terms;
    const dice = new Dice(seed);
    this.kernel = new Kernel(dice, keepsTrace);
    const {kernel} = this;
    this.faults = new Faults(dice, {
      only: scenario.faults,
      always: scenario.always,
      at: scenario.faultsAt,
      without,
    });
    const {faults} = this;
    this.#die = dice.of('world');
    this.wire = new Wire(kernel, faults);
    this.weather = new DiskWeather(kernel);
    this.disk = new SimulatedDisk(folder, `seed-${seed}`, template);
    this.limits = limitsOf(faults.has('limits are tight'), dice.of('limits'));
    this.judge = new Judge({
      ...{kernel, ledger: this.ledger, limits: this.limits, path: this.disk.path},
      note: (situation) => this.sometimes.note(situation),
    });
    this.observer = new Observer({
      ...{judge: this.judge, sometimes: this.sometimes},
      isHolderStopped: () =>
        this.slots.some(({open, process}) => open !== undefined && process?.isPaused === true),
    });
    this.hazards =
      terms.hazards ?? new ChanceHazards(faults, dice.of('hazards'), (one) => this.#shells.has(one));
    this.#disk = {
      ...{kernel, disk: this.disk, weather: this.weather, faults},
      witness: {
        turning: (_process, turn) => this.judge.turning(turn),
        turned: (process, turn, result) => this.#turned(process, turn, result),
        powerAtCommit: () => this.losePower(),
        note: (situation) => this.sometimes.note(situation),
      },
    };
    const instruments = new InstrumentBook();
    const note = (situation: Situation) => this.sometimes.note(situation);
    this.venue = new SimulatedVenue({note, kernel, faults, instruments, ledger: this.#judgedLedger()});
    this.terminal = new SimulatedTerminal({note, kernel, faults, venue: this.venue, ...plant?.terminal});
    this.markets = MARKETS.slice(0, scenario.symbols).map((market) => this.#newMarket(market.symbol));
    this.machines = ['a', 'b', 'c']
      .slice(0, scenario.monitors)
      .map((host) => new Machine(host, this.#skewMs()));
    this.slots = this.machines.map((machine, index) => this.#newSlot(`monitor ${index + 1}`, machine));
    this.users = Array.from({length: scenario.users}, (_, index) => this.#newUser(index));
  }

  /** The power goes: every process ends, and what nobody was told of may be gone. */
  losePower(): void {
    const {kernel, disk} = this;
    for (const {process} of this.slots) process?.kill('no power');
    for (const user of this.users) user.end();
    const lost = disk.losePower(this.terms.plant?.forgetsOnPowerLoss ?? false);
    kernel.note('disk', `power lost, and with it ${lost} commits`);
    if (lost > 0) this.sometimes.note('commit lost with the power');
    this.sometimes.note('power lost between commit and answer');
    this.judge.powerLost(disk.path);
  }

  /** The monitor that holds the lease and has its engine open. */
  get holder(): MonitorSlot | undefined {
    return this.slots.find(({open}) => open?.tenure.report().state === 'held');
  }

  marketOf(symbol: string): Market {
    const market = this.markets.find(({terms}) => terms.symbol === symbol);
    if (market === undefined) throw new Error(`Invariant: there is a market of ${symbol}`);
    return market;
  }

  userOf(index: number): User {
    const user = this.users[index % this.users.length];
    if (user === undefined) throw new Error('Invariant: there is a user');
    return user;
  }

  close(): void {
    this.judge.close();
    for (const slot of this.slots) slot.endForGood();
    for (const user of this.users) user.end();
    this.disk.close();
  }

  #turned(process: SimulatedProcess, turn: Turn, result: TurnResult): void {
    const commit = this.judge.turned(process, turn, result);
    if (commit !== undefined) this.observer.committed(process, commit);
  }

  #judgedLedger(): Ledger {
    const {ledger, judge} = this;
    const accept = ledger.accepted.bind(ledger);
    ledger.accepted = (entry) => {
      accept(entry);
      judge.accepted(entry);
    };
    return ledger;
  }

  #newMarket(symbol: string): Market {
    const {kernel, faults, venue} = this;
    const terms = MARKETS.find((one) => one.symbol === symbol);
    if (terms === undefined) throw new Error(`Invariant: ${symbol} is a known market`);
    const die = kernel.dice.of('silent for good');
    const isSilenced =
      faults.has('symbol silent for good') &&
      die.pick(MARKETS.slice(0, this.terms.scenario.symbols)) === terms;
    const lastMs = isSilenced ? die.between(0.5, 1) * this.terms.scenario.safetyMs : Number.POSITIVE_INFINITY;
    const isStill = this.terms.scenario.isMarketStill ?? false;
    const onOldQuotes = (ageMs: number) => this.#setBack(ageMs);
    return new Market(
      {kernel, faults, venue, isStill, onOldQuotes, tell: (told) => this.#tell(told)},
      terms,
      lastMs,
    );
  }

  /** By the clock that is set back, quotes of before are of now. */
  #setBack(ageMs: number): void {
    for (const machine of this.machines) {
      if (!this.faults.strikes('clock set back over old quotes')) continue;
      machine.skewMs -= Math.round(ageMs);
      this.kernel.note(machine.host, `clock set back by ${Math.round(ageMs)} ms`);
    }
  }

  #tell({tick, isSound}: Told): void {
    for (const {client, process} of this.slots) {
      if (client === undefined || process === undefined) continue;
      client.tick(tick, () => {
        this.judge.heard.note(process.name, {
          ...{symbol: tick.symbol, bid: tick.bid, ask: tick.ask, isSound},
          atMs: this.kernel.elapsedMs,
          clockMs: process.clock.now(),
          ageMs: this.venue.serverNowMs - tick.timeMs,
        });
      });
    }
  }

  /** What the terminal has already comes with the answer to a subscription. */
  #tellLast(symbol: string): void {
    const {lastTick} = this.marketOf(symbol);
    if (lastTick !== undefined) this.#tell({tick: lastTick, isSound: false});
  }

  #newSlot(name: string, machine: Machine): MonitorSlot {
    const {kernel, faults} = this;
    const {plant} = this.terms;
    const {reconcileMs} = this.terms.scenario;
    const line: ClientParts = {
      ...{kernel, faults, wire: this.wire, terminal: this.terminal},
      onSubmit: (key) => this.observer.sent(key),
      note: (situation) => this.sometimes.note(situation),
      onSubscribe: (symbol) => this.#tellLast(symbol),
    };
    return new MonitorSlot(name, {
      kernel,
      newProcess: (processName) => this.#newProcess(processName, machine),
      live: (process, signal, journal, opened) =>
        liveAsMonitor(
          {
            ...{disk: this.#disk, line, plant, instruments: new InstrumentBook()},
            options: this.#options(),
            journal: {record: journal},
            acknowledged: this.judge.told,
            given: this.judge.hindsight.given,
            loops: reconcileMs === undefined ? {} : {reconcileMs},
          },
          process,
          signal,
          opened,
        ),
      journal: (process, entry: JournalEntry) => this.observer.journal(process, entry),
      restartMs: () => this.#restartMs(),
      ended: (why) => this.observer.ended(why),
    });
  }

  #newUser(index: number): User {
    const machine = this.machines[index % this.machines.length];
    if (machine === undefined) throw new Error('Invariant: there is a machine');
    let shells = 0;
    return new User(`user ${index + 1}`, (name) => {
      shells += 1;
      const process = this.#newProcess(`${name}.${shells}`, machine);
      this.#shells.add(process);
      const store = SimulatedStore.open(this.#disk, process, {
        onFailure: () => process.kill('its database is lost'),
      });
      return {process, store: acknowledging(store, this.judge.told)};
    });
  }

  #newProcess(name: string, machine: Machine): SimulatedProcess {
    this.#pids += 1;
    return new SimulatedProcess(this.kernel, {name, pid: this.#pids, machine, hazards: this.hazards});
  }

  #options(): MonitorOptions {
    return {
      ...MONITOR_DEFAULTS,
      sourceClock: {...MONITOR_DEFAULTS.sourceClock, offsetMs: 'measured'},
      limits: this.limits,
    };
  }

  #restartMs(): number {
    if (this.faults.isOver) return RESTART_MS.from;
    const {from, to} = this.faults.strikes('slow restart') ? SLOW_RESTART_MS : RESTART_MS;
    return this.#die.between(from, to);
  }

  #skewMs(): number {
    const most = this.faults.has('clocks differ') ? SKEW_MS : SMALL_SKEW_MS;
    return Math.round(this.#die.between(-most, most));
  }
}

function limitsOf(areTight: boolean, die: Die): Limits {
  return {
    volumePerPlanLots: null,
    openPositions: areTight ? 2 + die.below(4) : null,
    ordersPerHour: areTight ? 6 + die.below(8) : null,
    lossPerDay: null,
  };
}
