import {readTextFile} from '../feed/replay/text-file.ts';
import {SymbolDirectory} from '../engine/symbol-directory.ts';
import {InstrumentBook, type InstrumentFacts} from '../market/instrument.ts';
import {parseBrokerList} from '../market/symbol/broker-list.ts';
import {type Listed, type ListedSymbol, listedOf, meaningsText} from '../market/symbol/listed-symbol.ts';
import {type Resolution, SymbolResolver} from '../market/symbol/symbol-resolver.ts';
import type {Broker} from '../ports/broker.ts';
import type {Feed} from '../ports/feed.ts';
import type {Settings} from './settings.ts';

/** A symbol of a list and what it is taken to mean. */
export type SymbolView = Readonly<{
  symbol: string;
  /** Null when the name tells nothing, or its contract contradicts it. */
  meaning: string | null;
  how: string;
  digits: number | null;
  contractSize: number | null;
}>;

/**
 * Finds each name in the broker's list of the file, or among the configured and built-in instruments.
 *
 * @throws {InputError} FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN
 */
export async function resolveSymbols(
  names: readonly string[],
  file: string | undefined,
  settings: Settings,
): Promise<readonly Resolution[]> {
  const resolver = new SymbolResolver(await listOf(file, settings));
  return names.map((name) => resolver.resolve(name));
}

/**
 * Every symbol of the list, in order of the alphabet, with what it is taken to mean.
 *
 * @throws {InputError} FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN
 */
export async function listSymbols(
  file: string | undefined,
  settings: Settings,
): Promise<readonly SymbolView[]> {
  return new SymbolResolver(await listOf(file, settings)).list().map(symbolView);
}

function symbolView({symbol, facts, meanings, how, refused}: ListedSymbol): SymbolView {
  const isRead = meanings.some(({quote, assetClass}) => quote !== null || assetClass === 'share');
  const {digits, contractSize} = facts;
  return {
    symbol,
    meaning: isRead ? meaningsText(meanings) : null,
    how: isRead ? how : (refused[0]?.why ?? how),
    digits,
    contractSize,
  };
}

/**
 * The instruments of a broker's list in a file; none without a file.
 *
 * @throws {InputError} FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN
 */
export async function readInstruments(file: string | undefined): Promise<readonly InstrumentFacts[]> {
  if (file === undefined) return [];
  return parseBrokerList(await readTextFile(file), file).map(({symbol, facts}) => ({symbol, ...facts}));
}

/** What plans' symbols are called by this feed and this broker. */
export async function symbolsOf(
  {symbols}: Settings,
  {feed, broker}: Readonly<{feed: Pick<Feed, 'instruments'>; broker: Pick<Broker, 'instruments'>}>,
): Promise<SymbolDirectory> {
  return new SymbolDirectory({
    feed: listedOf(await feed.instruments()),
    broker: listedOf(await broker.instruments()),
    mapped: symbols,
  });
}

async function listOf(file: string | undefined, settings: Settings): Promise<readonly Listed[]> {
  if (file !== undefined) return parseBrokerList(await readTextFile(file), file);
  const book = new InstrumentBook(settings.instruments);
  return listedOf(book.symbols.map((symbol) => book.of(symbol)));
}
