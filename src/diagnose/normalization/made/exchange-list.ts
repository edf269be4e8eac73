import {NO_FACTS} from '../../../market/symbol/contract-facts.ts';
import type {Draw} from '../draw.ts';
import {EXCHANGE_BASES, EXCHANGE_QUOTES} from './known-instrument.ts';
import {type Asked, type Entry, type MadeList, madeList} from './made-list.ts';

type Pair = Readonly<{base: string; quote: string}>;

const PAIRS: readonly Pair[] = EXCHANGE_BASES.flatMap((base) =>
  EXCHANGE_QUOTES.flatMap((quote) => (base === quote ? [] : [{base, quote}])),
);

const identityOf = ({base, quote}: Pair) => `${base}/${quote}`;

/** The list of an exchange for coins: BTC in USDT, in USDC and in USD are three instruments. */
export function makeExchangeList(draw: Draw): MadeList {
  const between = draw.one(['', '', '-', '/', '_']);
  const isLowerCase = draw.isTrue(0.2);
  const written = ({base, quote}: Pair) => {
    const symbol = base + between + quote;
    return isLowerCase ? symbol.toLowerCase() : symbol;
  };
  // Now and then all is in one token, as if the list had an ending.
  const [only] = draw.isTrue(0.25) ? draw.some(EXCHANGE_QUOTES, 1) : [];
  const quoted = PAIRS.filter(({quote}) => only === undefined || quote === only);
  const pairs = draw.some(quoted, draw.number(8, 40));
  const entries = [
    ...pairs.map((pair): Entry => ({symbol: written(pair), facts: NO_FACTS, identity: identityOf(pair)})),
    ...drawDerived(draw),
  ];
  const absent = draw.some(
    PAIRS.filter((pair) => !pairs.includes(pair)),
    8,
  );
  const asked = [...pairs, ...absent].map((pair) => drawQuestion(pair, draw));
  const topic = `an exchange, ${written({base: 'BTC', quote: only ?? 'USDT'})}`;
  return madeList(topic, draw.shuffled(entries), asked);
}

/** Contracts on the pairs, and pairs of other coins whose names hold them. */
function drawDerived(draw: Draw): readonly Entry[] {
  const entry = (symbol: string): Entry => ({symbol, facts: NO_FACTS, identity: `the contract ${symbol}`});
  const all =
    '1000PEPEUSDT 1000SHIBUSDT BTCUPUSDT BTCDOWNUSDT WBTCUSDT BTC/USDT:USDT BTCUSDT_PERP BTC3LUSDT kBONKUSDT';
  return draw.some(all.split(' '), draw.number(0, 3)).map(entry);
}

function drawQuestion(pair: Pair, draw: Draw): Asked {
  const {base, quote} = pair;
  const name = draw.one([base + quote, base + quote, `${base}/${quote}`, `${base}-${quote}`]);
  return {name: draw.isTrue(0.2) ? name.toLowerCase() : name, identity: identityOf(pair)};
}
