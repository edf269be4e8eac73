import {isoTime} from '../../app/plan-view.ts';
import {formatDuration} from '../../plan/duration.ts';
import type {JournalEntry} from '../../ports/journal.ts';
import type {Style} from '../terminal.ts';

/** What became of a source of data, between its family and the message. */
const SOURCE_TEXTS: Readonly<Record<(JournalEntry & {kind: 'source'})['state'], string>> = {
  read: 'has new data',
  kept: 'keeps its old data',
  silent: 'has no data',
  failed: 'cannot be asked',
};

/** One decision in a line for a person. */
export function lineOf(entry: JournalEntry, {colour}: Pick<Style, 'colour'>): string {
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
      return ['feed ' + entry.state, entry.symbol, entry.reason]
        .filter((part) => part !== undefined && part !== '')
        .join(': ');
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
    case 'source':
      return `${entry.family} ${SOURCE_TEXTS[entry.state]}: ${entry.message}`;
    case 'orphan':
      return `${colour.red('orphan')} at the broker: order ${entry.clientOrderId} of ${entry.symbol}, ticket ${entry.ticket}: ${entry.message}`;
    case 'unprotected':
      return `${plan(entry)} ${entry.repaired ? colour.yellow('stop loss repaired') : colour.red('has no stop loss')}: ${entry.message}`;
    case 'supervised':
      return `loop "${entry.loop}" ${entry.state}: ${entry.message}`;
    case 'archived':
      return `${entry.plans} plans that ended long ago are archived: ${entry.files.join(', ')}`;
    case 'http':
      return entry.state === 'listening'
        ? `HTTP on ${colour.bold(entry.address)}`
        : `HTTP on ${entry.address} ${colour.yellow(entry.state)}: ${entry.message}`;
    case 'served': {
      const {method, route, planId, caller, status, code} = entry;
      const about = planId === null ? '' : ` for ${colour.bold(planId)}`;
      return `${caller} asked ${method} ${route}${about}: ${status}${code === null ? '' : ` ${code}`}`;
    }
    case 'logLevel':
      return `the log level is ${colour.bold(entry.logLevel)} now`;
    case 'failure': {
      const {planId, doing, symbol = '', level, message} = entry;
      const whom =
        planId === null ? '' : ` for ${plan({planId, symbol, ...(level === undefined ? {} : {level})})}`;
      return `${colour.red('failed')} to ${doing}${whom.trimEnd()}: ${message}`;
    }
  }
}
