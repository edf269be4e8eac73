import type {Condition} from '../../condition-kind.ts';
import {flagKey, numberKey, parameterKey, refusedKey, wordKey} from '../legacy-key.ts';
import type {OldConditions} from '../old-conditions.ts';

/** Swings, breaks and wicks. */

const DIRECTIONS = ['bull', 'bear'] as const;

const BREAKS = DIRECTIONS.flatMap((direction) => [
  flagKey(`choch_${direction}`, (old) => ({choch: {timeframe: old.structureFrame(), direction}})),
  flagKey(`bos_${direction}`, (old) => ({bos: {timeframe: old.structureFrame(), direction}})),
  flagKey(`choch_${direction}_m5`, () => ({choch: {timeframe: 'M5', direction}})),
  flagKey(`choch_${direction}_m15`, () => ({choch: {timeframe: 'M15', direction}})),
  flagKey(`bos_${direction}_m15`, () => ({bos: {timeframe: 'M15', direction}})),
  flagKey(`mss_${direction}`, (old) => ({
    mss: {timeframe: old.structureFrame(), direction, ...waived(old, 'pullback_to_mss', 'pullback')},
  })),
  flagKey(`liquidity_grab_${direction}`, (old) => ({
    liquidityGrab: {timeframe: old.structureFrame(), direction},
  })),
  flagKey(`rsi_div_${direction}`, (old) => ({rsiDivergence: {timeframe: old.frame('M15'), direction}})),
]);

/** A part that the old program asked for unless its key was `false`. */
function waived(old: OldConditions, name: string, parameter: string): Record<string, false> {
  return old.written(name) === false ? {[parameter]: false} : {};
}

/** In the direction of the plan, on bars of its own. */
function confirmation(old: OldConditions): Condition {
  const timeframe = old.frame('M15', 'structure_timeframe');
  return {any: [{choch: {timeframe}}, {bos: {timeframe}}]};
}

const SESSION_PARTS = ['london_session_active', 'sweep_detected', 'reversal_structure'] as const;

function asianSweep(of: 'high' | 'low'): (old: OldConditions) => Condition {
  return (old) => {
    const waivedParts = SESSION_PARTS.filter((name) => old.written(name) === false);
    if (waivedParts.length > 0)
      old.warn(`${waivedParts.join(', ')}: a sweep cannot be had without these parts`);
    return {sessionSweep: {session: 'ASIAN', of}};
  };
}

export const STRUCTURE_KEYS = [
  ...BREAKS,
  flagKey(
    'rejection_wick',
    (old) => {
      const minRatio = old.number('min_wick_ratio');
      const timeframe = old.structureFrame();
      return {rejectionWick: {timeframe, ...(minRatio === undefined ? {} : {minRatio})}};
    },
    {aliases: ['wick_rejection']},
  ),
  parameterKey('min_wick_ratio', ['rejection_wick']),
  flagKey('inside_bar', (old) => ({insideBar: {timeframe: old.frame('M15'), count: 1}})),
  numberKey('consecutive_inside_bars', 3, (old, count) => ({
    insideBar: {timeframe: old.frame('M15'), count},
  })),
  ...(['highs', 'lows'] as const).map((of) =>
    flagKey(`equal_${of}`, (old) => {
      const tolerancePercent = old.number('equal_tolerance_pct');
      const rest = tolerancePercent === undefined ? {} : {tolerancePercent};
      return {equalLevels: {timeframe: old.frame('H1'), of, ...rest}};
    }),
  ),
  parameterKey('equal_tolerance_pct', ['equal_highs', 'equal_lows']),
  flagKey('structure_confirmation', confirmation),
  parameterKey('structure_timeframe', ['structure_confirmation']),
  parameterKey('timeframe', ['every key that looks at bars'], ['tf']),
  parameterKey('structure_tf', ['every key that looks at structure']),
  flagKey('m1_pullback_confirmed', (old) => {
    const direction = old.has('bos_bear_m15') ? 'bear' : old.has('bos_bull_m15') ? 'bull' : undefined;
    return {
      pullback: {timeframe: 'M1', breakTimeframe: 'M15', ...(direction === undefined ? {} : {direction})},
    };
  }),
  parameterKey('pullback_to_mss', ['mss_bull', 'mss_bear']),
  parameterKey('rejection_detected', ['liquidity_grab_bull', 'liquidity_grab_bear']),
  flagKey('liquidity_sweep', () => ({liquiditySweep: {timeframe: 'M1'}})),
  ...(['discount', 'premium'] as const).map((half) =>
    flagKey(`price_in_${half}`, () => ({premiumDiscount: {timeframe: 'M15', in: half}})),
  ),
  flagKey('asian_session_high', asianSweep('high')),
  flagKey('asian_session_low', asianSweep('low')),
  ...SESSION_PARTS.map((name) => parameterKey(name, ['asian_session_high', 'asian_session_low'])),
  flagKey('kill_zone_active', (old) => ({killZone: waived(old, 'volatility_spike', 'volatilitySpike')})),
  parameterKey('volatility_spike', ['kill_zone_active']),
  flagKey('pattern_evening_morning_star', (old) => {
    const bodyRatio = old.number('star_body_ratio');
    return {star: {timeframe: old.frame('M15'), ...(bodyRatio === undefined ? {} : {bodyRatio})}};
  }),
  parameterKey('star_body_ratio', ['pattern_evening_morning_star']),
  parameterKey('gap_threshold', ['pattern_evening_morning_star']),
  flagKey('pattern_three_drive', (old) => ({threeDrive: {timeframe: old.frame('M15')}})),
  parameterKey('drive_tolerance', ['pattern_three_drive']),
  parameterKey('fibonacci_tolerance', ['pattern_three_drive']),
  flagKey('fakeout_sweep', (old) => {
    const [level, withinBars] = [old.number('fakeout_level'), old.number('fakeout_reversal_candles')];
    return {
      fakeout: {
        timeframe: old.frame('M15'),
        ...(level === undefined ? {} : {level}),
        ...(withinBars === undefined ? {} : {withinBars}),
      },
    };
  }),
  parameterKey('fakeout_level', ['fakeout_sweep']),
  parameterKey('fakeout_reversal_candles', ['fakeout_sweep']),
  flagKey('rsi_divergence_detected', (old) => ({rsiDivergence: {timeframe: old.frame('M15')}})),
  wordKey(
    'session',
    {Asian: 'ASIAN', Asia: 'ASIAN', London: 'LONDON', Overlap: 'OVERLAP', NY: 'NY', Post_NY: 'POST_NY'},
    (_, session) => ({
      session: {in: [session]},
    }),
  ),
  flagKey('require_active_session', () => ({session: {in: ['LONDON', 'OVERLAP', 'NY', 'POST_NY']}})),
  refusedKey(
    'pdh_rejection',
    'was never asked for by any program',
    'write previousDay: {of: high, within: …} and rejectionWick',
  ),
  refusedKey(
    'pdl_rejection',
    'was never asked for by any program',
    'write previousDay: {of: low, within: …} and rejectionWick',
  ),
  refusedKey(
    'breakout',
    'was never asked for by any program',
    'say which level breaks, such as price_above or bos_bull',
  ),
];
