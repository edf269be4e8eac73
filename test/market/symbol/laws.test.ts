import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {SymbolResolver} from '../../../src/market/symbol/symbol-resolver.ts';
import {listOf} from './lists.ts';

const NAMES = 'EURUSD GBPUSD USDJPY USDCAD USDCHF XAUUSD XAGUSD BTCUSD ETHUSD US30 US100 DE40 WTI'.split(' ');
const TRAPS =
  'XAUUSDgr|US30_x10m|BTCUSDC|BTCUSDT|1000PEPEUSDT|ADABTC|#GOLD|GOLD.US|UBER|WBTCUSD|XAUUSD-F|VIX_Z3|EURUSDT|USDCUSDT|AAPL|BTC/USDT:USDT|JPYUSD|R_75'.split(
    '|',
  );
const endings = fc.constantFrom(
  '',
  'm',
  'c',
  '.r',
  '.raw',
  '.pro',
  '+',
  '#',
  '-ECN',
  '_i',
  '.sml',
  '.zz',
  '.m',
);

/** A broker that writes all its names one way. */
const broker = fc.record({
  names: fc.uniqueArray(fc.constantFrom(...NAMES), {minLength: 4}),
  ending: endings,
});
const list = (names: readonly string[], ending: string) => names.map((name) => name + ending);
const resolverOf = (symbols: readonly string[]) => new SymbolResolver(listOf(symbols.join('|')));

describe('laws of SymbolResolver', () => {
  it('finds every instrument of a broker that writes all names one way', () => {
    fc.assert(
      fc.property(broker, ({names, ending}) => {
        const resolver = resolverOf(list(names, ending));
        for (const name of names) expect(resolver.resolve(name).symbol).toBe(name + ending);
      }),
    );
  });

  it('never answers with another instrument because unrelated symbols are listed too', () => {
    fc.assert(
      fc.property(broker, fc.subarray(TRAPS), fc.constantFrom(...NAMES), ({names, ending}, traps, name) => {
        const {symbol} = resolverOf([...list(names, ending), ...traps]).resolve(name);
        expect([null, names.includes(name) ? name + ending : null]).toContain(symbol);
      }),
    );
  });

  it('gives the same answers whatever the order and repetition of the list', () => {
    fc.assert(
      fc.property(
        broker,
        fc.subarray(TRAPS),
        fc.constantFrom(...NAMES, ...TRAPS, 'GOLD', 'OIL'),
        fc.infiniteStream(fc.nat()),
        ({names, ending}, traps, name, dice) => {
          const symbols = [...list(names, ending), ...traps];
          const shuffled = symbols
            .map((symbol) => ({symbol, at: dice.next().value ?? 0}))
            .sort((a, b) => a.at - b.at)
            .map(({symbol}) => symbol);
          expect(resolverOf([...shuffled, ...symbols]).resolve(name)).toEqual(
            resolverOf(symbols).resolve(name),
          );
        },
      ),
    );
  });

  it('answers an exact name with itself, or with itself among others', () => {
    fc.assert(
      fc.property(broker, fc.subarray(TRAPS), ({names, ending}, traps) => {
        const symbols = [...list(names, ending), ...traps];
        const resolver = resolverOf(symbols);
        for (const symbol of symbols) expect(resolver.resolve(symbol).candidates).toContain(symbol);
        for (const symbol of symbols) expect([symbol, null]).toContain(resolver.resolve(symbol).symbol);
      }),
    );
  });

  it('answers only with symbols of the list, whatever is asked', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9#._/+-]{1,14}$/));
    fc.assert(
      fc.property(fc.array(text, {maxLength: 12}), text, (symbols, name) => {
        const listed = symbols.map((symbol) => ({symbol, facts: listOf('x')[0]?.facts ?? expect.fail()}));
        const {verdict, symbol, candidates} = new SymbolResolver(listed).resolve(name);
        for (const candidate of candidates) expect(symbols).toContain(candidate);
        expect(symbol !== null).toBe(verdict === 'resolved');
        if (verdict === 'resolved') expect(candidates).toEqual([symbol]);
        if (verdict === 'ambiguous') expect(candidates.length).toBeGreaterThan(0);
      }),
    );
  });
});
