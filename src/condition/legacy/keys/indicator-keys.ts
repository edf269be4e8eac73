import type {Condition} from '../../condition-kind.ts';
import {flagKey, numberKey, parameterKey, refusedKey, wordKey} from '../legacy-key.ts';
import type {OldConditions} from '../old-conditions.ts';

/** Momentum, bands, volatility and volume. */

const SIDES = {above: 'above', below: 'below', any: 'any'};
const TRENDS = {bullish: 'bull', bearish: 'bear', any: 'any'};

function vwap(old: OldConditions): Condition | undefined {
  const deviation = old.value('vwap_deviation');
  if (deviation === undefined) return undefined;
  if (typeof deviation === 'number' && deviation !== 1) {
    old.lookAt(`vwap_deviation is ${deviation}, which may be a threshold: 2 deviations were filled in`);
  } else if (old.flag('vwap_deviation') === undefined) return undefined;
  const side = old.word('vwap_deviation_direction', SIDES);
  return {
    vwap: {
      ...(side === undefined ? {} : {side}),
      ...old.numbers({deviationsAtLeast: 'vwap_deviation_threshold'}),
    },
  };
}

function emaSlope(old: OldConditions): Condition | undefined {
  const direction = old.word('ema_slope_direction', TRENDS) ?? 'any';
  if (direction === 'any' && (old.number('min_ema_slope_pct') ?? 0) === 0) {
    old.warn('ema_slope was left out: of any direction and any size, every slope passed it');
    return undefined;
  }
  return {
    emaSlope: {
      timeframe: old.frame('H1', 'ema_timeframe'),
      direction,
      ...old.numbers({period: 'ema_period', minPercent: 'min_ema_slope_pct'}),
    },
  };
}

/** The old width was 2σ, ours is 4σ: the band from end to end. */
function twice(old: OldConditions, name: string, fallback: number): number {
  return 2 * (old.number(name) ?? fallback);
}

function bbExpansion(old: OldConditions): Condition {
  const timeframe = old.frame('M15');
  const abovePercent = twice(old, 'bb_expansion_threshold', 2);
  if (old.flag('bb_expansion_check_both') !== true || timeframe === 'M5')
    return {bbExpansion: {timeframe, abovePercent}};
  return {any: [{bbExpansion: {timeframe, abovePercent}}, {bbExpansion: {timeframe: 'M5', abovePercent}}]};
}

function atrStretch(old: OldConditions): Condition | undefined {
  const {entryPrice} = old.context;
  if (entryPrice === null) {
    old.lacks('atr_stretch is measured from the entry price, which is not given');
    return undefined;
  }
  const parameters = old.numbers({multiple: 'atr_multiple', period: 'atr_period'});
  return {atrStretch: {timeframe: old.frame('M15'), from: entryPrice, ...parameters}};
}

function flatVolatility(old: OldConditions, bars: number): Condition | undefined {
  const maxRange = old.number('flat_vol_threshold');
  if (maxRange === undefined) {
    old.lacks('flat_vol_hours has no flat_vol_threshold: below which true range is it flat?');
    return undefined;
  }
  return {
    flatVolatility: {
      timeframe: old.frame('H1'),
      bars,
      maxRange,
      ...old.numbers({stability: 'flat_vol_stability'}),
    },
  };
}

/** The three triggers voted: so many of those that are given had to hold. */
const VOTES = ['atr_5m_threshold', 'bb_width_threshold', 'vix_threshold'] as const;

function vote(old: OldConditions, name: (typeof VOTES)[number]): Condition | undefined {
  const [first] = VOTES.filter((one) => old.has(one));
  if (first !== name) return undefined;
  const votes = VOTES.flatMap((one) => {
    const above = old.number(one);
    return above === undefined ? [] : [ballot(one, above)];
  });
  const needed = Math.min(old.number('volatility_trigger_rule') ?? 2, votes.length);
  if (needed >= votes.length) return votes.length === 1 ? votes[0] : {all: votes};
  if (needed <= 1) return {any: votes};
  return {
    any: votes.map((one, index) => ({all: votes.filter((_, other) => other !== index && one !== undefined)})),
  };
}

function ballot(name: (typeof VOTES)[number], above: number): Condition {
  switch (name) {
    case 'atr_5m_threshold':
      return {atr: {timeframe: 'M5', above}};
    case 'bb_width_threshold':
      return {bbWidth: {timeframe: 'M5', in: 'atr', above}};
    case 'vix_threshold':
      return {crossMarket: {is: 'vixAbove', value: above}};
  }
}

const VOLATILITY_STATES = {
  EXPANDING: 'expanding',
  EXPANSION: 'expanding',
  CONTRACTING: 'contracting',
  CONTRACTION: 'contracting',
  STABLE: 'stable',
};

export const INDICATOR_KEYS = [
  ...(['below', 'above'] as const).map((side) =>
    numberKey(
      `adx_${side}`,
      25,
      (old, level) => {
        const timeframe = old.namedFrame();
        if (timeframe !== undefined) return {adx: {timeframe, [side]: level}};
        old.lacks(`adx_${side} names no bars: give a timeframe`);
        return undefined;
      },
      {beside: {timeframe: 'M15'}},
    ),
  ),
  {...flagKey('vwap_deviation', vwap), role: {as: 'condition', convert: vwap} as const},
  parameterKey('vwap_deviation_threshold', ['vwap_deviation']),
  parameterKey('vwap_deviation_direction', ['vwap_deviation']),
  flagKey('ema_slope', emaSlope, {beside: {ema_slope_direction: 'bullish'}}),
  parameterKey('ema_slope_direction', ['ema_slope']),
  parameterKey('ema_period', ['ema_slope']),
  parameterKey('ema_timeframe', ['ema_slope']),
  parameterKey('min_ema_slope_pct', ['ema_slope']),
  flagKey('zscore', (old) => ({
    zScore: {
      timeframe: old.frame('M15'),
      ...old.numbers({beyond: 'z_threshold', lookback: 'zscore_lookback'}),
    },
  })),
  parameterKey('z_threshold', ['zscore']),
  parameterKey('zscore_lookback', ['zscore']),
  flagKey('atr_stretch', atrStretch),
  parameterKey('atr_multiple', ['atr_stretch']),
  parameterKey('atr_period', ['atr_stretch']),
  flagKey('bb_squeeze', (old) => ({
    bbSqueeze: {timeframe: old.frame('M15'), belowPercent: twice(old, 'bb_squeeze_threshold', 1.5)},
  })),
  parameterKey('bb_squeeze_threshold', ['bb_squeeze']),
  flagKey('bb_expansion', bbExpansion),
  parameterKey('bb_expansion_threshold', ['bb_expansion']),
  parameterKey('bb_expansion_check_both', ['bb_expansion']),
  flagKey('bb_retest', (old) => ({
    bbRetest: {
      timeframe: old.frame('M15'),
      ...old.numbers({tolerancePercent: 'bb_retest_tolerance', lookbackBars: 'bb_retest_lookback'}),
      ...(old.written('bb_retest_require_bounce') === false ? {bounce: false} : {}),
    },
  })),
  parameterKey('bb_retest_tolerance', ['bb_retest']),
  parameterKey('bb_retest_lookback', ['bb_retest']),
  parameterKey('bb_retest_require_bounce', ['bb_retest']),
  flagKey('momentum_follow', (old) => ({
    momentum: {
      timeframe: old.frame('M15'),
      ...old.numbers({bars: 'momentum_periods', minPercent: 'momentum_threshold'}),
    },
  })),
  parameterKey('momentum_periods', ['momentum_follow']),
  parameterKey('momentum_threshold', ['momentum_follow']),
  flagKey('volatility_decay', (old) => ({
    volatilityDecay: {
      timeframe: old.frame('M15'),
      ...old.numbers({below: 'decay_threshold', window: 'decay_window'}),
    },
  })),
  parameterKey('decay_threshold', ['volatility_decay']),
  parameterKey('decay_window', ['volatility_decay']),
  numberKey('flat_vol_hours', 3, flatVolatility, {beside: {flat_vol_threshold: 2}}),
  parameterKey('flat_vol_threshold', ['flat_vol_hours']),
  parameterKey('flat_vol_stability', ['flat_vol_hours']),
  ...VOTES.map((name) => numberKey(name, name === 'vix_threshold' ? 20 : 2.5, (old) => vote(old, name))),
  parameterKey('volatility_trigger_rule', VOTES),
  numberKey('min_volatility', 1.2, (_, above) => ({atr: {timeframe: 'M5', above}})),
  numberKey('max_volatility', 2.5, (_, below) => ({atr: {timeframe: 'M5', below}})),
  wordKey('volatility_state', VOLATILITY_STATES, (_, is) => ({volatilityState: {timeframe: 'M1', is}})),
  flagKey('volatility_fractal_expansion', (old) => ({volatilityBreakout: {timeframe: old.frame('M15')}})),
  flagKey('iv_collapse_detected', (old) => ({trueRangeCollapse: {timeframe: old.frame('M15')}})),
  flagKey('volatility_recoil_confirmed', (old) => ({volatilityRecoil: {timeframe: old.frame('M15')}})),
  numberKey('rmag_atr_ratio', 5, (old, atLeastAtr) => ({
    emaDistance: {timeframe: old.frame('M15'), atLeastAtr},
  })),
  flagKey('bb_width_rising', (old) => ({bbWidthRising: {timeframe: old.frame('M15')}})),
  flagKey('impulse_continuation_confirmed', (old) => {
    const timeframe = old.frame('M15');
    return {all: [{emaDistance: {timeframe, atLeastAtr: 5}}, {bbWidthRising: {timeframe, bars: 3}}]};
  }),
  flagKey('volume_confirmation', (old) => ({volume: {timeframe: old.frame('M5'), ratioAbove: 1.2}}), {
    aliases: ['volume_confirmed'],
  }),
  numberKey('volume_ratio', 1.5, (old, ratioAbove) => ({volume: {timeframe: old.frame('M5'), ratioAbove}})),
  numberKey('volume_above', 1000, (old, above) => ({volume: {timeframe: old.frame('M5'), above}})),
  flagKey('volume_spike', (old) => ({volume: {timeframe: old.frame('M5'), spikeDeviations: 2}})),
  refusedKey('bb_compression', 'was never asked for by any program', 'write bb_squeeze: true'),
  refusedKey(
    'volatility_compression',
    'was never asked for by any program',
    'write volatility_state: "CONTRACTING", or bb_squeeze: true',
  ),
  refusedKey(
    'bb_fade',
    'is the name of a strategy, and no condition',
    'say at which band: price_near, or zscore: true',
  ),
  refusedKey('bb_position', 'was never asked for by any program', 'write zscore: true, or bb_retest: true'),
  refusedKey(
    'bb_width_below',
    'was never asked for by any program',
    'write bb_squeeze: true with bb_squeeze_threshold',
  ),
  refusedKey('vwap_momentum_flat', 'was never asked for by any program', 'leave it out, or write adx_below'),
  refusedKey('vwap_slope_max', 'was never asked for by any program', 'leave it out, or write adx_below'),
  refusedKey('vwap_zone', 'was never asked for by any program', 'write vwap_deviation: true, or price_near'),
  refusedKey(
    'breakout_trigger',
    'was never asked for by any program',
    'write the condition that it names as a key of its own, such as bb_expansion: true',
  ),
];
