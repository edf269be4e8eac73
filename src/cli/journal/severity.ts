import type {JournalEntry, LogLevel} from '../../ports/journal.ts';

/** The heaviest first. */
const SEVERITIES: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** Whether an entry is written at a log level. That the level is another one now is written at every level. */
export function isLogged(entry: JournalEntry, level: LogLevel): boolean {
  return entry.kind === 'logLevel' || SEVERITIES.indexOf(severityOf(entry)) <= SEVERITIES.indexOf(level);
}

/** How much an entry matters: at a log level all is written that weighs as much or more. */
export function severityOf(entry: JournalEntry): LogLevel {
  switch (entry.kind) {
    case 'watching':
    case 'released':
      return 'debug';
    case 'failure':
      return isWorthSaying(entry.inARow ?? 1) ? 'error' : 'debug';
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
      if (entry.state === 'up') return 'info';
      // A try that failed, of an outage that was told.
      return (entry.downForMs ?? 0) === 0 || isWorthSaying(entry.attempts) ? 'warn' : 'debug';
    case 'lease':
      return entry.state === 'lost' || entry.state === 'lapsed' ? 'warn' : 'info';
    case 'clock':
      return entry.state === 'sure' ? 'info' : 'warn';
    case 'halt':
      return entry.state === 'halted' ? 'warn' : 'info';
    case 'feed':
      return entry.state === 'down' ? 'warn' : 'info';
    case 'source':
      return entry.state === 'read' ? 'info' : 'warn';
    case 'http':
      return entry.state === 'restarted' ? 'warn' : 'info';
    default:
      return 'info';
  }
}

/** What goes on and on is said the more seldom the longer it does: the 1st time, the 2nd, the 4th, the 8th… */
function isWorthSaying(times: number): boolean {
  return Number.isInteger(Math.log2(times));
}
