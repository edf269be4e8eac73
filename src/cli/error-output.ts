import {stripVTControlCharacters} from 'node:util';
import {Errors} from '@oclif/core';
import {didYouMean} from '../did-you-mean.ts';
import {AppError, InputError, messageOf, type Problem} from '../errors.ts';
import {redacted, redactedJson} from '../redact.ts';
import type {Style} from './terminal.ts';

/** Problems printed in text; all of them are in `--json`. */
const PROBLEMS_SHOWN_MAX = 20;

/** What oclif makes of the message of an error that the parsing of a flag threw. */
const FLAG_FRAME = /^Parsing --(\S+) \n\t([\s\S]*?)(?:\nSee more help with --help)?$/;

/**
 * The error as one of ours: what oclif throws for wrong usage becomes an `InputError`, and what it
 * wrote around a message of ours is taken off. Anything unforeseen stays as it is.
 *
 * @param knownFlags Names of the command's flags, without dashes, for "did you mean".
 */
export function ownError(error: Error, knownFlags: readonly string[] = []): Error {
  const [, flag, inner] = FLAG_FRAME.exec(error.message) ?? [];
  if (flag !== undefined && inner !== undefined) {
    const hint = error instanceof AppError ? error.hint : undefined;
    // Most messages of ours name the flag already.
    const message = inner.startsWith('--') ? inner : `--${flag}: ${inner}`;
    return new InputError('USAGE_INVALID', message, {
      field: flag,
      ...(hint === undefined ? {} : {hint}),
      cause: error,
    });
  }
  if (error instanceof AppError || !(error instanceof Errors.CLIError)) return error;
  const missing = missingArguments(error);
  if (missing.length > 0) {
    return new InputError('USAGE_INVALID', `Missing argument: ${missing.join(', ')}`, {
      hint: 'see --help',
      cause: error,
    });
  }
  const unknown = unknownFlag(error);
  if (unknown === undefined)
    return new InputError('USAGE_INVALID', usageMessage(error.message), {cause: error});
  const meant = didYouMean(unknown.replace(/^-+/, ''), knownFlags);
  return new InputError('USAGE_INVALID', `There is no flag ${unknown}`, {
    field: unknown.replace(/^-+/, ''),
    hint: meant === undefined ? 'see --help' : `did you mean --${meant}?`,
    cause: error,
  });
}

/** An error as `--json` shows it, without secrets: `{"error": {code, message, field?, hint?, problems?}}`. */
export function errorDocument(error: Error) {
  if (!(error instanceof AppError)) return {error: {code: 'INTERNAL', message: redacted(messageOf(error))}};
  const {code, message, field, hint, problems} = error;
  return redactedJson({
    error: {
      code,
      message,
      ...(field === undefined ? {} : {field}),
      ...(hint === undefined ? {} : {hint}),
      ...(problems.length > 1 ? {problems} : {}),
    },
  });
}

/** An error as a person reads it, with its hints and without secrets; ends in a newline. */
export function errorText(error: Error, style: Style): string {
  return redacted(wholeText(error, style));
}

function wholeText(error: Error, {colour}: Style): string {
  const label = colour.red('Error');
  if (!(error instanceof AppError)) {
    const stack = error.stack ?? error.message;
    return `${label}: a defect in Vigil: ${error.message}\n${colour.dim(stack)}\n`;
  }
  if (error.problems.length <= 1) return `${label}: ${error.message}\n${hintLine(error.hint, '  ')}`;
  const shown = error.problems.slice(0, PROBLEMS_SHOWN_MAX);
  const lines = shown.map((problem: Problem) => `  ${problem.message}\n${hintLine(problem.hint, '    ')}`);
  const rest = error.problems.length - shown.length;
  const more = rest > 0 ? `  … and ${rest} more; see them all with --json\n` : '';
  return `${label}: ${error.problems.length} things to mend\n${lines.join('')}${more}`;
}

function hintLine(hint: string | undefined, indent: string): string {
  return hint === undefined ? '' : `${indent}→ ${hint}\n`;
}

/** The first flag that oclif's parser did not know, as it was written. */
function unknownFlag(error: Error): string | undefined {
  const flags: unknown = 'flags' in error ? error.flags : undefined;
  const first: unknown = Array.isArray(flags) ? flags[0] : undefined;
  return typeof first === 'string' ? first : undefined;
}

/** Names of the arguments that oclif's parser missed. */
function missingArguments(error: Error): readonly string[] {
  const args: unknown = 'args' in error ? error.args : undefined;
  // Arguments that are too many are listed as texts.
  const isNamed = (arg: unknown): arg is {name: string} =>
    typeof arg === 'object' && arg !== null && 'name' in arg;
  return Array.isArray(args) ? args.filter(isNamed).map(({name}) => name) : [];
}

/** oclif appends the usage to its messages; the first paragraph says what was wrong. */
function usageMessage(message: string): string {
  const [paragraph = message] = stripVTControlCharacters(message).split('\n\n');
  return (
    paragraph
      .replaceAll(/\s+/g, ' ')
      .replace(/ See more help with --help$/, '')
      .replace(/^The following errors? occurred: /, '')
      // The value would be shown as we have read it, a duration in ms.
      .replace(/^(--[^=\s]+)=\S+ cannot also be provided when using (--\S+)$/, '$1 and $2 exclude each other')
  );
}
