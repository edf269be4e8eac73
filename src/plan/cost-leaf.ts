import {Big} from 'big.js';
import type {Leaf} from '../condition/leaf.ts';
import {untilSpreadAtMost} from '../condition/spread-leaf.ts';
import {MET, NO_QUOTE, NOTHING_SEEN, type Verdict} from '../condition/verdict.ts';
import {AT_NEXT_QUOTE, NEVER} from '../condition/wake.ts';
import {slackOf} from '../market/price.ts';
import {openingLine, type Quote, type Side} from '../market/quote.ts';
import {isStopBehind, riskAt} from './risk-rules.ts';

const TOO_HIGH: Verdict = {state: 'unmet', reason: 'costTooHigh'};
const TOO_NEAR: Verdict = {state: 'unmet', reason: 'stopTooNear'};

/**
 * ask − bid ≤ share × risk, in decimals: what an entry costs, held against what it puts at stake.
 *
 * @param orderPrice Where the order rests; null for a market entry, which gets the side price.
 */
export function costLeaf({
  threshold,
  shareMax,
  orderPrice,
  ...exit
}: Readonly<{
  threshold: string;
  shareMax: number;
  orderPrice: number | null;
  side: Side;
  stopLoss: number;
}>): Leaf {
  const line = openingLine(exit.side);
  const priceAt = (quote: Quote) => orderPrice ?? quote[line];
  const shareAt = (quote: Quote) => new Big(quote.ask).minus(quote.bid).div(riskAt(priceAt(quote), exit));
  const holdsAt = (quote: Quote) => {
    const {ask, bid} = quote;
    const price = priceAt(quote);
    const rough = ask - bid - shareMax * Math.abs(price - exit.stopLoss);
    const slack = slackOf(ask, bid, shareMax * price, shareMax * exit.stopLoss);
    if (Math.abs(rough) > slack) return rough < 0;
    return new Big(ask).minus(bid).lte(riskAt(price, exit).times(shareMax));
  };
  return {
    threshold,
    judge: ({quote}) => {
      if (quote === undefined) return NO_QUOTE;
      if (!isStopBehind(priceAt(quote), exit)) return TOO_NEAR;
      return holdsAt(quote) ? MET : TOO_HIGH;
    },
    observe: ({quote}) => {
      if (quote === undefined) return NOTHING_SEEN;
      const isBehind = isStopBehind(priceAt(quote), exit);
      return {observed: isBehind ? shareAt(quote).toNumber() : null, dataTimeMs: quote.timeMs};
    },
    wakes: ({quote}) => {
      // Of a market entry spread and risk move together: no single line says when it may hold.
      if (quote === undefined || orderPrice === null) return AT_NEXT_QUOTE;
      if (!isStopBehind(orderPrice, exit)) return NEVER;
      if (holdsAt(quote)) return AT_NEXT_QUOTE;
      return untilSpreadAtMost(riskAt(orderPrice, exit).times(shareMax).toNumber(), quote);
    },
    distance: ({quote}) => {
      if (quote === undefined || !isStopBehind(priceAt(quote), exit)) return undefined;
      const share = shareAt(quote).toNumber();
      return {away: Math.abs(share - shareMax), scale: Math.max(share, shareMax)};
    },
  };
}
