import type {Broker} from '../ports/broker.ts';
import type {Link, LinkReport} from '../ports/link.ts';
import type {Halt} from '../ports/store.ts';
import type {SourceClock} from './source-clock.ts';
import type {Tenure} from './tenure.ts';

/** What keeps the monitor as a whole from firing anything; also reason codes of explanations. */
export const GATE_REASONS = [
  'notReconciled',
  'leaseLost',
  'halted',
  'feedDown',
  'brokerDown',
  'noLookup',
  'clockUnsure',
] as const;
export type GateReason = (typeof GATE_REASONS)[number];

export type GateRow = Readonly<{reason: GateReason; observed: string; wanted: string}>;

type GateParts = Readonly<{
  feedLink: Link;
  broker: Pick<Broker, 'link' | 'capabilities'>;
  tenure: Pick<Tenure, 'isHeld' | 'report'>;
  sourceClock: SourceClock;
}>;

/**
 * Whether anything may fire at all. Asked before every claim, so that what is down or in doubt costs a
 * plan nothing: it neither fails nor uses up an attempt, and goes on when the gate is open again.
 */
export class TradingGate {
  readonly #parts: GateParts;
  /** As the database said when it was last looked at; the claim itself looks again. */
  halt: Halt | undefined;
  /** The reconciler has been through everything since the start, or since the broker's link came up. */
  isReconciled = false;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  get isOpen(): boolean {
    const {feedLink, broker, tenure, sourceClock} = this.#parts;
    return (
      this.isReconciled &&
      this.halt === undefined &&
      tenure.isHeld() &&
      sourceClock.isSure &&
      feedLink.report().state === 'up' &&
      broker.link.report().state === 'up' &&
      broker.capabilities.lookup
    );
  }

  /** Everything that keeps it shut, in words. */
  rows(): readonly GateRow[] {
    const {feedLink, broker, tenure, sourceClock} = this.#parts;
    const rows: GateRow[] = [];
    const feed = feedLink.report();
    if (feed.state !== 'up') rows.push({reason: 'feedDown', observed: linkText(feed), wanted: 'feed up'});
    const link = broker.link.report();
    if (link.state !== 'up') {
      rows.push({reason: 'brokerDown', observed: linkText(link), wanted: 'broker up'});
    } else if (!broker.capabilities.lookup) {
      const observed = 'orders cannot be found by their key';
      rows.push({
        reason: 'noLookup',
        observed,
        wanted: 'a broker at which an order in doubt can be looked up',
      });
    }
    if (!this.isReconciled) {
      const wanted = 'orders and positions at the broker held against the database';
      rows.push({reason: 'notReconciled', observed: 'not complete', wanted});
    }
    if (this.halt !== undefined) {
      const {reason, atMs} = this.halt;
      const observed = `halted since ${new Date(atMs).toISOString()}: ${reason}`;
      rows.push({reason: 'halted', observed, wanted: 'trading not halted; see `vigil resume`'});
    }
    if (!tenure.isHeld())
      rows.push({reason: 'leaseLost', observed: `lease ${tenure.report().state}`, wanted: 'lease held'});
    if (!sourceClock.isSure) {
      const observed = `the source’s clock: ${sourceClock.report().why ?? 'in doubt'}`;
      rows.push({reason: 'clockUnsure', observed, wanted: 'a measured clock'});
    }
    return rows;
  }
}

function linkText({state, sinceMs, attempts, lastError}: LinkReport): string {
  const tries = attempts > 0 ? `, ${attempts} tries` : '';
  const why = lastError === null ? '' : `: ${lastError}`;
  return `${state} since ${new Date(sinceMs).toISOString()}${tries}${why}`;
}
