import {messageOf} from '../errors.ts';
import type {JournalEntry} from '../ports/journal.ts';
import {NoAnswer} from './within.ts';

/** What a failure is about, as far as it is known. */
type About = Readonly<{
  planId?: string | null;
  symbol?: string | undefined;
  level?: number | undefined;
  inARow?: number;
}>;

/** What the journal says of a piece of work that failed. */
export function failureEntry(doing: string, error: unknown, about: About = {}): JournalEntry {
  const {planId = null, symbol, level, inARow} = about;
  return {
    kind: 'failure',
    planId,
    ...(symbol === undefined ? {} : {symbol}),
    ...(level === undefined ? {} : {level}),
    reasonCode: failureCode(error),
    doing,
    message: messageOf(error),
    ...(inARow === undefined ? {} : {inARow}),
  };
}

/** By which word a machine can tell a failure: the code of what was thrown, such as `STORE_BUSY` or `ENOSPC`. */
export function failureCode(error: unknown): string {
  if (error instanceof NoAnswer) return 'noAnswer';
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code !== '' ? code : 'unforeseen';
}
