import {InputError} from '../../../errors.ts';
import {readTextFile} from '../../../feed/replay/text-file.ts';
import {parseBrokerList} from '../../../market/symbol/broker-list.ts';
import type {Listed} from '../../../market/symbol/listed-symbol.ts';
import {KNOWN_INSTRUMENTS} from '../made/known-instrument.ts';

/** A name that is asked for in the user's list. */
export type OwnName = Readonly<{
  name: string;
  /** Undefined where nothing is said, null where none may be found. */
  expected: string | null | undefined;
  /** Whether the user asks for it; otherwise it is only a well-known one. */
  isAsked: boolean;
}>;

/** The user's own broker and names. */
export type OwnFiles = Readonly<{file: string; listed: readonly Listed[]; names: readonly OwnName[]}>;

/**
 * Reads the broker's list and the names to ask for in it; without names, the well-known instruments.
 *
 * @throws {InputError} FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN
 */
export async function readOwnFiles(brokerList: string, symbols: string | undefined): Promise<OwnFiles> {
  const listed = parseBrokerList(await readTextFile(brokerList), brokerList);
  const names = symbols === undefined ? wellKnown() : parseOwnNames(await readTextFile(symbols), symbols);
  return {file: brokerList, listed, names};
}

/**
 * Names, one a line; after a comma, semicolon or tab the symbol that is expected, and nothing after it where
 * the name must be refused. A first line "name" or "name,expected" is a header.
 *
 * @param file What to call the text in messages.
 * @throws {InputError} FILE_FORMAT_UNKNOWN when there is no name in it.
 */
export function parseOwnNames(text: string, file: string): readonly OwnName[] {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')));
  const [head] = rows;
  const isHeader = /^(name|symbol)$/i.test(head?.[0] ?? '') && /^(expected)?$/i.test(head?.[1] ?? '');
  const names = rows.slice(isHeader ? 1 : 0).flatMap(([name = '', expected]): OwnName[] => {
    return name === '' ? [] : [{name, expected: expected === '' ? null : expected, isAsked: true}];
  });
  if (names.length > 0) return names;
  throw new InputError('FILE_FORMAT_UNKNOWN', `"${file}" holds no names`, {
    hint: 'write one name a line, or "name,expected" with the symbol that must be found',
  });
}

function wellKnown(): readonly OwnName[] {
  return KNOWN_INSTRUMENTS.flatMap(({name, kind}) =>
    kind === 'share' ? [] : [{name, expected: undefined, isAsked: false}],
  );
}
