import type {Condition} from '../condition-kind.ts';
import type {OldConditions} from './old-conditions.ts';

/** What becomes of a key of an old `conditions` object. */
export type LegacyRole =
  /** A condition; undefined where the value says that there is none, or was refused. */
  | Readonly<{as: 'condition'; convert: (old: OldConditions) => Condition | undefined}>
  /** Read together with the keys that it belongs to, and by itself without effect. */
  | Readonly<{as: 'parameter'; of: readonly string[]}>
  /** Becomes a part of the plan beside its condition. */
  | Readonly<{as: 'plan'; becomes: string}>
  /** Written by the old program while it ran: kept with the plan's history. */
  | Readonly<{as: 'runtime'}>
  /** Never had an effect that could be kept. */
  | Readonly<{as: 'dropped'; why: string}>
  | Readonly<{as: 'refused'; reason: string; hint: string}>;

/** One key of an old `conditions` object. */
export type LegacyKey = Readonly<{
  name: string;
  /** Other spellings of it. */
  aliases: readonly string[];
  /** What its value is, in a reader's words. */
  value: string;
  /** A value that converts, and what it needs beside it. */
  example: unknown;
  beside: Readonly<Record<string, unknown>>;
  role: LegacyRole;
}>;

type Extra = Partial<Pick<LegacyKey, 'aliases' | 'beside'>>;

const key = (
  name: string,
  value: string,
  example: unknown,
  role: LegacyRole,
  extra: Extra = {},
): LegacyKey => ({
  name,
  value,
  example,
  role,
  aliases: extra.aliases ?? [],
  beside: extra.beside ?? {},
});

/** A key that is `true`, or says nothing. */
export function flagKey(
  name: string,
  convert: (old: OldConditions) => Condition | undefined,
  extra: Extra = {},
): LegacyKey {
  const role = {
    as: 'condition',
    convert: (old: OldConditions) => (old.flag(name) === true ? convert(old) : undefined),
  } as const;
  return key(name, '`true`', true, role, extra);
}

/** A key whose value is a number; 0 is one. */
export function numberKey(
  name: string,
  example: number,
  convert: (old: OldConditions, value: number) => Condition | undefined,
  extra: Extra = {},
): LegacyKey {
  const role = {
    as: 'condition',
    convert: (old: OldConditions) => {
      const value = old.number(name);
      return value === undefined ? undefined : convert(old, value);
    },
  } as const;
  return key(name, 'number', example, role, extra);
}

/** A key whose value is one of some words, whatever their case; each with what it means. */
export function wordKey<Word extends string>(
  name: string,
  meanings: Readonly<Record<Word, string>>,
  convert: (old: OldConditions, meaning: string) => Condition | undefined,
  extra: Extra = {},
): LegacyKey {
  const words = Object.keys(meanings);
  const role = {
    as: 'condition',
    convert: (old: OldConditions) => {
      const meaning = old.word(name, meanings);
      return meaning === undefined ? undefined : convert(old, meaning);
    },
  } as const;
  return key(name, words.map((word) => `\`${word}\``).join(', '), words[0], role, extra);
}

/** A key that is read with those that it belongs to. */
export function parameterKey(
  name: string,
  of: readonly string[],
  aliases: readonly string[] = [],
): LegacyKey {
  return key(name, 'parameter', undefined, {as: 'parameter', of}, {aliases});
}

export function planKey(name: string, value: string, becomes: string): LegacyKey {
  return key(name, value, undefined, {as: 'plan', becomes});
}

export function runtimeKey(name: string): LegacyKey {
  return key(name, 'written by the old program', undefined, {as: 'runtime'});
}

export function droppedKey(name: string, why: string): LegacyKey {
  return key(name, 'anything', undefined, {as: 'dropped', why});
}

export function refusedKey(
  name: string,
  reason: string,
  hint: string,
  aliases: readonly string[] = [],
): LegacyKey {
  return key(name, 'anything', undefined, {as: 'refused', reason, hint}, {aliases});
}
