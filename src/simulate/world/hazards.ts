import type {Die} from '../kernel/dice.ts';
import type {Faults} from '../kernel/faults.ts';
import type {FaultSite} from '../kernel/fault-sites.ts';
import type {Hazards, Moment, SimulatedProcess} from '../kernel/simulated-process.ts';

/** Long enough for another monitor to take over. */
const PAST_LEASE_MS = {from: 16_000, to: 50_000};
const SHORT_MS = {from: 20, to: 6000};

const CRASH_SITES: Readonly<Record<string, FaultSite>> = {
  'claim before': 'crash before claim',
  'claim after': 'crash after claim',
  'submit before': 'crash before submit',
  'submit after': 'crash after submit',
  'settle before': 'crash before settle',
  'settle after': 'crash after settle',
  'lookup before': 'crash in a lookup',
  'lookup after': 'crash in a lookup',
};

/** Kills and stops processes by chance, most of all where it matters. */
export class ChanceHazards implements Hazards {
  readonly #faults: Faults;
  #isOver = false;
  readonly #die: Die;
  readonly #isUser: (process: SimulatedProcess) => boolean;

  constructor(faults: Faults, die: Die, isUser: (process: SimulatedProcess) => boolean) {
    this.#faults = faults;
    this.#die = die;
    this.#isUser = isUser;
  }

  end(): void {
    this.#isOver = true;
  }

  meet(process: SimulatedProcess, site: string, moment: Moment): void {
    const faults = this.#faults;
    if (this.#isOver) return;
    if (this.#isUser(process)) {
      if (faults.strikes('crash of a user')) process.kill('at its work');
      return;
    }
    const named = CRASH_SITES[`${site} ${moment}`];
    if (faults.strikes(named ?? 'crash anywhere')) {
      process.kill(`${moment} ${site}`);
      return;
    }
    const isAfterClaim = site === 'claim' && moment === 'after';
    if (isAfterClaim && faults.strikes('pause after claim')) {
      process.pause(this.#die.between(PAST_LEASE_MS.from, PAST_LEASE_MS.to));
    } else if (faults.strikes('pause anywhere')) {
      const {from, to} = this.#die.chance(0.5) ? PAST_LEASE_MS : SHORT_MS;
      process.pause(this.#die.between(from, to));
    }
  }
}
