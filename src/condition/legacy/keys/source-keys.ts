import type {Condition} from '../../condition-kind.ts';
import type {OldConditions} from '../old-conditions.ts';
import {flagKey, type LegacyKey, numberKey, parameterKey, refusedKey, wordKey} from '../legacy-key.ts';

/** What needs data beyond quotes. Without a source none of it ever holds. */

const flow = (name: string, is: string, aliases: readonly string[] = []): LegacyKey =>
  flagKey(name, (): Condition => ({orderFlow: {is}}), {aliases});

/** So near a zone of absorption counted where the plan had no zone of its own. */
const ABSORPTION_WIDTH = 10;

function within({context: {toleranceWidth}}: OldConditions): Readonly<Record<string, number>> {
  return {within: toleranceWidth ?? ABSORPTION_WIDTH};
}

const FLOW = [
  flow('delta_positive', 'deltaPositive'),
  flow('delta_negative', 'deltaNegative'),
  flow('cvd_rising', 'cvdRising'),
  flow('cvd_falling', 'cvdFalling'),
  flow('cvd_div_bull', 'cvdDivergenceBull', [
    'cvd_divergence_bull',
    'cvd_divergence_bullish',
    'Cvd Div Bull',
  ]),
  flow('cvd_div_bear', 'cvdDivergenceBear', [
    'cvd_divergence_bear',
    'cvd_divergence_bearish',
    'Cvd Div Bear',
  ]),
  flow('delta_divergence_bull', 'deltaDivergenceBull', [
    'delta_divergence_bullish',
    'delta_div_bull',
    'Delta Divergence Bull',
  ]),
  flow('delta_divergence_bear', 'deltaDivergenceBear', [
    'delta_divergence_bearish',
    'delta_div_bear',
    'Delta Divergence Bear',
  ]),
  flagKey('avoid_absorption_zones', (old) => ({orderFlow: {is: 'outsideAbsorption', ...within(old)}})),
  flagKey('absorption_zone_detected', (old) => ({orderFlow: {is: 'absorption', ...within(old)}}), {
    aliases: ['Absorption Zone Detected'],
  }),
  flagKey('imbalance_detected', (old) => {
    const direction = old.word('imbalance_direction', {buy: 'bull', sell: 'bear'});
    return {orderFlow: {is: 'imbalance', ...(direction === undefined ? {} : {direction})}};
  }),
  flow('spoof_detected', 'spoof'),
  flow('liquidity_rebuild_confirmed', 'liquidityRebuild'),
  flow('liquidity_vacuum_refill', 'liquidityVacuumRefill'),
  flow('cvd_flip_confirmed', 'cvdFlip'),
  flow('tick_rate_declining', 'tickRateDeclining'),
  numberKey('bid_rebuild_speed', 1, (_, atLeast) => ({orderFlow: {is: 'bidRebuildSpeed', atLeast}})),
  numberKey('ask_decay_speed', 1, (_, atLeast) => ({orderFlow: {is: 'askDecaySpeed', atLeast}})),
  parameterKey('imbalance_direction', ['imbalance_detected']),
];

const MARKETS = [
  parameterKey('correlation_asset', ['dxy_change_pct', 'spx_up_pct', 'yield_drop', 'correlation_divergence']),
  numberKey('dxy_change_pct', 0.3, (_, value) => ({crossMarket: {is: 'dxyChange', value}})),
  flagKey('dxy_stall_detected', () => ({crossMarket: {is: 'dxyStall'}})),
  numberKey('spx_up_pct', 0.5, (old, value) => ({
    crossMarket: {is: 'spxUp', value, ...old.numbers({minutes: 'spx_change_window'})},
  })),
  parameterKey('spx_change_window', ['spx_up_pct']),
  numberKey('yield_drop', 0.05, (old, value) => ({
    crossMarket: {is: 'yieldDrop', value, ...old.numbers({minutes: 'yield_change_window'})},
  })),
  parameterKey('yield_change_window', ['yield_drop']),
  flagKey('correlation_divergence', (old) => ({
    crossMarket: {
      is: 'correlationDivergence',
      ...old.numbers({value: 'divergence_threshold', bars: 'divergence_window'}),
    },
  })),
  parameterKey('divergence_threshold', ['correlation_divergence']),
  parameterKey('divergence_window', ['correlation_divergence']),
  flagKey('btc_hold_above_support', () => ({crossMarket: {is: 'btcHoldsSupport'}})),
  numberKey('ethbtc_ratio_deviation', 1.5, (_, value) => ({crossMarket: {is: 'ethBtcDeviation', value}})),
  wordKey('ethbtc_divergence_direction', {bullish: 'ethBtcBullish', bearish: 'ethBtcBearish'}, (_, is) => ({
    crossMarket: {is},
  })),
  flagKey('nasdaq_15min_bullish', () => ({crossMarket: {is: 'nasdaqBullish'}})),
  flagKey('nasdaq_correlation_confirmed', () => ({crossMarket: {is: 'nasdaqBullish'}})),
];

const NEWS = [
  flagKey('news_absorption_filter', (old) => ({
    news: {
      is: 'quiet',
      ...old.numbers({beforeMinutes: 'news_blackout_window', afterMinutes: 'news_blackout_window'}),
    },
  })),
  parameterKey('news_blackout_window', ['news_absorption_filter']),
  parameterKey('high_impact_news_types', ['news_absorption_filter']),
  flagKey('post_news_reclaim', (old) => ({
    news: {is: 'reclaimed', ...old.numbers({level: 'pre_news_level'})},
  })),
  flagKey('price_reclaim_confirmed', (old) => ({
    news: {is: 'reclaimed', ...old.numbers({level: 'pre_news_level'})},
  })),
  parameterKey('pre_news_level', ['post_news_reclaim', 'price_reclaim_confirmed']),
];

const UNASKED = 'was never asked for by any program';

const REFUSED = [
  refusedKey(
    'momentum_decay_confirmed',
    'needs a tick rate that nobody measures',
    'write rsi_divergence_detected: true',
  ),
  refusedKey(
    'macd_divergence_detected',
    'never held: its history was never filled',
    'write rsi_divergence_detected: true',
  ),
  refusedKey('orderbook_imbalance_bear', UNASKED, 'write imbalance_detected: true'),
  refusedKey('imbalance_score', UNASKED, 'write imbalance_detected: true'),
  refusedKey('aggressor_ratio', UNASKED, 'write delta_positive: true or delta_negative: true'),
  refusedKey('absorption', UNASKED, 'write absorption_zone_detected: true'),
  refusedKey('cvd_divergence', UNASKED, 'write cvd_div_bull: true or cvd_div_bear: true'),
  refusedKey('delta_divergence', UNASKED, 'write delta_divergence_bull: true or delta_divergence_bear: true'),
];

export const SOURCE_KEYS = [...FLOW, ...MARKETS, ...NEWS, ...REFUSED];
