/**
 * A terminal as a process, for tests that kill it. Prints its port, then lives until it is killed.
 *
 * `BOOK [POINT]`: with a point it kills itself the first time it comes there: beforeJournal, afterJournal,
 * afterVenue (which has done it), beforeResult, afterResult.
 */
import {writeSync} from 'node:fs';
import {InstrumentBook} from '../../src/market/instrument.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {SystemClock} from '../../src/system/system-clock.ts';
import type {IntentJournal} from '../../src/terminal/intent-journal.ts';
import {PaperTerminal} from '../../src/terminal/paper-terminal.ts';
import type {Venue} from '../../src/terminal/venue/venue.ts';
import {SECRET} from './terminal-harness.ts';

const [path = '', point] = process.argv.slice(2);

function dieAt(here: string): void {
  if (here === point) process.kill(process.pid, 'SIGKILL');
}

function journalThatDies(journal: IntentJournal): IntentJournal {
  return {
    isComplete: journal.isComplete,
    find: (key) => journal.find(key),
    keys: () => journal.keys(),
    sending: (...all) => {
      dieAt('beforeJournal');
      journal.sending(...all);
      dieAt('afterJournal');
    },
    accepted: (...all) => {
      dieAt('beforeResult');
      journal.accepted(...all);
      dieAt('afterResult');
    },
    refused: (...all) => journal.refused(...all),
    never: (...all) => journal.never(...all),
  };
}

function venueThatDies(venue: Venue): Venue {
  return {
    order: (order) => {
      const answer = venue.order(order);
      dieAt('afterVenue');
      return answer;
    },
    cancel: (ticket) => venue.cancel(ticket),
    amend: (ticket, exits) => venue.amend(ticket, exits),
    closeOrder: (ticket) => venue.closeOrder(ticket),
    read: (source, fromMs) => venue.read(source, fromMs),
    row: (ticket) => venue.row(ticket),
    quote: (quote) => venue.quote(quote),
    onChange: (listener) => venue.onChange(listener),
  };
}

const terminal = await PaperTerminal.open({
  path,
  address: {host: '127.0.0.1', port: 0},
  secret: SECRET,
  clock: new SystemClock(),
  random: new SeededRandom(1),
  feed: null,
  instruments: new InstrumentBook(),
  hasTestSwitches: true,
  settle: {looksMin: 3, settleMs: 0},
  wrapVenue: venueThatDies,
  wrapJournal: journalThatDies,
});
writeSync(1, `${terminal.address.port}\n`);
