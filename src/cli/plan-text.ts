import {readFile} from 'node:fs/promises';
import {text as textOf} from 'node:stream/consumers';
import {parse as parseYaml} from 'yaml';
import type {PlanText} from '../app/new-plans.ts';
import {InputError, messageOf} from '../errors.ts';

/** The flags that together are a plan. Numbers are still text: the plan's schema judges them. */
type PlanFlags = Readonly<{
  id?: string | undefined;
  symbol?: string | undefined;
  side?: string | undefined;
  volume?: string | undefined;
  'entry-type'?: string | undefined;
  'entry-price'?: string | undefined;
  tolerance?: string | undefined;
  'stop-loss'?: string | undefined;
  'take-profit'?: string | undefined;
  'expires-in'?: string | undefined;
  'expires-at'?: string | undefined;
  when?: string | undefined;
  'cancel-when'?: string | undefined;
  group?: string | undefined;
  notes?: string | undefined;
}>;

const PLAN_FLAGS = [
  'id',
  'symbol',
  'side',
  'volume',
  'entry-type',
  'entry-price',
  'tolerance',
  'stop-loss',
  'take-profit',
  'expires-in',
  'expires-at',
  'when',
  'cancel-when',
  'group',
  'notes',
] as const;

/** Whether a command was given a plan in any way. */
export function isPlanGiven(file: string | undefined, flags: PlanFlags): boolean {
  return file !== undefined || PLAN_FLAGS.some((name) => flags[name] !== undefined);
}

/**
 * Where the plans of a command come from: a file, stdin, or the command's flags.
 *
 * @throws {InputError} USAGE_INVALID for none or both; FILE_NOT_READABLE.
 */
export async function planTextOf(file: string | undefined, flags: PlanFlags = {}): Promise<PlanText> {
  const given = PLAN_FLAGS.filter((name) => flags[name] !== undefined);
  if (file === undefined) {
    if (given.length > 0) return {text: planDocument(flags), name: 'flags'};
    throw new InputError('USAGE_INVALID', 'No plan was given', {
      hint: 'name a file of plans, give - to read stdin, or describe one plan with flags; see --help',
    });
  }
  if (given.length > 0) {
    throw new InputError(
      'USAGE_INVALID',
      `A file and the flag --${given[0]} were given; they exclude each other`,
      {
        field: given[0] ?? '',
        hint: 'put the values into the file, or leave the file out',
      },
    );
  }
  if (file === '-') return {text: await textOf(process.stdin), name: '-'};
  return {text: await readText(file), name: file};
}

/** @throws {InputError} FILE_NOT_READABLE */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError('FILE_NOT_READABLE', `"${file}" cannot be read: ${whyUnreadable(error)}`, {
      field: 'file',
      hint: 'check the path and its permissions',
      cause: error,
    });
  }
}

/** Node's text repeats the path and names the system call; the usual reasons are said in words. */
function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
      return 'this user may not read it';
    default:
      return messageOf(error);
  }
}

function planDocument(flags: PlanFlags): string {
  const entry =
    flags['entry-type'] === undefined && flags['entry-price'] === undefined && flags.tolerance === undefined
      ? undefined
      : {
          type: flags['entry-type'] ?? 'market',
          price: numberOf(flags['entry-price']),
          tolerance: numberOf(flags.tolerance),
        };
  return JSON.stringify({
    id: flags.id,
    symbol: flags.symbol,
    side: flags.side,
    volume: numberOf(flags.volume),
    entry,
    stopLoss: numberOf(flags['stop-loss']),
    takeProfit: numberOf(flags['take-profit']),
    expiresIn: flags['expires-in'],
    expiresAt: flags['expires-at'],
    when: flags.when === undefined ? undefined : conditionOf(flags.when, 'when'),
    cancelWhen:
      flags['cancel-when'] === undefined ? undefined : conditionOf(flags['cancel-when'], 'cancel-when'),
    group: flags.group,
    notes: flags.notes,
  });
}

/** A number where the text is one; else the text, for the schema to name. */
function numberOf(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}

function conditionOf(text: string, flag: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw new InputError(
      'USAGE_INVALID',
      `--${flag} is no YAML: ${messageOf(error).split('\n')[0]?.replace(/:$/, '')}`,
      {
        field: flag,
        hint: 'write for example --when "price: {above: 1301.5}"',
      },
    );
  }
}
