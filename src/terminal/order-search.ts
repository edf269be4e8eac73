import type {AbsenceEvidence} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import {isOrderOf} from './order-label.ts';
import type {TerminalHealth} from './terminal-health.ts';
import {type Venue, VENUE_SOURCES, type VenueRow} from './venue/venue.ts';

/** When an order that is not found counts as absent. */
export type SettleRule = Readonly<{
  /** So many looks without a failure, each asked for by somebody. */
  looksMin: number;
  /** Between the first look, or the last break of the line to the server, and the last look. */
  settleMs: number;
}>;

/** MetaTrader shows some orders only after seconds; 30 s is what cautious users wait. */
export const SETTLE_RULE: SettleRule = {looksMin: 3, settleMs: 30_000};

/** The clocks of servers differ by hours, so histories are read a day to both sides. */
const WINDOW_MARGIN_MS = 24 * 60 * 60_000;
/** Keys whose looks are counted; beyond, the one first looked for begins anew. */
const KEYS_MAX = 10_000;

export type Found =
  | Readonly<{status: 'found'; row: VenueRow}>
  | Readonly<{status: 'absent'; evidence: AbsenceEvidence}>
  | Readonly<{status: 'undecided'; reason: string}>;

type Looks = {count: number; readonly firstMs: number};

export type OrderSearchOptions = Readonly<{
  venue: Venue;
  health: TerminalHealth;
  clock: Clock;
  rule: SettleRule;
}>;

/**
 * Looks for an order at a venue that does not know our key: by magic number and comment, in every list,
 * in the order in which an order moves through them.
 */
export class OrderSearch {
  readonly #venue: Venue;
  readonly #health: TerminalHealth;
  readonly #clock: Clock;
  readonly #rule: SettleRule;
  readonly #looks = new Map<string, Looks>();

  constructor({venue, health, clock, rule}: OrderSearchOptions) {
    this.#venue = venue;
    this.#health = health;
    this.#clock = clock;
    this.#rule = rule;
  }

  /**
   * One look in all lists.
   *
   * @param sentAtMs When the venue may have been asked.
   * @param isNeverSent It is known that this terminal has not: then one look is enough.
   */
  look(key: string, sentAtMs: number, isNeverSent: boolean): Found {
    if (!this.#health.terminalConnected) {
      return {status: 'undecided', reason: 'the terminal has no connection to its server'};
    }
    const fromMs = sentAtMs - WINDOW_MARGIN_MS;
    for (const source of VENUE_SOURCES) {
      const rows = this.#venue.read(source, fromMs);
      // A list that cannot be read is not an empty list.
      if (rows === null) return {status: 'undecided', reason: `"${source}" cannot be read`};
      const row = rows.find((one) => isOrderOf(key, one));
      if (row === undefined) continue;
      this.#looks.delete(key);
      return {status: 'found', row};
    }
    const toMs = this.#clock.now() + WINDOW_MARGIN_MS;
    if (isNeverSent) return {status: 'absent', evidence: neverSent(fromMs, toMs)};
    return this.#notFound(key, fromMs, toMs);
  }

  #notFound(key: string, fromMs: number, toMs: number): Found {
    const nowMs = this.#clock.monotonic();
    const looks = this.#looksFor(key, nowMs);
    looks.count += 1;
    const {looksMin, settleMs} = this.#rule;
    const settledMs = nowMs - Math.max(looks.firstMs, this.#health.connectedSinceMs);
    if (looks.count < looksMin || settledMs < settleMs) {
      const reason = `not found in ${looks.count} looks over ${Math.round(settledMs)} ms; ${looksMin} over ${settleMs} ms are needed`;
      return {status: 'undecided', reason};
    }
    this.#looks.delete(key);
    const note = `in none of the lists for ${Math.round(settledMs)} ms, without a break of the line`;
    return {
      status: 'absent',
      evidence: {sources: [...VENUE_SOURCES], fromMs, toMs, looks: looks.count, note},
    };
  }

  #looksFor(key: string, nowMs: number): Looks {
    const known = this.#looks.get(key);
    if (known !== undefined) return known;
    const [oldest] = this.#looks.keys();
    if (oldest !== undefined && this.#looks.size >= KEYS_MAX) this.#looks.delete(oldest);
    const looks = {count: 0, firstMs: nowMs};
    this.#looks.set(key, looks);
    return looks;
  }
}

function neverSent(fromMs: number, toMs: number): AbsenceEvidence {
  const note = 'the journal, which is written before the venue is asked, does not know the key';
  return {sources: ['journal', ...VENUE_SOURCES], fromMs, toMs, looks: 1, note};
}
