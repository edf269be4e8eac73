import type {Listing} from '../../../ports/symbols.ts';
import {type PlayedPlan, type SeenOrder, VOLUME_LOTS} from './play-scene.ts';
import type {Scene} from './scene.ts';

/**
 * What came of a plan.
 *
 * `tradedRight`    once, under the right name, moved by the right quotes;
 * `heldRight`      not traded, as it must be, and the engine says why;
 * `heldInVain`     not traded although both lists have the instrument: a loss, and no danger;
 * `heldInSilence`  not traded, and the engine does not say that the instrument is not listed;
 * `unlistedOrder`  an order under a name that the broker does not list;
 * `tradedWrong`    an order for another instrument, or another order than the plan's;
 * `movedByOther`   the right order, at another instrument's quotes.
 */
export type PlanJudgement =
  | 'tradedRight'
  | 'heldRight'
  | 'heldInVain'
  | 'heldInSilence'
  | 'unlistedOrder'
  | 'tradedWrong'
  | 'movedByOther';

export function judgePlan({plan, orders, isExplained}: PlayedPlan, scene: Scene): PlanJudgement {
  const {expected} = plan;
  const [order, ...more] = orders;
  if (order === undefined) {
    if (!isExplained) return 'heldInSilence';
    return expected === null ? 'heldRight' : 'heldInVain';
  }
  const isListed =
    scene.broker.length === 0 || scene.broker.some(({symbol}) => symbol === order.brokerSymbol);
  if (!isListed) return 'unlistedOrder';
  const isPlanned = more.length === 0 && order.volumeLots === VOLUME_LOTS;
  if (order.brokerSymbol !== expected?.brokerSymbol || !isPlanned) return 'tradedWrong';
  return order.feedSymbol === expected.feedSymbol ? 'tradedRight' : 'movedByOther';
}

/** What was expected of a plan and what came of it, in words. */
export function outcomeText({plan: {symbol, expected}, orders, isExplained}: PlayedPlan): string {
  const wanted = expected === null ? 'no order' : orderText(expected);
  const got = orders.length === 0 ? 'no order' : orders.map(orderText).join(' and ');
  const silence = orders.length > 0 || isExplained ? '' : ' and no word that the instrument is not listed';
  return `plan for "${symbol}": expected ${wanted}, got ${got}${silence}`;
}

function orderText({
  brokerSymbol,
  feedSymbol,
  volumeLots = VOLUME_LOTS,
}: Listing & Partial<SeenOrder>): string {
  const size = volumeLots === VOLUME_LOTS ? '' : ` of ${volumeLots} instead of ${VOLUME_LOTS} lots`;
  return `an order for ${brokerSymbol}${size} at the price of ${feedSymbol}`;
}
