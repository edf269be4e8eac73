import type {Monitor, MonitorPorts} from '../../engine/monitor.ts';
import type {LoopOptions} from '../../engine/monitor-loops.ts';
import type {MonitorOptions} from '../../engine/monitor-options.ts';
import type {Tenure} from '../../engine/tenure.ts';
import type {Broker} from '../../ports/broker.ts';
import type {Store} from '../../ports/store.ts';
import type Database from 'better-sqlite3';
import type {Turn, TurnResult} from '../../store/sqlite/turn-runner.ts';
import type {TerminalParts} from '../venue/simulated-terminal.ts';

/** Does a turn otherwise; `run` is how it should be done. */
export type PlantedTurn = (
  turn: Turn,
  run: (turn: Turn) => TurnResult,
  database: Database.Database,
) => TurnResult;

/** A defect that is put between the parts of a monitor, or of its terminal: the simulation must then fail. */
export type SimulationPlant = Readonly<{
  name: string;
  /** What is wrong, for people. */
  does: string;
  /** Between engine and store. */
  store?: (sound: Store) => Store;
  /** In the place of the turns of a monitor's store, on its connection. */
  turn?: PlantedTurn;
  broker?: (sound: Broker) => Broker;
  tenure?: (sound: Tenure) => Tenure;
  ports?: (sound: MonitorPorts) => Partial<MonitorPorts>;
  options?: (sound: MonitorOptions) => MonitorOptions;
  loops?: LoopOptions;
  monitor?: (sound: Monitor) => Monitor;
  terminal?: Partial<Pick<TerminalParts, 'rule' | 'notesLate' | 'takesLate' | 'forgetsRefusals'>>;
  /** The disk forgets what it has acknowledged when the power goes. */
  forgetsOnPowerLoss?: boolean;
}>;
