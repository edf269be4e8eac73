import type {JournalEntry} from '../../ports/journal.ts';

/**
 * Why something happened, in one word that does not change between releases: what a machine counts, filters and wakes
 * somebody by. Of a failure it is the code of what was thrown, such as `STORE_BUSY` or `ENOSPC`.
 */
export function reasonCodeOf(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'started':
      return 'opened';
    case 'watching':
      return 'adopted';
    case 'notListed':
      return entry.verdict === 'ambiguous' ? 'symbolAmbiguous' : 'symbolUnknown';
    case 'released':
    case 'ended':
      return entry.status;
    case 'fired':
      return 'met';
    case 'working':
      return 'accepted';
    case 'executed':
      return 'filled';
    case 'closed':
      return entry.close.reason;
    case 'expired':
      return 'expiry';
    case 'cancelled':
      return 'cancelWhen';
    case 'quarantined':
      return 'failuresInARow';
    case 'brokenRow':
      return 'planInvalid';
    case 'missedByEvents':
      return 'notWoken';
    case 'orphan':
      return 'orderUnknown';
    case 'unprotected':
      return entry.repaired ? 'stopLossRepaired' : 'stopLossMissing';
    case 'claimRefused':
    case 'rejected':
      return entry.code;
    case 'notSent':
    case 'parked':
    case 'acting':
    case 'failure':
      return entry.reasonCode;
    case 'feed':
    case 'link':
    case 'lease':
    case 'halt':
    case 'clock':
    case 'source':
    case 'supervised':
    case 'http':
      return entry.state;
    case 'served':
      return entry.code ?? 'done';
    case 'archived':
      return 'endedLongAgo';
    case 'logLevel':
      return entry.logLevel;
  }
}
