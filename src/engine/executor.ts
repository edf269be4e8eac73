import {messageOf} from '../errors.ts';
import type {Broker, Intent, OrderReport, Outcome, Rejection} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import type {Claimed, ClaimTerms, LevelRow, PlanRow, Settlement, Store} from '../ports/store.ts';
import {reportProblem} from './report-problem.ts';
import {within} from './within.ts';
import {OrderResolver, RESOLVER_DEFAULTS, type ResolverOptions} from './order-resolver.ts';

export type ExecutorOptions = Readonly<{
  /** The order must be placed within this time of the quote that fired it. */
  notAfterMs: number;
  /** No answer from the broker for so long: the outcome is unknown. */
  submitDeadlineMs: number;
  resolver: ResolverOptions;
  /** Rejections that one level takes before it fails for good. */
  attemptsMax: number;
  /** Pause after the first rejection; doubled with each further one. */
  retryDelayMs: number;
}>;

export const EXECUTOR_DEFAULTS: ExecutorOptions = {
  notAfterMs: 5000,
  submitDeadlineMs: 10_000,
  resolver: RESOLVER_DEFAULTS,
  attemptsMax: 3,
  retryDelayMs: 5000,
};

type ExecutorPorts = Readonly<{
  clock: Clock;
  store: Pick<Store, 'claim' | 'settle'>;
  broker: Pick<Broker, 'submit' | 'lookup' | 'fence' | 'capabilities'>;
  journal: Journal;
  /** Whether this process is still the one that may send; asked once more when the claim is on disk. */
  maySend: () => boolean;
}>;

/**
 * Claim, intent, send, settle: the only way to an order.
 *
 * The claim and the intent are one durable step, so at most one process sends; an intent is sent at
 * most once; and no verdict is made of a missing answer. The caller holds the level's mutex.
 */
export class Executor {
  readonly #ports: ExecutorPorts;
  readonly #options: ExecutorOptions;
  readonly #resolver: OrderResolver;

  constructor(ports: ExecutorPorts, options: ExecutorOptions = EXECUTOR_DEFAULTS) {
    this.#ports = ports;
    this.#options = options;
    this.#resolver = new OrderResolver(ports.clock, ports.broker, options.resolver);
  }

  /**
   * Carries one intent from claim to settlement.
   *
   * @returns The answer to the claim, with the plan's row as it is in the end.
   * @throws What the store throws. The claim may then have been made: the reconciler finds out.
   */
  async execute(intent: Intent, terms: ClaimTerms): Promise<Claimed> {
    const {store, clock, journal} = this.#ports;
    const claim = await store.claim(intent, terms, clock.now());
    if (!claim.done) {
      const status = claim.row?.levels[intent.level - 1]?.status ?? 'gone';
      journal.record({kind: 'claimRefused', ...aboutOf(intent), ...claim.refusal, status});
      return claim;
    }
    const {clientOrderId, firedPrice: price} = intent;
    journal.record({kind: 'fired', ...aboutOf(intent), price, clientOrderId});
    const rejections = levelOf(claim.row, intent).rejections;
    const row = await this.#settle(intent, await this.#send(intent), rejections);
    return {done: true, row: row ?? claim.row};
  }

  /** Finds out what became of an intent whose outcome nobody recorded, and settles it. */
  async recover(intent: Intent, rejections: number): Promise<PlanRow | undefined> {
    const reason = 'interrupted before the outcome was recorded';
    return this.#settle(intent, {status: 'unknown', reason}, rejections);
  }

  /** Looks once after an order that is parked, and settles it if there is proof of what became of it. */
  async revisit(intent: Intent, rejections: number): Promise<PlanRow | undefined> {
    const seen = await this.#resolver.look(intent.clientOrderId);
    // Its absence was known when it was parked, and was not enough then.
    if (seen.status !== 'found' && seen.status !== 'rejected') return undefined;
    const settlement =
      seen.status === 'found'
        ? ({as: 'accepted', report: seen.report} as const)
        : this.#rejection(seen, rejections);
    return this.#record(intent, settlement);
  }

  async #send(intent: Intent): Promise<Outcome> {
    const {broker, clock, maySend, journal} = this.#ports;
    if (clock.now() > intent.notAfterMs) {
      return {status: 'notSent', reason: 'the claim took longer than the order may wait'};
    }
    if (!maySend()) {
      return {status: 'notSent', reason: 'the right to send was lost after the claim'};
    }
    try {
      return await within(clock, this.#options.submitDeadlineMs, broker.submit(intent));
    } catch (error) {
      // An exception, or no answer, says nothing about the order: it may be live.
      const reason = messageOf(error);
      journal.record({kind: 'failure', planId: intent.planId, doing: 'send the order', message: reason});
      return {status: 'unknown', reason};
    }
  }

  async #settle(intent: Intent, outcome: Outcome, rejections: number): Promise<PlanRow | undefined> {
    return this.#record(intent, await this.#settlementOf(intent, outcome, rejections));
  }

  async #record(intent: Intent, settlement: Settlement): Promise<PlanRow | undefined> {
    const {store, clock, journal} = this.#ports;
    const {row} = await store.settle(intent.clientOrderId, settlement, clock.now());
    const about = aboutOf(intent);
    const {clientOrderId} = intent;
    switch (settlement.as) {
      case 'accepted': {
        const {fill, ticket} = settlement.report;
        if (fill === null) journal.record({kind: 'working', ...about, ticket, clientOrderId});
        else journal.record({kind: 'executed', ...about, fill, clientOrderId});
        break;
      }
      case 'rejected': {
        const {code, message} = settlement;
        // Not even a rejection that lets it be tried again does so, when it was cancelled meanwhile.
        const retryAtMs = isPending(row, intent) ? settlement.retryAtMs : null;
        journal.record({kind: 'rejected', ...about, code, message, retryAtMs});
        break;
      }
      case 'notSent':
        journal.record({kind: 'notSent', ...about, reason: settlement.reason});
        break;
      case 'unresolved':
        journal.record({kind: 'parked', ...about, reason: settlement.reason});
        break;
    }
    return row;
  }

  async #settlementOf(intent: Intent, outcome: Outcome, rejections: number): Promise<Settlement> {
    switch (outcome.status) {
      case 'accepted': {
        const problem = reportProblem(outcome.report);
        if (problem === undefined) return accepted(outcome.report);
        const message = `the answer makes no sense: ${problem}`;
        this.#ports.journal.record({
          kind: 'failure',
          planId: intent.planId,
          doing: 'send the order',
          message,
        });
        return this.#resolve(intent, message, rejections);
      }
      case 'rejected':
        // The order's state has moved: only a look-up says where.
        return outcome.retry === 'reread'
          ? this.#resolve(intent, `${outcome.message} (${outcome.code})`, rejections)
          : this.#rejection(outcome, rejections);
      case 'notSent':
        return {as: 'notSent', reason: outcome.reason};
      case 'unknown':
        return this.#resolve(intent, outcome.reason, rejections);
    }
  }

  async #resolve(intent: Intent, why: string, rejections: number): Promise<Settlement> {
    const resolved = await this.#resolver.resolve(intent, why);
    switch (resolved.as) {
      case 'found':
        return accepted(resolved.report);
      case 'rejected':
        return this.#rejection(resolved.rejection, rejections);
      case 'notSent':
      case 'unresolved':
        return resolved;
    }
  }

  #rejection({code, message, retry}: Rejection, rejections: number): Settlement {
    const final = retry === 'never' || retry === 'human' || rejections + 1 >= this.#options.attemptsMax;
    // A new price is all that is missing: the next quote brings it.
    const pauseMs = retry === 'reprice' ? 0 : retryPauseMs(this.#options, rejections);
    const retryAtMs = final ? null : Math.floor(this.#ports.clock.now() + pauseMs);
    return {as: 'rejected', code, message, final, retryAtMs};
  }
}

type Retries = Pick<ExecutorOptions, 'retryDelayMs' | 'attemptsMax'>;

function retryPauseMs({retryDelayMs}: Retries, rejections: number): number {
  return retryDelayMs * 2 ** rejections;
}

/** The pause before the last attempt. */
export function longestRetryPauseMs(options: Retries): number {
  return retryPauseMs(options, Math.max(0, options.attemptsMax - 2));
}

function accepted(report: OrderReport): Settlement {
  return {as: 'accepted', report};
}

function aboutOf({planId, symbol, level}: Intent): {planId: string; symbol: string; level: number} {
  return {planId, symbol, level};
}

function isPending(row: PlanRow | undefined, {level}: Intent): boolean {
  return row?.levels[level - 1]?.status === 'pending';
}

function levelOf(row: PlanRow, {level}: Intent): LevelRow {
  const found = row.levels[level - 1];
  if (found === undefined) throw new Error(`Invariant: a claimed plan has the level ${level} of its intent`);
  return found;
}
