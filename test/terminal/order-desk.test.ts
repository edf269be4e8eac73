import {describe, expect, it} from 'vitest';
import {StorageError} from '../../src/errors.ts';
import type {WireError} from '../../src/gateway/messages.ts';
import {wireOrderOf, type WireOrder} from '../../src/gateway/wire-orders.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';
import type {IntentJournal, JournalEntry} from '../../src/terminal/intent-journal.ts';
import {OrderDesk} from '../../src/terminal/order-desk.ts';
import {OrderSearch, SETTLE_RULE} from '../../src/terminal/order-search.ts';
import {TerminalHealth} from '../../src/terminal/terminal-health.ts';
import type {Venue, VenueAnswer, VenueOrder, VenueRow} from '../../src/terminal/venue/venue.ts';
import {anIntent} from '../broker/order-builders.ts';

const KEY = 'A000000000000001';
const NEXT_KEY = 'A000000000000002';
const ORDER = wireOrderOf(anIntent());

/** A venue that fills whatever it is asked for. */
class FillingVenue implements Venue {
  readonly rows: VenueRow[] = [];
  isReadable = true;

  order({magic, comment, symbol, side, volumeLots, stopLoss, takeProfit}: VenueOrder): VenueAnswer {
    const ticket = String(this.rows.length + 1);
    const fill = {positionId: ticket, price: 1300.5, volumeLots, timeMs: 1000};
    const report = {ticket, state: 'filled', fill, close: null, stopLoss, takeProfit} as const;
    this.rows.push({ticket, magic, comment, symbol, side, volumeLots, report});
    return {retcode: 10009, ticket};
  }

  cancel = () => ({retcode: 10009, ticket: null});
  amend = () => ({retcode: 10009, ticket: null});
  closeOrder = () => ({retcode: 10009, ticket: null});
  read = () => (this.isReadable ? this.rows : null);
  row = (ticket: string) => this.rows.find((row) => row.ticket === ticket);
  quote = () => undefined;
  onChange = () => () => undefined;
}

/** A journal whose disk may be full, and have room again. */
class MemoryJournal implements IntentJournal {
  isComplete = true;
  isWritable = true;
  readonly #entries = new Map<string, JournalEntry>();

  find = (key: string) => this.#entries.get(key);
  keys = () => this.#entries.keys();

  sending(key: string, order: WireOrder, atMs: number): void {
    this.#put(key, {is: 'sending', order, atMs});
  }

  accepted(key: string, ticket: string): void {
    this.#put(key, {is: 'accepted', order: ORDER, ticket});
  }

  refused(key: string, error: WireError): void {
    this.#put(key, {is: 'refused', order: ORDER, error});
  }

  never(key: string, why: string, atMs: number): void {
    this.#put(key, {is: 'never', order: this.find(key)?.order ?? null, why, atMs});
  }

  #put(key: string, entry: JournalEntry): void {
    if (!this.isWritable) throw new StorageError('STORE_CANNOT_WRITE', 'no space is left');
    this.#entries.set(key, entry);
  }
}

function open() {
  const clock = new VirtualClock(1000);
  const venue = new FillingVenue();
  const journal = new MemoryJournal();
  const health = new TerminalHealth(clock);
  const search = new OrderSearch({venue, health, clock, rule: SETTLE_RULE});
  const desk = new OrderDesk({journal, venue, search, health, clock});
  const terminal = {venue, journal, health, lateLooks: [] as boolean[]};
  const submit = (key: string) =>
    desk.submit(key, ORDER, {
      isLate: () => terminal.lateLooks.shift() ?? false,
      serverTimeOf: (clientMs) => clientMs,
    });
  return {terminal, submit, desk};
}

type Terminal = ReturnType<typeof open>['terminal'];

const TROUBLES: [string, object, (terminal: Terminal) => void, (terminal: Terminal) => void][] = [
  [
    'the terminal was offline',
    {kind: 'notSent', code: 'terminalOffline'},
    ({health}) => health.learn({terminalConnected: false, tradeAllowed: true}),
    ({health}) => health.learn({terminalConnected: true, tradeAllowed: true}),
  ],
  [
    'trading was switched off',
    {kind: 'venue', retcode: 10027},
    ({health}) => health.learn({terminalConnected: true, tradeAllowed: false}),
    ({health}) => health.learn({terminalConnected: true, tradeAllowed: true}),
  ],
  [
    'the journal could not be written',
    {kind: 'notSent', code: 'journalNotWritable'},
    ({journal}) => (journal.isWritable = false),
    ({journal}) => (journal.isWritable = true),
  ],
  [
    'it was too late',
    {kind: 'notSent', code: 'tooLate'},
    ({lateLooks}) => lateLooks.push(true),
    () => undefined,
  ],
  [
    'it was too late when it had been written down',
    {kind: 'notSent', code: 'tooLate'},
    ({lateLooks}) => lateLooks.push(false, true),
    () => undefined,
  ],
  [
    'an older journal was lost, and the venue could not be read',
    {kind: 'notSent', code: 'venueNotReadable'},
    ({journal, venue}) => {
      journal.isComplete = false;
      venue.isReadable = false;
    },
    ({venue}) => (venue.isReadable = true),
  ],
];

describe('an order that was not sent', () => {
  it.each(TROUBLES)(
    'because %s is not sent when it comes again after that, with the same answer',
    (...row) => {
      const [, err, begin, end] = row;
      const {terminal, submit} = open();
      begin(terminal);
      expect(submit(KEY)).toMatchObject({err});
      end(terminal);
      for (let count = 0; count < 3; count += 1) expect(submit(KEY)).toMatchObject({err});
      expect(terminal.venue.rows).toEqual([]);
    },
  );

  it.each(TROUBLES)('because %s is sent with another key after that, once', (...row) => {
    const [, , begin, end] = row;
    const {terminal, submit} = open();
    begin(terminal);
    submit(KEY);
    end(terminal);
    for (let count = 0; count < 2; count += 1)
      expect(submit(NEXT_KEY)).toMatchObject({ok: {report: {ticket: '1', state: 'filled'}}});
    expect(terminal.venue.rows).toHaveLength(1);
  });

  it('is absent for who looks for it, and is fenced', () => {
    const {terminal, submit, desk} = open();
    terminal.lateLooks.push(true);
    submit(KEY);
    expect(desk.lookup(KEY)).toMatchObject({ok: {status: 'absent'}});
    expect(desk.fence(KEY)).toEqual({ok: {fence: 'never'}});
    expect(submit(KEY)).toMatchObject({err: {kind: 'notSent', code: 'fenced'}});
    expect(terminal.venue.rows).toEqual([]);
  });
});
