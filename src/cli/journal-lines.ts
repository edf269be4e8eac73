import {pino} from 'pino';
import {isoTime} from '../app/plan-view.ts';
import type {Settings} from '../app/settings.ts';
import type {Journal, JournalEntry} from '../ports/journal.ts';
import {SystemClock} from '../system/system-clock.ts';
import {type Style, styleOf} from './terminal.ts';

type Level = 'error' | 'warn' | 'info' | 'debug';

const LEVELS: readonly Level[] = ['error', 'warn', 'info', 'debug'];

/** Writes the journal to a stream: for a person at a terminal a line each, else pino's JSON. */
export function journalOn(stream: NodeJS.WriteStream, level: Settings['log']['level']): Journal {
  const style = styleOf(stream);
  const clock = new SystemClock();
  const now = () => clock.now();
  if (style.isTerminal) {
    return {
      record: (entry) => {
        if (LEVELS.indexOf(levelOf(entry)) > LEVELS.indexOf(level)) return;
        stream.write(`${style.colour.dim(isoTime(now()).slice(11, 23))} ${lineOf(entry, style)}\n`);
      },
    };
  }
  const log = pino({level, base: {pid: process.pid}, timestamp: () => `,"time":"${isoTime(now())}"`}, stream);
  return {
    record: (entry) => {
      log[levelOf(entry)](entry, entry.kind);
    },
  };
}

function levelOf(entry: JournalEntry): Level {
  switch (entry.kind) {
    case 'watching':
    case 'released':
      return 'debug';
    case 'failure':
    case 'missedByEvents':
      return 'error';
    case 'parked':
    case 'brokenRow':
    case 'notListed':
    case 'rejected':
    case 'claimLost':
      return 'warn';
    case 'feed':
      return entry.state === 'down' ? 'warn' : 'info';
    default:
      return 'info';
  }
}

/** One decision in a line for a person. */
export function lineOf(entry: JournalEntry, {colour}: Style): string {
  const plan = (entryOf: {planId: string; symbol: string}) =>
    `${colour.bold(entryOf.planId)} ${colour.dim(entryOf.symbol)}`;
  switch (entry.kind) {
    case 'started': {
      const {plans, symbols, feed, broker} = entry;
      return `watching ${plans} plans on ${symbols} symbols; ${feed} feed, ${broker} broker; Ctrl-C stops`;
    }
    case 'watching':
      return `${plan(entry)} is watched`;
    case 'notListed': {
      const names = entry.candidates.join(', ');
      const why =
        entry.verdict === 'ambiguous'
          ? `the ${entry.at} lists more than one: ${names}`
          : `the ${entry.at} does not list it${names === '' ? '' : `; nearest: ${names}`}`;
      return `${plan(entry)} ${colour.yellow('cannot fire')}: ${why}`;
    }
    case 'released':
      return `${plan(entry)} is let go: ${entry.status}`;
    case 'fired':
      return `${plan(entry)} ${colour.yellow('fired')} at ${entry.price}, order ${entry.clientOrderId}`;
    case 'claimLost':
      return `${plan(entry)} was moved by somebody else first: ${entry.status}`;
    case 'executed':
      return `${plan(entry)} ${colour.green('executed')}: ${entry.fill.volumeLots} lots at ${entry.fill.price}`;
    case 'rejected': {
      const retry = entry.retryAtMs === null ? 'not tried again' : `again after ${isoTime(entry.retryAtMs)}`;
      return `${plan(entry)} ${colour.red('rejected')}: ${entry.message} (${entry.code}); ${retry}`;
    }
    case 'notSent':
      return `${plan(entry)} not sent: ${entry.reason}`;
    case 'parked':
      return `${plan(entry)} ${colour.red('parked')}: ${entry.reason}`;
    case 'closed': {
      const {reason, price, profit} = entry.close;
      const result =
        profit === null ? '' : `, profit ${profit < 0 ? colour.red(profit) : colour.green(profit)}`;
      return `${plan(entry)} ${colour.green('closed')} by ${reason} at ${price}${result}`;
    }
    case 'expired':
      return `${plan(entry)} expired`;
    case 'brokenRow':
      return `the stored plan ${colour.bold(entry.planId)} breaks a rule and is left alone: ${entry.problems[0]?.message}`;
    case 'missedByEvents':
      return `${plan(entry)} was met, and no event had woken it`;
    case 'feed':
      return `feed ${entry.state}${entry.reason === '' ? '' : `: ${entry.reason}`}`;
    case 'failure':
      return `${colour.red('failed')} to ${entry.doing}${entry.planId === null ? '' : ` for ${entry.planId}`}: ${entry.message}`;
  }
}
