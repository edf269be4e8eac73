import type {Listed} from '../../../market/symbol/listed-symbol.ts';
import type {Expected, Question, SpellingList} from '../spelling-list.ts';

/** A listed symbol and what it truly is. */
export type Entry = Listed &
  Readonly<{
    identity: string;
    /** It bears the very name of something else, and its facts say so. */
    isNamesake?: boolean;
  }>;

/** A name and what is truly meant by it. */
export type Asked = Readonly<{name: string; identity: string}>;

/** A list that was made up, so that the truth about each of its symbols is known. */
export type MadeList = SpellingList &
  Readonly<{
    /** What each symbol truly is. */
    identities: ReadonlyMap<string, string>;
    /** What each name truly means, in the order of the questions. */
    asked: readonly Asked[];
  }>;

/**
 * Puts a list together. Of entries with the same symbol the first stays: a broker has each name once. A
 * name that is, letter for letter, the symbol of something else is not asked, since it would mean both.
 */
export function madeList(topic: string, entries: readonly Entry[], names: readonly Asked[]): MadeList {
  const bySymbol = new Map<string, Entry>();
  for (const entry of entries) if (!bySymbol.has(entry.symbol)) bySymbol.set(entry.symbol, entry);
  const asked = names.filter(({name, identity}) => {
    const same = bySymbol.get(name);
    return same === undefined || same.identity === identity || same.isNamesake === true;
  });
  const identities = new Map([...bySymbol.values()].map(({symbol, identity}) => [symbol, identity]));
  const questions = asked.map((one): Question => ({name: one.name, expected: truth(one, identities)}));
  const listed = [...bySymbol.values()].map(({symbol, facts}) => ({symbol, facts}));
  return {topic, listed, questions, identities, asked};
}

/** What the name must be answered with, from what the symbols truly are. */
function truth({name, identity}: Asked, identities: ReadonlyMap<string, string>): Expected {
  if (identities.get(name) === identity) return {verdict: 'resolved', symbol: name};
  const same = [...identities].flatMap(([symbol, one]) => (one === identity ? [symbol] : []));
  const [only] = same;
  if (only === undefined) return {verdict: 'refused'};
  return same.length === 1 ? {verdict: 'resolved', symbol: only} : {verdict: 'ambiguous', candidates: same};
}
