import {droppedKey, flagKey, numberKey, planKey, refusedKey, runtimeKey} from '../legacy-key.ts';
import {timeKeys} from './time-keys.ts';

/** Prices, orders, time and everything about the plan as a whole. */

const LEGACY_FORM = 'is of a form that the old program refused too';
const FINDING = 'is a finding of an analysis, and no condition';

export const PLAN_KEYS = [
  numberKey('price_above', 1300, (_, above) => ({price: {above}})),
  numberKey('price_below', 1290, (_, below) => ({price: {below}})),
  planKey(
    'price_near',
    'number',
    'the middle of the entry gate; where it is not the entry price, `price: {near, within}`',
  ),
  planKey('tolerance', 'number', 'half the width of that zone; default and most by the class of the symbol'),
  planKey('entry_levels', 'list', '`levels`, as the column of that name'),
  planKey('order_type', '`market`, `limit`, `stop`', '`entry.type`'),
  planKey('bracket_trade_id', 'text', '`group`'),
  planKey('bracket_side', '`buy`, `sell`', 'nothing: it has to be the side of the plan'),
  planKey(
    'plan_type',
    'text',
    '`rangeScalp` for `range_scalp`; `micro_scalp` is refused: it replaced side and prices of the plan',
  ),
  planKey('strategy_type', 'text', 'a remark in `notes`; of `breaker_block` also `breakerBlock`'),
  planKey('strategy', 'text', 'a remark in `notes`'),
  flagKey('execute_immediately', (old) => {
    old.lookAt('execute_immediately: the plan fires at the next quote once it is armed');
    return {always: true};
  }),
  ...timeKeys(),
  refusedKey(
    'min_rr_ratio',
    'is a rule of all plans here',
    'leave it out, and set the guard rewardToRiskMin',
  ),
  refusedKey(
    'atr_based_stops',
    'never had an effect: it was measured against 0',
    'leave it out, and set the guard stopDistanceMinPoints',
  ),
  refusedKey(
    'min_confidence',
    'never had an effect, and nothing measures it',
    'leave it out, or write min_validation_score for an order block',
  ),
  droppedKey('momentum_decay_trap', 'it is only a label'),
  ...[
    'trigger_type',
    'trigger_value',
    'price_retests_ob_level',
    'vwap_support_resistance',
    'momentum_continuation',
    'indicators',
  ].map((name) =>
    refusedKey(name, LEGACY_FORM, 'write the condition that is meant, such as choch_bull: true'),
  ),
  ...[
    'has_consolidation',
    'has_volatility_squeeze',
    'has_breakout_conditions',
    'has_reversal_conditions',
    'has_news_events',
  ].map((name) => refusedKey(name, FINDING, 'write what is to be waited for')),
  refusedKey('risk_filters', 'was never asked for by any program', 'leave it out, and set guards and limits'),
  ...[
    '_micro_scalp_trade_idea',
    'volatility_snapshot',
    'volatility_snapshot_hash',
    'kill_switch_triggered',
    'kill_switch_rmag',
    'kill_switch_rmag_raw',
    'kill_switch_threshold',
  ].map(runtimeKey),
];
