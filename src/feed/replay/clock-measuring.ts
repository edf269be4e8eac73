import {basename} from 'node:path';
import {InputError} from '../../errors.ts';
import type {Quote} from '../../market/quote.ts';
import {BadLines} from './bad-lines.ts';
import type {LocalClock} from './local-clock.ts';
import {type SessionClock, sessionClock, type SessionVerdict} from './session-clock.ts';
import type {Closure} from './weekend.ts';

const HOUR_MS = 3_600_000;
/** Shorter times without quotes are nights and daily breaks. */
const CLOSURE_MS_MIN = 30 * HOUR_MS;
/** Fewer weekends may agree by chance, and more that differ are a market of another kind. */
const SURE_WEEKENDS_MIN = 2;
const SURE_SHARE_MIN = 0.75;

/** How the clock of a file was measured, for people. */
export type ClockReport = Readonly<{
  file: string;
  /** Such as `UTC+3`. */
  clock: string;
  certainty: 'sure' | 'likely';
  /** Weekends that agree, and all that the file spans. */
  agreeing: number;
  weekends: number;
  /** Why it is not sure; undefined when it is. */
  doubt: string | undefined;
}>;

/** A file whose times are read as if they were UTC. */
type File = Readonly<{
  path: string;
  lengthMs: number | undefined;
  batches(badLines: BadLines): AsyncIterable<readonly Quote[]>;
}>;

/**
 * Measures a file's clock from its weekends. Reads all of it.
 *
 * @throws {InputError} USAGE_INVALID when it cannot be measured; FILE_NOT_READABLE.
 */
export async function measuredClock(file: File): Promise<Readonly<{clock: LocalClock; report: ClockReport}>> {
  if ((file.lengthMs ?? 0) > HOUR_MS) throw notMeasured(file.path, 'its bars are longer than an hour');
  const {closures, span} = await closuresOf(file);
  const verdict = span === undefined ? ({kind: 'noWeekend'} as const) : sessionClock(closures, span);
  if (verdict.kind !== 'found') throw notMeasured(file.path, reasonOf(verdict));
  const {session} = verdict;
  const doubt = doubtAbout(session);
  const {name, clock, agreeing, weekends} = session;
  return {
    clock,
    report: {
      file: file.path,
      clock: name,
      certainty: doubt === undefined ? 'sure' : 'likely',
      agreeing,
      weekends,
      doubt,
    },
  };
}

/** A measured clock as the user reads it. */
export function describeClock({file, clock, certainty, agreeing, weekends, doubt}: ClockReport): string {
  const measured = `${agreeing} of ${weekends} weekends agree`;
  return `the clock of "${basename(file)}" is ${certainty === 'sure' ? '' : 'likely '}${clock}: ${measured}${
    doubt === undefined ? '' : `; ${doubt}`
  }`;
}

async function closuresOf(
  file: File,
): Promise<Readonly<{closures: readonly Closure[]; span: Closure | undefined}>> {
  const closures: Closure[] = [];
  let firstMs: number | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  for await (const batch of file.batches(new BadLines())) {
    for (const {timeMs} of batch) {
      if (firstMs === undefined) firstMs = timeMs;
      else if (timeMs - lastMs >= CLOSURE_MS_MIN) closures.push({endMs: lastMs, startMs: timeMs});
      if (timeMs > lastMs) lastMs = timeMs;
    }
  }
  return {closures, span: firstMs === undefined ? undefined : {endMs: firstMs, startMs: lastMs}};
}

function doubtAbout({market, agreeing, weekends}: SessionClock): string | undefined {
  if (market === 'metals') return 'it opens an hour after currencies do, as metals and indices';
  if (agreeing < SURE_WEEKENDS_MIN) return 'one weekend is little to go by';
  return agreeing < weekends * SURE_SHARE_MIN ? 'on the others it closed early or opened late' : undefined;
}

function reasonOf(verdict: Exclude<SessionVerdict, {kind: 'found'}>): string {
  switch (verdict.kind) {
    case 'noWeekend':
      return 'it spans no weekend on which its market was closed';
    case 'noneFits':
      return `${verdict.agreeing} of its ${verdict.weekends} weekends close and open as currencies or metals do, by any clock`;
    case 'manyFit':
      return `its weekends fit more than one: ${verdict.names.slice(0, 3).join('; ')}`;
  }
}

function notMeasured(path: string, reason: string): InputError {
  return new InputError('USAGE_INVALID', `the clock of "${basename(path)}" cannot be measured: ${reason}`, {
    field: 'zone',
    hint: 'say it: --zone Europe/Athens, or --zone +03:00',
  });
}
