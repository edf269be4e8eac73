import type {Listed} from '../market/symbol/listed-symbol.ts';
import {type Resolution, SymbolResolver} from '../market/symbol/symbol-resolver.ts';
import type {SymbolAnswer, Symbols} from '../ports/symbols.ts';

/** Answers kept for names that come again; plans name few symbols. */
const ANSWERS_MAX = 10_000;

/** What to look for in place of a plan's symbol: the same in both lists, or in each its own. */
export type SymbolMapping = string | Readonly<{feed?: string | undefined; broker?: string | undefined}>;

/** Finds a name in one list, and reads the names of that list. */
export type NameResolver = Pick<SymbolResolver, 'resolve' | 'meaningOf'>;

export type SymbolDirectoryOptions = Readonly<{
  /** What the feed lists. Empty: it says nothing of what it has, and names are taken as written. */
  feed: readonly Listed[];
  /** What the broker lists, likewise. */
  broker: readonly Listed[];
  /** A plan's symbol → what to look for instead. */
  mapped?: Readonly<Record<string, SymbolMapping>>;
  /** Default: `SymbolResolver`. */
  resolverOf?: (list: readonly Listed[]) => NameResolver;
}>;

/** Names are those of the feed and of the broker, exactly. */
export const AS_WRITTEN: Symbols = {
  find: (planSymbol) => ({listed: true, listing: {feedSymbol: planSymbol, brokerSymbol: planSymbol}}),
};

/**
 * The lists of feed and broker, and what a plan's symbol is called in each.
 *
 * The two are asked apart: a plan says XAUUSD, the feed quotes GOLD, the broker trades XAUUSD.m. When
 * either does not answer with one symbol, the plan has no instrument.
 */
export class SymbolDirectory implements Symbols {
  readonly #feed: NameResolver | undefined;
  readonly #broker: NameResolver | undefined;
  readonly #mapped: ReadonlyMap<string, SymbolMapping>;
  readonly #answers = new Map<string, SymbolAnswer>();

  constructor({
    feed,
    broker,
    mapped = {},
    resolverOf = (list) => new SymbolResolver(list),
  }: SymbolDirectoryOptions) {
    this.#feed = feed.length === 0 ? undefined : resolverOf(feed);
    this.#broker = broker.length === 0 ? undefined : resolverOf(broker);
    this.#mapped = new Map(Object.entries(mapped));
  }

  find(planSymbol: string): SymbolAnswer {
    const known = this.#answers.get(planSymbol);
    if (known !== undefined) return known;
    const answer = this.#answerTo(planSymbol);
    if (this.#answers.size >= ANSWERS_MAX) this.#answers.clear();
    this.#answers.set(planSymbol, answer);
    return answer;
  }

  #answerTo(planSymbol: string): SymbolAnswer {
    const mapped = this.#mapped.get(planSymbol) ?? planSymbol;
    const sought = typeof mapped === 'string' ? {feed: mapped, broker: mapped} : mapped;
    const tradedName = sought.broker ?? planSymbol;
    const traded = this.#broker?.resolve(tradedName) ?? asWritten(tradedName);
    if (traded.symbol === null) return notListed(traded, 'broker');
    const quotedName = sought.feed ?? planSymbol;
    const quoted = this.#feed?.resolve(quotedName) ?? asWritten(quotedName);
    if (quoted.symbol === null) return notListed(quoted, 'feed');
    const meaning = this.#feed?.meaningOf(quoted.symbol) ?? this.#broker?.meaningOf(traded.symbol);
    return {listed: true, listing: {feedSymbol: quoted.symbol, brokerSymbol: traded.symbol, meaning}};
  }
}

type Found = Pick<Resolution, 'verdict' | 'symbol' | 'candidates'>;

function asWritten(name: string): Found {
  return {verdict: 'resolved', symbol: name, candidates: [name]};
}

function notListed({verdict, candidates}: Found, at: 'feed' | 'broker'): SymbolAnswer {
  return {listed: false, verdict: verdict === 'ambiguous' ? 'ambiguous' : 'unknown', at, candidates};
}
