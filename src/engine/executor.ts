import {messageOf} from '../errors.ts';
import type {Broker, Intent, OrderReport, Outcome, Rejection} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {ExecutionMeter, ExecutionPass} from '../ports/execution-meter.ts';
import type {Journal} from '../ports/journal.ts';
import type {Claimed, ClaimTerms, LevelRow, PlanRow, Settlement, Store} from '../ports/store.ts';
import {reportProblem} from './report-problem.ts';
import {within} from './within.ts';
import {failureCode, failureEntry} from './failure-entry.ts';
import {mayWaitMs, OrderResolver, RESOLVER_DEFAULTS, type ResolverOptions} from './order-resolver.ts';
import {UNMEASURED} from './unmeasured.ts';

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
  /** Default: executions that nobody measures. */
  executions?: ExecutionMeter;
  /** Whether this process is still the one that may send; asked once more when the claim is on disk. */
  maySend: () => boolean;
  /** What a plan calls its instrument; undefined when it is not watched. */
  planSymbol: (planId: string) => string | undefined;
}>;

/** What left the outcome of an order open, for a machine and for people. */
type Doubt = Readonly<{reasonCode: string; reason: string}>;

/** Nobody knows what became of it, and a machine is told why. */
type Unknown = Doubt & Readonly<{status: 'unknown'}>;
/** One order on its way: how often its level was rejected before, and when its claim was begun, monotonic. */
type Attempt = Readonly<{intent: Intent; rejections: number; claimingMs: number}>;

/** What is to be stored of an outcome, and the machine-readable reason of one that is no rejection. */
type Settled = Readonly<{settlement: Settlement; reasonCode: string}>;

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
  readonly #meter: ExecutionMeter;

  constructor(ports: ExecutorPorts, options: ExecutorOptions = EXECUTOR_DEFAULTS) {
    this.#ports = ports;
    this.#options = options;
    this.#resolver = new OrderResolver(ports.clock, ports.broker, options.resolver);
    this.#meter = ports.executions ?? UNMEASURED;
  }

  /** Begins to measure what a quote has fired that was received so long ago. */
  fired(quoteAgeMs: number): ExecutionPass {
    return this.#meter.fired(quoteAgeMs);
  }

  /**
   * Carries one intent from claim to settlement.
   *
   * @param pass Of `fired`.
   * @param onItsWay Called once when it is claimed and the order is with the broker, or is not to be sent at all:
   *   for what may take its time meanwhile. Must not throw.
   * @returns The answer to the claim, with the plan's row as it is in the end.
   * @throws What the store throws. The claim may then have been made: the reconciler finds out.
   */
  async execute(
    intent: Intent,
    terms: ClaimTerms,
    pass: ExecutionPass,
    onItsWay: () => void,
  ): Promise<Claimed> {
    try {
      return await this.#carry(intent, terms, pass, onItsWay);
    } catch (error) {
      pass.failed();
      throw error;
    }
  }

  async #carry(
    intent: Intent,
    terms: ClaimTerms,
    pass: ExecutionPass,
    onItsWay: () => void,
  ): Promise<Claimed> {
    const {store, clock, journal} = this.#ports;
    const claimingMs = clock.monotonic();
    pass.claiming();
    const claim = await store.claim(intent, terms, clock.now());
    if (!claim.done) {
      pass.refused(claim.refusal.code);
      const status = claim.row?.levels[intent.level - 1]?.status ?? 'gone';
      journal.record({kind: 'claimRefused', ...this.#aboutOf(intent), ...claim.refusal, status});
      return claim;
    }
    pass.claimed();
    const {clientOrderId, firedPrice: price} = intent;
    journal.record({kind: 'fired', ...this.#aboutOf(intent), price, clientOrderId});
    const attempt = {intent, rejections: levelOf(claim.row, intent).rejections, claimingMs};
    const sent = this.#send(attempt, pass);
    onItsWay();
    const row = await this.#settle(attempt, await sent, pass);
    return {done: true, row: row ?? claim.row};
  }

  /** Finds out what became of an intent whose outcome nobody recorded, and settles it. */
  async recover(intent: Intent, rejections: number): Promise<PlanRow | undefined> {
    const reason = 'interrupted before the outcome was recorded';
    const unknown: Unknown = {status: 'unknown', reasonCode: 'interrupted', reason};
    // Whoever claimed it began before now.
    const attempt = {intent, rejections, claimingMs: this.#ports.clock.monotonic()};
    return this.#settle(attempt, unknown, this.#meter.recovers());
  }

  /** Looks once after an order that is parked, and settles it if there is proof of what became of it. */
  async revisit(intent: Intent, rejections: number): Promise<PlanRow | undefined> {
    const seen = await this.#resolver.look(intent.clientOrderId);
    // Its absence was known when it was parked, and was not enough then.
    if (seen.status !== 'found' && seen.status !== 'rejected') return undefined;
    const settled = seen.status === 'found' ? accepted(seen.report) : this.#rejection(seen, rejections);
    return this.#record(intent, settled, this.#meter.recovers());
  }

  async #send({intent, claimingMs}: Attempt, pass: ExecutionPass): Promise<Outcome | Unknown> {
    const {broker, clock, maySend, journal} = this.#ports;
    const nowMs = clock.now();
    // However the clock was set since: an order may wait for no longer than it could when its plan fired.
    const leftMs = claimingMs + mayWaitMs(intent) - clock.monotonic();
    const notAfterMs = Math.min(intent.notAfterMs, nowMs + leftMs);
    if (nowMs > notAfterMs) {
      return {status: 'notSent', reason: 'tooLate: the claim took longer than the order may wait'};
    }
    if (!maySend()) {
      return {status: 'notSent', reason: 'leaseLost: the right to send was lost after the claim'};
    }
    try {
      pass.sending();
      const outcome = await within(
        clock,
        this.#options.submitDeadlineMs,
        broker.submit({...intent, notAfterMs}),
      );
      pass.answered();
      return outcome;
    } catch (error) {
      pass.answered();
      // An exception, or no answer, says nothing about the order: it may be live.
      journal.record(failureEntry('send the order', error, this.#aboutOf(intent)));
      return {status: 'unknown', reasonCode: failureCode(error), reason: messageOf(error)};
    }
  }

  async #settle(
    attempt: Attempt,
    outcome: Outcome | Unknown,
    pass: ExecutionPass,
  ): Promise<PlanRow | undefined> {
    return this.#record(attempt.intent, await this.#settlementOf(attempt, outcome), pass);
  }

  async #record(
    intent: Intent,
    {settlement, reasonCode}: Settled,
    pass: ExecutionPass,
  ): Promise<PlanRow | undefined> {
    const {store, clock, journal} = this.#ports;
    pass.settling();
    const {row} = await store.settle(intent.clientOrderId, settlement, clock.now());
    pass.settled(settlement);
    const about = this.#aboutOf(intent);
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
        journal.record({kind: 'notSent', ...about, reasonCode, reason: settlement.reason});
        break;
      case 'unresolved':
        journal.record({kind: 'parked', ...about, reasonCode, reason: settlement.reason});
        break;
    }
    return row;
  }

  async #settlementOf(attempt: Attempt, outcome: Outcome | Unknown): Promise<Settled> {
    switch (outcome.status) {
      case 'accepted': {
        const problem = reportProblem(outcome.report);
        if (problem === undefined) return accepted(outcome.report);
        const doubt = {reasonCode: 'senselessAnswer', reason: `the answer makes no sense: ${problem}`};
        this.#ports.journal.record({
          kind: 'failure',
          ...this.#aboutOf(attempt.intent),
          reasonCode: doubt.reasonCode,
          doing: 'send the order',
          message: doubt.reason,
        });
        return this.#resolve(attempt, doubt);
      }
      case 'rejected': {
        const {code, message, retry} = outcome;
        // The order's state has moved: only a look-up says where.
        return retry === 'reread'
          ? this.#resolve(attempt, {reasonCode: code, reason: `${message} (${code})`})
          : this.#rejection(outcome, attempt.rejections);
      }
      case 'notSent': {
        const {reason} = outcome;
        return {settlement: {as: 'notSent', reason}, reasonCode: codeIn(reason) ?? 'notSent'};
      }
      case 'unknown': {
        const {reason} = outcome;
        const reasonCode = 'reasonCode' in outcome ? outcome.reasonCode : (codeIn(reason) ?? 'unknown');
        return this.#resolve(attempt, {reasonCode, reason});
      }
    }
  }

  async #resolve(attempt: Attempt, {reasonCode, reason}: Doubt): Promise<Settled> {
    const {intent, rejections, claimingMs} = attempt;
    const resolved = await this.#resolver.resolve(intent, reason, claimingMs);
    switch (resolved.as) {
      case 'found':
        return accepted(resolved.report);
      case 'rejected':
        return this.#rejection(resolved.rejection, rejections);
      case 'notSent':
        return {settlement: {as: 'notSent', reason: resolved.reason}, reasonCode: resolved.reasonCode};
      case 'unresolved':
        return {settlement: resolved, reasonCode};
    }
  }

  /** An intent has the broker's name of the symbol; what is said of a plan has the plan's own, where it is known. */
  #aboutOf({planId, symbol, level}: Intent): Readonly<{planId: string; symbol: string; level: number}> {
    return {planId, symbol: this.#ports.planSymbol(planId) ?? symbol, level};
  }

  #rejection({code, message, retry}: Rejection, rejections: number): Settled {
    const final = retry === 'never' || retry === 'human' || rejections + 1 >= this.#options.attemptsMax;
    // A new price is all that is missing: the next quote brings it.
    const pauseMs = retry === 'reprice' ? 0 : retryPauseMs(this.#options, rejections);
    const retryAtMs = final ? null : Math.floor(this.#ports.clock.now() + pauseMs);
    return {settlement: {as: 'rejected', code, message, final, retryAtMs}, reasonCode: code};
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

function accepted(report: OrderReport): Settled {
  return {settlement: {as: 'accepted', report}, reasonCode: 'accepted'};
}

/** The code at the head of a reason, such as `tooLate` or `bookBusy: …`; undefined where there are only words. */
function codeIn(reason: string): string | undefined {
  return /^[A-Za-z][A-Za-z0-9_]*(?=:|$)/.exec(reason)?.[0];
}

function isPending(row: PlanRow | undefined, {level}: Intent): boolean {
  return row?.levels[level - 1]?.status === 'pending';
}

function levelOf(row: PlanRow, {level}: Intent): LevelRow {
  const found = row.levels[level - 1];
  if (found === undefined) throw new Error(`Invariant: a claimed plan has the level ${level} of its intent`);
  return found;
}
