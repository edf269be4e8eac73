import type {OrderReport} from '../../ports/broker.ts';
import type {VenueOrder} from '../../terminal/venue/venue.ts';

/** An order that the venue has accepted. */
export type LedgerEntry = {
  readonly ticket: string;
  /** Which of our orders it is, as whoever watches the whole world sees it; the venue itself does not know. */
  readonly key: string;
  readonly order: VenueOrder;
  /** Since the beginning of the run. */
  readonly acceptedAtMs: number;
  report: OrderReport;
};

/** What has really been traded: the judge of everything that is said of it. */
export class Ledger {
  readonly #entries: LedgerEntry[] = [];
  readonly #byTicket = new Map<string, LedgerEntry>();
  readonly #byKey = new Map<string, LedgerEntry>();

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  accepted(entry: LedgerEntry): void {
    this.#entries.push(entry);
    this.#byTicket.set(entry.ticket, entry);
    this.#byKey.set(entry.key, entry);
  }

  changed(ticket: string, report: OrderReport): void {
    const entry = this.#byTicket.get(ticket);
    if (entry !== undefined) entry.report = report;
  }

  /** Whether any order on a symbol was filled but this one. */
  hasFilled(symbol: string, exceptKey: string): boolean {
    return this.#entries.some(
      ({key, order, report}) => order.symbol === symbol && key !== exceptKey && report.fill !== null,
    );
  }

  /** The last order that was accepted for a key of ours. */
  of(key: string): LedgerEntry | undefined {
    return this.#byKey.get(key);
  }
}
