import {messageOf} from '../errors.ts';
import type {Broker, Intent, Lookup, Outcome} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import type {PlanRow, Settlement, Store} from '../ports/store.ts';

export type ExecutorOptions = Readonly<{
  /** The order must be placed within this time of the quote that fired it. */
  notAfterMs: number;
  /** No answer from the broker for so long: the outcome is unknown. */
  submitDeadlineMs: number;
  /** Pauses between the look-ups that follow an unknown outcome. */
  lookupDelaysMs: readonly number[];
  /** Placements that one plan may try. */
  attemptsMax: number;
  /** Pause after the first rejection; doubled with each further one. */
  retryDelayMs: number;
}>;

export const EXECUTOR_DEFAULTS: ExecutorOptions = {
  notAfterMs: 5000,
  submitDeadlineMs: 10_000,
  lookupDelaysMs: [0, 200, 500, 1000, 2000, 5000, 10_000],
  attemptsMax: 3,
  retryDelayMs: 5000,
};

type ExecutorPorts = Readonly<{
  clock: Clock;
  store: Pick<Store, 'claim' | 'settle'>;
  broker: Pick<Broker, 'submit' | 'lookup' | 'fence' | 'capabilities'>;
  journal: Journal;
}>;

/**
 * Claim, intent, send, settle: the only way to an order.
 *
 * The claim and the intent are one durable step, so at most one process sends; an intent is sent at
 * most once; and no verdict is made of a missing answer. The caller holds the plan's mutex.
 */
export class Executor {
  readonly #ports: ExecutorPorts;
  readonly #options: ExecutorOptions;

  constructor(ports: ExecutorPorts, options: ExecutorOptions = EXECUTOR_DEFAULTS) {
    this.#ports = ports;
    this.#options = options;
  }

  get options(): ExecutorOptions {
    return this.#options;
  }

  /**
   * Carries one intent from claim to settlement.
   *
   * @returns The plan's row afterwards; undefined when there is no such plan any more.
   * @throws What the store throws. The claim may then have been made: the reconciler finds out.
   */
  async execute(intent: Intent, version: number): Promise<PlanRow | undefined> {
    const {store, clock, journal} = this.#ports;
    const about = {planId: intent.planId, symbol: intent.symbol};
    const claim = await store.claim(intent, version, clock.now());
    if (!claim.done) {
      journal.record({kind: 'claimLost', ...about, status: claim.row?.status ?? 'gone'});
      return claim.row;
    }
    const {clientOrderId, firedPrice: price} = intent;
    journal.record({kind: 'fired', ...about, price, clientOrderId});
    return this.#settle(intent, await this.#send(intent));
  }

  /** Finds out what became of an intent whose outcome nobody recorded, and settles it. */
  async recover(intent: Intent): Promise<PlanRow | undefined> {
    return this.#settle(intent, {status: 'unknown', reason: 'interrupted before the outcome was recorded'});
  }

  async #send(intent: Intent): Promise<Outcome> {
    const {broker, clock} = this.#ports;
    if (clock.now() > intent.notAfterMs) {
      return {status: 'notSent', reason: 'the claim took longer than the order may wait'};
    }
    const answered = new AbortController();
    const deadline = clock
      .sleep(this.#options.submitDeadlineMs, answered.signal)
      .then((): Outcome => ({status: 'unknown', reason: `no answer in ${this.#options.submitDeadlineMs} ms`}))
      .catch((): Outcome => ({status: 'unknown', reason: 'the wait for the answer was ended'}));
    // An exception says nothing about the order: it may be live.
    const answer = broker
      .submit(intent)
      .catch((error: unknown): Outcome => ({status: 'unknown', reason: messageOf(error)}));
    const outcome = await Promise.race([answer, deadline]);
    answered.abort();
    return outcome;
  }

  async #settle(intent: Intent, outcome: Outcome): Promise<PlanRow | undefined> {
    const {store, clock, journal} = this.#ports;
    const settlement = await this.#settlementOf(intent, outcome);
    const {row} = await store.settle(intent.clientOrderId, settlement, clock.now());
    const about = {planId: intent.planId, symbol: intent.symbol};
    switch (settlement.as) {
      case 'accepted':
        journal.record({
          kind: 'executed',
          ...about,
          fill: settlement.fill,
          clientOrderId: intent.clientOrderId,
        });
        break;
      case 'rejected': {
        const {code, message, retryAtMs} = settlement;
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

  async #settlementOf(intent: Intent, outcome: Outcome): Promise<Settlement> {
    switch (outcome.status) {
      case 'accepted':
        return {as: 'accepted', fill: outcome.fill};
      case 'rejected':
        return this.#rejection(intent, outcome);
      case 'notSent':
        return {as: 'notSent', reason: outcome.reason};
      case 'unknown':
        return this.#resolve(intent, outcome.reason);
    }
  }

  #rejection(intent: Intent, {code, message, retry}: Outcome & {status: 'rejected'}): Settlement {
    const final = retry === 'never' || retry === 'human' || intent.attempt >= this.#options.attemptsMax;
    const pauseMs = this.#options.retryDelayMs * 2 ** (intent.attempt - 1);
    const retryAtMs = final ? null : Math.floor(this.#ports.clock.now() + pauseMs);
    return {as: 'rejected', code, message, final, retryAtMs};
  }

  /** Looks until there is proof; without proof the plan is parked. Never a second send. */
  async #resolve(intent: Intent, why: string): Promise<Settlement> {
    const {broker, clock} = this.#ports;
    const looks: string[] = [];
    for (const delayMs of this.#options.lookupDelaysMs) {
      if (delayMs > 0) await clock.sleep(delayMs);
      const seen = await this.#look(intent.clientOrderId);
      switch (seen.status) {
        case 'found':
          return {as: 'accepted', fill: seen.fill};
        case 'rejected':
          return this.#rejection(intent, seen);
        case 'absent': {
          // Absent now is not absent for ever, unless nobody can send the order any more.
          const isLate = clock.now() > intent.notAfterMs && looks.some((look) => look.startsWith('absent'));
          looks.push(`absent: ${seen.evidence}`);
          if (isLate) return {as: 'notSent', reason: `${why}; proven absent (${seen.evidence})`};
          break;
        }
        case 'undecided':
          looks.push(`undecided: ${seen.reason}`);
          break;
      }
      if (broker.capabilities.fence && (await this.#fences(intent.clientOrderId))) {
        return {as: 'notSent', reason: `${why}; the broker will never place it (${looks.at(-1)})`};
      }
    }
    const reason = `${why}; ${looks.length} look-ups did not establish what became of the order`;
    return {as: 'unresolved', reason, evidence: {clientOrderId: intent.clientOrderId, looks}};
  }

  async #look(clientOrderId: string): Promise<Lookup> {
    try {
      return await this.#ports.broker.lookup(clientOrderId);
    } catch (error) {
      return {status: 'undecided', reason: messageOf(error)};
    }
  }

  /** Whether the broker now refuses the key for ever. */
  async #fences(clientOrderId: string): Promise<boolean> {
    try {
      return (await this.#ports.broker.fence(clientOrderId)) === 'never';
    } catch {
      // A fence that cannot be set proves nothing; the next look decides.
      return false;
    }
  }
}
