import {Big} from 'big.js';
import {MET, type Verdict} from '../condition/verdict.ts';
import {differenceAtMost, multiply, slackOf} from '../market/price.ts';
import type {Side} from '../market/quote.ts';
import type {EntryRule} from './entry-rule.ts';

/**
 * Rules on the way from the entry to the stop loss, the risk, and to the take profit, the reward. Both
 * are counted in the direction of the side, so a risk is above zero where the stop loss is behind the entry.
 */

const TOO_NEAR: Verdict = {state: 'unmet', reason: 'stopTooNear'};
const TOO_FAR: Verdict = {state: 'unmet', reason: 'stopTooFar'};
const TOO_SMALL: Verdict = {state: 'unmet', reason: 'rewardTooSmall'};

type Exit = Readonly<{side: Side; stopLoss: number}>;

/** Whether there is a risk at all: the price has not come to the stop loss yet. */
export function isStopBehind(price: number, {side, stopLoss}: Exit): boolean {
  return side === 'buy' ? price > stopLoss : price < stopLoss;
}

/** Risk of an entry at that price, exactly. */
export function riskAt(price: number, {side, stopLoss}: Exit): Big {
  return side === 'buy' ? new Big(price).minus(stopLoss) : new Big(stopLoss).minus(price);
}

/** reward ≥ atLeast × risk, in decimals. */
export function rewardRule({
  threshold,
  atLeast,
  takeProfit,
  ...exit
}: Exit & Readonly<{threshold: string; atLeast: number; takeProfit: number}>): EntryRule {
  const {side, stopLoss} = exit;
  const rewardAt = (price: number) =>
    side === 'buy' ? new Big(takeProfit).minus(price) : new Big(price).minus(takeProfit);
  const holdsAt = (price: number) => {
    const rough =
      atLeast * Math.abs(price - stopLoss) - (side === 'buy' ? takeProfit - price : price - takeProfit);
    if (Math.abs(rough) > slackOf(price, takeProfit, atLeast * price, atLeast * stopLoss)) return rough < 0;
    return rewardAt(price).gte(riskAt(price, exit).times(atLeast));
  };
  // The price at which the two sides of the rule are equal.
  const turn = (takeProfit + atLeast * stopLoss) / (1 + atLeast);
  return {
    threshold,
    judge: (price) => {
      if (!isStopBehind(price, exit)) return TOO_NEAR;
      return holdsAt(price) ? MET : TOO_SMALL;
    },
    measured: (price) =>
      isStopBehind(price, exit) ? rewardAt(price).div(riskAt(price, exit)).toNumber() : null,
    limit: atLeast,
    ...(side === 'buy'
      ? {from: stopLoss, to: turn + slackOf(turn)}
      : {from: turn - slackOf(turn), to: stopLoss}),
  };
}

type InPoints = Exit &
  Readonly<{
    threshold: string;
    points: number;
    /** Price of one point. */
    point: number;
  }>;

/** risk ≥ points, in decimals. */
export function stopNearRule({threshold, points, point, ...exit}: InPoints): EntryRule {
  const {side, stopLoss} = exit;
  const limit = multiply(points, point);
  const slack = slackOf(stopLoss, limit);
  return {
    threshold,
    judge: (price) => {
      const [high, low] = side === 'buy' ? [price, stopLoss] : [stopLoss, price];
      return differenceAtMost(low, high, -limit) ? MET : TOO_NEAR;
    },
    measured: (price) => riskAt(price, exit).div(point).toNumber(),
    limit: points,
    from: side === 'buy' ? stopLoss + limit - slack : -Infinity,
    to: side === 'buy' ? Infinity : stopLoss - limit + slack,
  };
}

/** risk ≤ points, in decimals. */
export function stopFarRule({threshold, points, point, ...exit}: InPoints): EntryRule {
  const {side, stopLoss} = exit;
  const limit = multiply(points, point);
  const slack = slackOf(stopLoss, limit);
  return {
    threshold,
    judge: (price) => {
      const [high, low] = side === 'buy' ? [price, stopLoss] : [stopLoss, price];
      return differenceAtMost(high, low, limit) ? MET : TOO_FAR;
    },
    measured: (price) => riskAt(price, exit).div(point).toNumber(),
    limit: points,
    from: side === 'buy' ? -Infinity : stopLoss - limit - slack,
    to: side === 'buy' ? stopLoss + limit + slack : Infinity,
  };
}
