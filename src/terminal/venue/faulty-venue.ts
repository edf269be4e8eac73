import type {Quote} from '../../market/quote.ts';
import type {RequestFault, Switches} from '../switches.ts';
import type {Exits, Venue, VenueAnswer, VenueOrder, VenueRow, VenueSource} from './venue.ts';

const REQUOTE = 10004;

/** A venue whose answers may lie, as switched. */
export class FaultyVenue implements Venue {
  readonly #venue: Venue;
  readonly #switches: Switches;
  /** What the next request meets. */
  #next: RequestFault | undefined;

  constructor(venue: Venue, switches: Switches) {
    this.#venue = venue;
    this.#switches = switches;
  }

  /** Runs `work`; the first thing that it asks of the venue meets the fault. */
  meeting<T>(fault: RequestFault | undefined, work: () => T): T {
    this.#next = fault;
    try {
      return work();
    } finally {
      this.#next = undefined;
    }
  }

  order(order: VenueOrder): VenueAnswer {
    return this.#meet(() => this.#venue.order(order));
  }

  cancel(ticket: string): VenueAnswer {
    return this.#meet(() => this.#venue.cancel(ticket));
  }

  amend(ticket: string, exits: Exits): VenueAnswer {
    return this.#meet(() => this.#venue.amend(ticket, exits));
  }

  closeOrder(ticket: string): VenueAnswer {
    return this.#meet(() => this.#venue.closeOrder(ticket));
  }

  read(source: VenueSource, fromMs: number): readonly VenueRow[] | null {
    return this.#switches.isUnreadable(source) ? null : this.#venue.read(source, fromMs);
  }

  row(ticket: string): VenueRow | null | undefined {
    return this.#switches.isUnreadable('history') ? null : this.#venue.row(ticket);
  }

  quote(quote: Quote): void {
    this.#venue.quote(quote);
  }

  onChange(listener: (row: VenueRow) => void): () => void {
    return this.#venue.onChange(listener);
  }

  #meet(ask: () => VenueAnswer): VenueAnswer {
    const fault = this.#next;
    this.#next = undefined;
    switch (fault?.fate) {
      case 'requote':
        return {retcode: REQUOTE, ticket: null};
      case 'reject':
      case 'errorBefore':
        return answerOf(fault);
      case 'errorAfter':
        ask();
        return answerOf(fault);
      default:
        return ask();
    }
  }
}

function answerOf({retcode, lastError}: RequestFault): VenueAnswer {
  return {retcode, ticket: null, ...(lastError === undefined ? {} : {lastError})};
}
