import {basename} from 'node:path';
import {InputError} from '../../errors.ts';
import {midnightOf} from './csv-time.ts';
import type {NameFacts} from './file-name.ts';
import type {LocalClock} from './local-clock.ts';
import {periodMs} from './period.ts';
import type {RecordingOptions} from './recording-options.ts';

/** Options of one file, whose clock is known or not needed. */
export type ReadingOptions = Omit<RecordingOptions, 'zone'> & Readonly<{clock?: LocalClock | undefined}>;

/** Everything from which it is decided how a file is read. */
export type Source = Readonly<{
  path: string;
  name: NameFacts;
  lines: readonly string[];
  options: ReadingOptions;
}>;

/** @throws {InputError} USAGE_INVALID when neither the options nor the name say it. */
export function symbolOf({options, name, path}: Source): string {
  const symbol = options.symbol ?? name.symbol;
  if (symbol === undefined) {
    throw new InputError('USAGE_INVALID', `the symbol of "${basename(path)}" is not known`, {
      field: 'symbol',
      hint: 'say it: --symbol XAUUSD',
    });
  }
  return symbol;
}

/**
 * Midnight of the file's date by `clock`, epoch ms UTC.
 *
 * @throws {InputError} USAGE_INVALID
 */
export function midnightMs({options, name, path}: Source, clock: LocalClock): number {
  const written = options.date ?? name.lean?.date;
  if (written === undefined) {
    throw new InputError(
      'USAGE_INVALID',
      `the date of "${basename(path)}" is not known: its times count from midnight`,
      {
        field: 'date',
        hint: 'say it: --date 2014-05-05',
      },
    );
  }
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(written) ?? [];
  const localMs = midnightOf(Number(year), Number(month), Number(day));
  if (Number.isNaN(localMs)) {
    throw new InputError('USAGE_INVALID', `"${written}" is not a date`, {
      field: 'date',
      hint: 'write it as 2014-05-05',
    });
  }
  return clock.toUtcMs(localMs);
}

/**
 * Length of a bar: as told, as named, else the smallest step between the first lines.
 *
 * @throws {InputError} USAGE_INVALID
 */
export function barLengthMs({options, name, path}: Source, firstTimes: () => readonly number[]): number {
  const told = toldLengthMs(options);
  if (told !== undefined) return told;
  if (name.lengthMs !== undefined) return name.lengthMs;
  const lengthMs = smallestStep(firstTimes());
  if (lengthMs !== undefined) return lengthMs;
  throw new InputError('USAGE_INVALID', `the length of the bars in "${basename(path)}" is not known`, {
    field: 'timeframe',
    hint: 'say it: --timeframe M1',
  });
}

/** @throws {InputError} USAGE_INVALID when the timeframe is none. */
function toldLengthMs({timeframe}: ReadingOptions): number | undefined {
  if (timeframe === undefined) return undefined;
  const lengthMs = periodMs(timeframe);
  if (lengthMs !== undefined) return lengthMs;
  throw new InputError('USAGE_INVALID', `"${timeframe}" is not a timeframe`, {
    field: 'timeframe',
    hint: 'write it as S1, M1, M5, H1, D1…',
  });
}

function smallestStep(times: readonly number[]): number | undefined {
  let smallest = Number.POSITIVE_INFINITY;
  let previous = Number.NaN;
  for (const time of times) {
    if (Number.isNaN(time)) continue;
    if (time > previous) smallest = Math.min(smallest, time - previous);
    previous = time;
  }
  return Number.isFinite(smallest) ? smallest : undefined;
}
