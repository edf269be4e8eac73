import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {Draw} from '../../../../src/diagnose/normalization/draw.ts';
import {makeList} from '../../../../src/diagnose/normalization/made/make-list.ts';
import {madeList} from '../../../../src/diagnose/normalization/made/made-list.ts';
import {NO_FACTS} from '../../../../src/market/symbol/contract-facts.ts';
import {SeededRandom} from '../../../../src/system/seeded-random.ts';

const seeds = fc.nat({max: 2 ** 31 - 1});
const made = (seed: number) => makeList(new Draw(new SeededRandom(seed)));

describe('makeList', () => {
  it('expects of each name all that is truly meant by it, and nothing else', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const {listed, identities, questions, asked} = made(seed);
        const symbols = listed.map(({symbol}) => symbol);
        expect(new Set(symbols).size).toBe(symbols.length);
        expect([...identities.keys()].sort()).toEqual(symbols.toSorted());
        expect(questions.length).toBe(asked.length);
        questions.forEach(({name, expected}, index) => {
          const identity = asked[index]?.identity;
          const same = symbols.filter((symbol) => identities.get(symbol) === identity);
          if (expected.verdict === 'resolved') {
            expect(same).toContain(expected.symbol);
            expect(same.length === 1 || expected.symbol === name).toBe(true);
          } else if (expected.verdict === 'ambiguous') {
            expect(expected.candidates.toSorted()).toEqual(same.toSorted());
            expect(same.length).toBeGreaterThan(1);
          } else expect({name, same}).toEqual({name, same: []});
        });
      }),
    );
  });

  it('makes the same list of the same seed', () => {
    for (const seed of [1, 2, 3, 4]) expect(made(seed)).toEqual(made(seed));
    expect(made(1)).not.toEqual(made(2));
  });

  it('asks for what is listed, for what is listed twice, and for what is not there', () => {
    const verdicts = Array.from({length: 60}, (_, seed) => made(seed)).flatMap(({questions}) =>
      questions.map(({expected}) => expected.verdict),
    );
    for (const verdict of ['resolved', 'ambiguous', 'refused'] as const) {
      expect(verdicts.filter((one) => one === verdict).length).toBeGreaterThan(100);
    }
  });

  it('has lookalikes of what it asks for, and lists that state their contracts', () => {
    const lists = Array.from({length: 60}, (_, seed) => made(seed));
    const decoyed = lists.filter(({identities}) =>
      [...identities.values()].some((one) => one.includes(' of ')),
    );
    const stating = lists.filter(({listed}) => listed.some(({facts}) => facts.contractSize !== null));
    expect(decoyed.length).toBeGreaterThan(15);
    expect(stating.length).toBeGreaterThan(15);
  });
});

describe('madeList', () => {
  const entry = (symbol: string, identity: string) => ({symbol, identity, facts: NO_FACTS});

  it('keeps the first of entries with one symbol', () => {
    const {listed, identities} = madeList('', [entry('A', 'a'), entry('A', 'b')], []);
    expect(listed).toEqual([{symbol: 'A', facts: NO_FACTS}]);
    expect(identities.get('A')).toBe('a');
  });

  it('does not ask for a name that is the symbol of something else, unless its contract says so', () => {
    const names = [{name: 'BTCUSDC', identity: 'BTC/USDC'}];
    expect(madeList('', [entry('BTCUSDC', 'BTCUSD')], names).questions).toEqual([]);
    expect(madeList('', [{...entry('BTCUSDC', 'BTCUSD'), isNamesake: true}], names).questions).toEqual([
      {name: 'BTCUSDC', expected: {verdict: 'refused'}},
    ]);
  });

  it('expects the very name where it is one of several', () => {
    const entries = [entry('NAS100', 'US100'), entry('USTEC', 'US100')];
    const names = ['USTEC', 'US100'].map((name) => ({name, identity: 'US100'}));
    expect(madeList('', entries, names).questions.map(({expected}) => expected)).toEqual([
      {verdict: 'resolved', symbol: 'USTEC'},
      {verdict: 'ambiguous', candidates: ['NAS100', 'USTEC']},
    ]);
  });
});
