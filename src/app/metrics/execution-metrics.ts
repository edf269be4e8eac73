import type {Clock} from '../../ports/clock.ts';
import type {ExecutionMeter, ExecutionPass} from '../../ports/execution-meter.ts';
import type {ClaimRefusal, Settlement} from '../../ports/store.ts';
import type {MetricBook} from './metric-book.ts';

/** From a database in memory to an order that waits for its deadline. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const SETTLED = ['executed', 'working', 'rejected', 'notSent', 'parked'] as const;
const OUTCOMES = [...SETTLED, 'claimRefused', 'failed'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** Every code; a new one that is missing here does not compile. */
const REFUSALS: Readonly<Record<ClaimRefusal['code'], true>> = {
  moved: true,
  leaseLost: true,
  halted: true,
  groupTaken: true,
  limitVolume: true,
  limitPositions: true,
  limitOrders: true,
  limitLoss: true,
};

type Steps = Readonly<{
  quoteToClaim: (ms: number) => void;
  claim: (ms: number) => void;
  order: (ms: number) => void;
  settle: (ms: number) => void;
  refused: (code: ClaimRefusal['code']) => void;
  ended: (outcome: Outcome) => void;
}>;

/** What became of the levels that fired, and how long it took. */
export function executionMetrics(book: MetricBook, clock: Clock): ExecutionMeter {
  const durations = (name: string, help: string) => {
    const histogram = book.durations(name, help, BUCKETS_SECONDS);
    return (ms: number) => histogram.observe(secondsOf(ms));
  };
  const ended = book.count('fires_total', 'Levels that fired, by what became of it.', 'outcome', OUTCOMES);
  const steps: Steps = {
    quoteToClaim: durations(
      'claim_latency_seconds',
      'From the receipt of the quote that fired a level to its claim on disk.',
    ),
    claim: durations('claim_duration_seconds', 'From asking for a claim to its answer, refusals included.'),
    order: durations(
      'order_duration_seconds',
      'From the order’s way to the broker to the answer, or to the end of waiting for one.',
    ),
    settle: durations('settle_duration_seconds', 'From an outcome that is known to the outcome on disk.'),
    refused: book.count(
      'claims_refused_total',
      'Claims that were refused, by code.',
      'code',
      Object.keys(REFUSALS),
    ),
    ended,
  };
  const recovered = book.count(
    'recovered_orders_total',
    'Orders whose outcome had to be found out later, by what it was.',
    'outcome',
    SETTLED,
  );
  return {
    fired: (quoteAgeMs) => new MeasuredPass(clock, steps, quoteAgeMs),
    recovers: () => new MeasuredPass(clock, {...steps, ended: recovered}, 0),
  };
}

/** One execution under the eyes of the clock. */
class MeasuredPass implements ExecutionPass {
  readonly #clock: Clock;
  readonly #steps: Steps;
  readonly #quoteAgeMs: number;
  readonly #firedAtMs: number;
  #stepAtMs: number;

  constructor(clock: Clock, steps: Steps, quoteAgeMs: number) {
    this.#clock = clock;
    this.#steps = steps;
    this.#quoteAgeMs = quoteAgeMs;
    this.#firedAtMs = clock.monotonic();
    this.#stepAtMs = this.#firedAtMs;
  }

  claiming(): void {
    this.#begin();
  }

  claimed(): void {
    this.#steps.claim(this.#took());
    this.#steps.quoteToClaim(this.#quoteAgeMs + this.#clock.monotonic() - this.#firedAtMs);
  }

  refused(code: ClaimRefusal['code']): void {
    this.#steps.claim(this.#took());
    this.#steps.refused(code);
    this.#steps.ended('claimRefused');
  }

  sending(): void {
    this.#begin();
  }

  answered(): void {
    this.#steps.order(this.#took());
  }

  settling(): void {
    this.#begin();
  }

  settled(settlement: Settlement): void {
    this.#steps.settle(this.#took());
    this.#steps.ended(outcomeOf(settlement));
  }

  failed(): void {
    this.#steps.ended('failed');
  }

  #begin(): void {
    this.#stepAtMs = this.#clock.monotonic();
  }

  #took(): number {
    return this.#clock.monotonic() - this.#stepAtMs;
  }
}

function outcomeOf(settlement: Settlement): (typeof SETTLED)[number] {
  switch (settlement.as) {
    case 'accepted':
      return settlement.report.fill === null ? 'working' : 'executed';
    case 'unresolved':
      return 'parked';
    case 'rejected':
    case 'notSent':
      return settlement.as;
  }
}

/** A meter must not throw: the library does for what is no number, and a quote’s age is by a clock that may be set. */
function secondsOf(ms: number): number {
  return Number.isFinite(ms) ? Math.max(0, ms) / 1000 : 0;
}
