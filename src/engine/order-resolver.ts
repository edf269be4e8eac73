import {messageOf} from '../errors.ts';
import type {AbsenceEvidence, Broker, Intent, Lookup, OrderReport, Rejection} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import {reportProblem} from './report-problem.ts';
import {within} from './within.ts';

export type ResolverOptions = Readonly<{
  /** Pauses before the look-ups; the last one is the deadline, after which the order is parked. */
  lookupDelaysMs: readonly number[];
  /** Looks that must all find nothing, in a row, before absence is believed. */
  absentLooksMin: number;
  /** From the last moment at which the order could be sent to the first look that counts for absence. */
  settleMs: number;
  /** No answer to one question for so long decides nothing. */
  answerMs: number;
}>;

export const RESOLVER_DEFAULTS: ResolverOptions = {
  // Longer than the half minute in which a venue's history may still grow.
  lookupDelaysMs: [0, 200, 500, 1000, 2000, 5000, 10_000, 10_000, 10_000, 10_000],
  absentLooksMin: 2,
  settleMs: 0,
  answerMs: 10_000,
};

/** What became of an order whose outcome nobody knew. */
export type Resolved =
  | Readonly<{as: 'found'; report: OrderReport}>
  | Readonly<{as: 'rejected'; rejection: Rejection}>
  | Readonly<{as: 'notSent'; reasonCode: 'provenAbsent' | 'fenced'; reason: string}>
  | Readonly<{as: 'unresolved'; reason: string; evidence: Readonly<Record<string, unknown>>}>;

type Look = Readonly<{atMs: number; said: string; detail: string}>;

/**
 * Finds out what became of an order. It looks on a schedule until there is proof; without proof at the
 * end of it the answer is that nobody knows. It never sends anything.
 *
 * A fenced key is proof at once, for it can never be placed any more. Without that, absence counts only
 * when nobody can send the order any more, `settleMs` have passed since, and several looks agree. How long
 * that is is counted by the monotonic clock: one that is set forward would make an order absent that still
 * comes.
 */
export class OrderResolver {
  readonly #clock: Clock;
  readonly #broker: Pick<Broker, 'lookup' | 'fence' | 'capabilities'>;
  readonly #options: ResolverOptions;

  constructor(
    clock: Clock,
    broker: Pick<Broker, 'lookup' | 'fence' | 'capabilities'>,
    options: ResolverOptions = RESOLVER_DEFAULTS,
  ) {
    this.#clock = clock;
    this.#broker = broker;
    this.#options = options;
  }

  /**
   * @param why What left the outcome open.
   * @param claimingMs When its claim was begun, by the monotonic clock, or later.
   */
  async resolve(intent: Intent, why: string, claimingMs: number): Promise<Resolved> {
    const {clientOrderId} = intent;
    const absentFromMs = claimingMs + mayWaitMs(intent) + this.#options.settleMs;
    const looks: Look[] = [];
    let absences: AbsenceEvidence[] = [];
    for (const delayMs of this.#options.lookupDelaysMs) {
      if (delayMs > 0) await this.#clock.sleep(delayMs);
      const seen = await this.look(clientOrderId);
      const atMs = Math.floor(this.#clock.now());
      switch (seen.status) {
        case 'found':
          return {as: 'found', report: seen.report};
        case 'rejected':
          return {as: 'rejected', rejection: seen};
        case 'absent': {
          looks.push({atMs, said: 'absent', detail: textOf(seen.evidence)});
          if (this.#clock.monotonic() > absentFromMs) absences = [...absences, seen.evidence];
          if (absences.length >= this.#options.absentLooksMin) {
            const reason = `${why}; proven absent (${textOf(seen.evidence)})`;
            return {as: 'notSent', reasonCode: 'provenAbsent', reason};
          }
          break;
        }
        case 'undecided':
          looks.push({atMs, said: 'undecided', detail: seen.reason});
          absences = [];
          break;
      }
      const fence = await this.#fence(clientOrderId);
      if (fence === 'never') {
        const reason = `${why}; the broker will never place it (${looks.at(-1)?.detail})`;
        return {as: 'notSent', reasonCode: 'fenced', reason};
      }
      if (fence !== undefined) looks.push({atMs, said: 'fence', detail: fence});
    }
    const reason = `${why}; ${looks.length} look-ups did not establish what became of the order`;
    return {as: 'unresolved', reason, evidence: {clientOrderId, looks}};
  }

  /** One look; one that fails, is not answered, or is answered by nonsense has decided nothing. */
  async look(clientOrderId: string): Promise<Lookup> {
    try {
      const seen = await within(this.#clock, this.#options.answerMs, this.#broker.lookup(clientOrderId));
      const problem = seen.status === 'found' ? reportProblem(seen.report) : undefined;
      return problem === undefined
        ? seen
        : {status: 'undecided', reason: `the answer makes no sense: ${problem}`};
    } catch (error) {
      return {status: 'undecided', reason: messageOf(error)};
    }
  }

  /** What the fence says, or why it says nothing; undefined where there is none. */
  async #fence(clientOrderId: string): Promise<string | undefined> {
    if (!this.#broker.capabilities.fence) return undefined;
    try {
      return await within(this.#clock, this.#options.answerMs, this.#broker.fence(clientOrderId));
    } catch (error) {
      // A fence that cannot be set proves nothing; the next look decides.
      return `not set: ${messageOf(error)}`;
    }
  }
}

/** From the firing to the last moment at which the order may be sent or accepted. */
export function mayWaitMs({firedAtMs, notAfterMs}: Intent): number {
  return notAfterMs - firedAtMs;
}

function textOf({sources, fromMs, toMs, looks, note}: AbsenceEvidence): string {
  const window = `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
  return `${note}; ${sources.join(', ')} read ${looks} times, ${window}`;
}
