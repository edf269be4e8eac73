import {describe, expect, it} from 'vitest';
import {DEFAULT_PROFILES, withOverrides} from '../../../src/market/microstructure/profiles.ts';

const {instruments, other, sessions} = DEFAULT_PROFILES;

describe('DEFAULT_PROFILES', () => {
  it('has the numbers of the reference', () => {
    const row = (name: string) => {
      const {threshold, sessions: factors, ...rest} = instruments[name] ?? other;
      const {base, volatilityWeight, sessionWeight} = threshold;
      const of = (factor: 'thresholdBias' | 'atrFactor' | 'vwapFactor') =>
        Object.values(factors)
          .map((one) => one[factor])
          .join(' ');
      return [
        `${base} ${volatilityWeight} ${sessionWeight}: ${of('thresholdBias')}`,
        `${of('atrFactor')}, ${of('vwapFactor')}`,
        `${rest.confidenceMin} ${rest.confluenceMin} ${rest.vwapStretchDeviations} ${rest.personality}`,
        `${rest.atrMultiple.min}-${rest.atrMultiple.max} ${rest.primarySessions.join(' ')} ${rest.tradesAtWeekend}`,
      ];
    };
    expect(row('XAUUSD')).toEqual([
      '70 0.45 0.54: 0.85 1.1 1.2 1 0.9',
      '0.9 1 1.21 1 0.9, 0.9 1 1.21 1 0.9',
      '75 75 1.5 high',
      '1-1.2 LONDON OVERLAP NY false',
    ]);
    expect(row('BTCUSD')).toEqual([
      '75 0.54 0.36: 0.9 1 1.1 1 0.95',
      '1.08 1.2 1.32 1.2 1.08, 0.9 1 1.1 1 0.9',
      '85 85 2.5 veryHigh',
      '1.5-2 ASIAN LONDON OVERLAP NY true',
    ]);
    for (const name of ['EURUSD', 'GBPUSD', 'USDJPY']) {
      expect(row(name)).toEqual([
        '65 0.36 0.63: 0.8 1 1.1 1 0.85',
        '0.9 1 1.1 1 0.9, 0.9 1 1.1 1 0.9',
        '70 70 1 moderate',
        '0.8-1 LONDON NY false',
      ]);
    }
    expect(row('other')).toEqual([
      '70 0.45 0.45: 1 1 1 1 1',
      '0.9 1 1.1 1 0.9, 0.9 1 1.1 1 0.9',
      '70 70 1 moderate',
      '0.9-1.1 LONDON NY false',
    ]);
    expect(
      Object.values(sessions)
        .map(({volatility}) => volatility)
        .join(' '),
    ).toBe('low normal high normal low');
  });
});

describe('withOverrides', () => {
  const mine = {...other, confidenceMin: 1};

  it('replaces whole rows, by what their names mean', () => {
    const profiles = withOverrides(DEFAULT_PROFILES, {instruments: {'XAU/USD': mine, XAGUSD: mine}});
    expect(Object.keys(profiles.instruments)).toEqual([
      'BTCUSD',
      'EURUSD',
      'GBPUSD',
      'USDJPY',
      'XAU/USD',
      'XAGUSD',
    ]);
    expect(profiles).toMatchObject({
      instruments: {'XAU/USD': mine, XAGUSD: mine, BTCUSD: instruments['BTCUSD']},
    });
    expect(profiles.other).toBe(other);
  });

  it('replaces sessions and what holds for the others', () => {
    const quiet = {volatility: 'veryHigh', liquidity: 'low', strategy: 'breakout'} as const;
    const profiles = withOverrides(DEFAULT_PROFILES, {sessions: {NY: quiet}, other: mine});
    expect(profiles.sessions).toEqual({...sessions, NY: quiet});
    expect(profiles.other).toBe(mine);
    expect(profiles.instruments).toEqual(instruments);
  });

  it('changes nothing without overrides', () => {
    expect(withOverrides(DEFAULT_PROFILES, {})).toEqual(DEFAULT_PROFILES);
  });
});
