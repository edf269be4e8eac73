import type {CheckFinding} from '../../ports/store.ts';
import type {LogDamage} from './damage/log-damage.ts';
import type {PageDamage} from './damage/page-damage.ts';
import type {Beats} from './heartbeat.ts';
import type {Ledger} from './ledger.ts';
import type {EngineFailure, Farewell, Sample} from './monitor/monitor-messages.ts';
import type {Reload} from './reload.ts';
import type {Notes, PhaseWindow} from './stage.ts';

/** What is left of a world, held against what its people were told. */
export type Remains = Readonly<{
  /** What `check()` says of the database. */
  check: readonly CheckFinding[];
  /** Acknowledged writes that are not there. */
  lost: readonly string[];
  /** Writes that were refused and are there all the same. */
  undenied: readonly string[];
  /** Plans with more than one position at the broker. */
  doubled: readonly string[];
  /** Orders that the broker filled and of which the database knows nothing. */
  unknownOrders: readonly string[];
  /** Rows that another process wrote and never committed. */
  uncommitted: number;
}>;

/** One database and what was seen of it. */
export type WorldResult = Readonly<{
  windows: readonly PhaseWindow[];
  ledger: Pick<Ledger, 'done' | 'refused' | 'unclaimed' | 'submits'>;
  samples: readonly Sample[];
  failures: readonly EngineFailure[];
  openingRefusals: readonly string[];
  losses: readonly string[];
  reload: Reload;
  remains: Remains;
  /** Null when its monitor was killed. */
  farewell: Farewell | null;
}>;

/** Everything that a run has seen; judged elsewhere. */
export type DbLockResult = Readonly<{
  worlds: readonly WorldResult[];
  /** What an idle process missed meanwhile. */
  idle: readonly Beats[];
  notes: Omit<Notes, 'windows'>;
  pageDamage: PageDamage | null;
  /** A bit flipped in the log: what of it was lost, which nobody can see. */
  logDamage: (LogDamage & Readonly<{rowsLost: number; check: readonly CheckFinding[]}>) | null;
}>;
