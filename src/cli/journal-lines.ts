import {pino} from 'pino';
import {isoTime} from '../app/plan-view.ts';
import type {Settings} from '../app/settings.ts';
import {formatDuration} from '../plan/duration.ts';
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
    case 'orphan':
    case 'unprotected':
      return 'error';
    case 'parked':
    case 'brokenRow':
    case 'notListed':
    case 'rejected':
    case 'claimRefused':
    case 'quarantined':
    case 'supervised':
      return 'warn';
    case 'link':
      if (entry.state === 'connecting') return 'debug';
      return entry.state === 'up' ? 'info' : 'warn';
    case 'lease':
      return entry.state === 'lost' || entry.state === 'lapsed' ? 'warn' : 'info';
    case 'clock':
      return entry.state === 'sure' ? 'info' : 'warn';
    case 'halt':
      return entry.state === 'halted' ? 'warn' : 'info';
    case 'feed':
      return entry.state === 'down' ? 'warn' : 'info';
    default:
      return 'info';
  }
}

/** One decision in a line for a person. */
export function lineOf(entry: JournalEntry, {colour}: Style): string {
  const plan = ({planId, symbol, level = 1}: {planId: string; symbol: string; level?: number}) =>
    `${colour.bold(planId)}${level > 1 ? colour.dim(`#${level}`) : ''} ${colour.dim(symbol)}`;
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
    case 'claimRefused':
      return entry.code === 'moved'
        ? `${plan(entry)} was moved by somebody else first: ${entry.status}`
        : `${plan(entry)} ${colour.yellow('may not fire')}: ${entry.message}`;
    case 'working':
      return `${plan(entry)} ${colour.green('rests')} at the broker, ticket ${entry.ticket}`;
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
    case 'ended':
      return `${plan(entry)} order ${entry.status}${entry.reason === '' ? '' : `: ${entry.reason}`}`;
    case 'acting': {
      const doing = {cancel: 'order is withdrawn', close: 'position is closed', amend: 'exits are set'};
      return `${plan(entry)} ${doing[entry.action]}: ${entry.reason}`;
    }
    case 'expired':
      return `${plan(entry)} expired`;
    case 'cancelled':
      return `${plan(entry)} cancelled: ${entry.reason}`;
    case 'quarantined':
      return `${plan(entry)} ${colour.red('quarantined')} until ${isoTime(entry.untilMs)} after ${entry.failures} failures in a row: ${entry.message}`;
    case 'brokenRow':
      return `the stored plan ${colour.bold(entry.planId)} breaks a rule and is left alone: ${entry.problems[0]?.message}`;
    case 'missedByEvents':
      return `${plan(entry)} was met, and no event had woken it`;
    case 'feed':
      return `feed ${entry.state}${entry.reason === '' ? '' : `: ${entry.reason}`}`;
    case 'link': {
      const {link, state, attempts, lastError, retryInMs} = entry;
      if (state === 'up')
        return `${link} link ${colour.green('up')}${attempts > 1 ? `, at try ${attempts}` : ''}`;
      const tries = attempts > 0 ? `, ${attempts} tries` : '';
      const next = retryInMs === null ? '' : `, next in ${formatDuration(retryInMs)}`;
      return `${link} link ${colour.red(state)}${tries}${next}${lastError === null ? '' : `: ${lastError}`}`;
    }
    case 'lease':
      return `lease ${entry.state}, epoch ${entry.epoch}: ${entry.message}`;
    case 'halt':
      return entry.state === 'halted'
        ? `${colour.red('trading is halted')}: ${entry.reason}`
        : 'trading goes on: the halt is over';
    case 'clock': {
      const offset = entry.offsetMs === null ? '' : ` (offset ${Math.round(entry.offsetMs)} ms)`;
      return `clock ${entry.state}${offset}: ${entry.message}`;
    }
    case 'orphan':
      return `${colour.red('orphan')} at the broker: order ${entry.clientOrderId} of ${entry.symbol}, ticket ${entry.ticket}: ${entry.message}`;
    case 'unprotected':
      return `${plan(entry)} ${entry.repaired ? colour.yellow('stop loss repaired') : colour.red('has no stop loss')}: ${entry.message}`;
    case 'supervised':
      return `loop "${entry.loop}" ${entry.state}: ${entry.message}`;
    case 'failure':
      return `${colour.red('failed')} to ${entry.doing}${entry.planId === null ? '' : ` for ${entry.planId}`}: ${entry.message}`;
  }
}
