import type {Draft} from './plan-maker.ts';
import type {FaultSite} from '../kernel/fault-sites.ts';

/** What a written scenario can let happen, each at a time since its beginning. */
export interface Stage {
  add(draft: Draft, atMs: number): void;
  cancel(planId: string, atMs: number): void;
  /** The price is somewhere else from then on. */
  price(symbol: string, price: number, atMs: number): void;
  /** Stops the monitor that holds the lease, for a time. */
  stopHolder(ms: number, atMs: number): void;
}

/** What a run is made of. */
export type Scenario = Readonly<{
  name: string;
  /** For people. */
  does: string;
  monitors: number;
  users: number;
  symbols: number;
  plans: Readonly<{from: number; to: number}>;
  /** In which everything may go wrong. */
  safetyMs: number;
  /** After the mending, for doubts to end: the lease, the resolver's schedule, the restart of whoever is left. */
  settleMs: number;
  /** Sweeps of the markets through their range after that. */
  sweeps: number;
  /** Between passes of the reconciler; default as in production. */
  reconcileMs?: number;
  /** Prices move only where the script says so. */
  isMarketStill?: boolean;
  /** In the place of chance: at which visits a site strikes. */
  faultsAt?: Readonly<Partial<Record<FaultSite, readonly number[]>>>;
  /** What is done, in the place of what chance would do. */
  written?: (stage: Stage) => void;
  /** Sites that can be active; default all. */
  faults?: readonly FaultSite[];
  /** Sites that are active in every run. */
  always?: readonly FaultSite[];
}>;

/** The usual one. */
export const CHAOS: Scenario = {
  name: 'chaos',
  does: 'everything may go wrong: two monitors, three users, three markets, a dozen plans',
  monitors: 2,
  users: 3,
  symbols: 3,
  plans: {from: 6, to: 16},
  safetyMs: 360_000,
  settleMs: 200_000,
  sweeps: 1,
};

export const SCENARIOS: readonly Scenario[] = [
  CHAOS,
  {
    ...CHAOS,
    name: 'calm',
    does: 'nothing goes wrong: what is found here is wrong in itself',
    faults: [],
  },
  {
    ...CHAOS,
    name: 'line',
    does: 'only the line to the terminal, the terminal and the venue fail, and always',
    faults: [
      ...([
        'request lost',
        'request late',
        'request doubled',
        'submit late',
        'reply lost',
        'reply late',
      ] as const),
      ...(['reply doubled', 'reply wrong', 'line cut', 'partition', 'event lost', 'event late'] as const),
      ...(['terminal crash before order', 'terminal crash after order', 'terminal crash'] as const),
      ...(['venue silent', 'venue silent though done', 'comment erased', 'history slow'] as const),
      ...(['terminal without fence', 'list unreadable', 'requote', 'venue refuses', 'stop lost'] as const),
    ],
    always: ['request lost', 'reply lost', 'submit late', 'reply wrong', 'venue silent though done'],
  },
  {
    ...CHAOS,
    name: 'deaths',
    does: 'monitors die, stop and take over from each other all the time',
    faults: [
      ...(['crash before claim', 'crash after claim', 'crash before submit', 'crash after submit'] as const),
      ...(['crash before settle', 'crash after settle', 'crash anywhere', 'pause after claim'] as const),
      ...([
        'pause anywhere',
        'power loss',
        'power loss at a commit',
        'clocks differ',
        'clock jumps',
      ] as const),
      ...(['slow restart', 'orderly stop', 'wedged worker', 'locked at a settlement'] as const),
    ],
    always: ['pause after claim', 'crash after claim', 'pause anywhere', 'slow restart'],
  },
];
