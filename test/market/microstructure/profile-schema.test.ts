import {describe, expect, it} from 'vitest';
import {profileOverridesSchema} from '../../../src/market/microstructure/profile-schema.ts';
import {DEFAULT_PROFILES} from '../../../src/market/microstructure/profiles.ts';

const {sessions, instruments, other} = DEFAULT_PROFILES;
const {LONDON} = other.sessions;

/** Path and message of each problem. */
const problemsOf = (overrides: unknown) =>
  profileOverridesSchema
    .safeParse(overrides)
    .error?.issues.map(({path, message}) => `${path.join('.')}: ${message}`) ?? [];

/** The row of an instrument with something else in one place. */
const otherwise = (over: Readonly<Record<string, unknown>>) => ({other: {...other, ...over}});

describe('profileOverridesSchema', () => {
  it('takes the defaults themselves, any part of them, and nothing', () => {
    for (const overrides of [{sessions, instruments, other}, {sessions: {NY: sessions.NY}}, {other}, {}]) {
      expect(profileOverridesSchema.parse(overrides)).toEqual(overrides);
    }
  });

  it.each([
    ['unknown key', {instrument: {}}, ': Unrecognized key: "instrument"'],
    ['unknown session', {sessions: {TOKYO: sessions.NY}}, 'sessions: Unrecognized key: "TOKYO"'],
    [
      'unknown key of a session',
      {sessions: {NY: {...sessions.NY, bias: 1}}},
      'sessions.NY: Unrecognized key: "bias"',
    ],
    [
      'unknown key of an instrument',
      otherwise({confidenceMim: 1}),
      'other: Unrecognized key: "confidenceMim"',
    ],
    [
      'part of a row',
      {sessions: {NY: {volatility: 'low', liquidity: 'low'}}},
      'sessions.NY.strategy: not one of rangeScalp, breakout, momentumContinuation, trendContinuation',
    ],
    ['word', otherwise({personality: 'HIGH'}), 'other.personality: not one of moderate, high, veryHigh'],
    [
      'score above its range',
      otherwise({confidenceMin: 100.1}),
      'other.confidenceMin: not a number from 0 to 100',
    ],
    [
      'score below its range',
      otherwise({confluenceMin: -1}),
      'other.confluenceMin: not a number from 0 to 100',
    ],
    [
      'text for a number',
      otherwise({confluenceMin: '70'}),
      'other.confluenceMin: not a number from 0 to 100',
    ],
    [
      'number missing',
      otherwise({confidenceMin: undefined}),
      'other.confidenceMin: not a number from 0 to 100',
    ],
    ['no number', otherwise({confidenceMin: Number.NaN}), 'other.confidenceMin: not a number from 0 to 100'],
    [
      'stretch of nothing',
      otherwise({vwapStretchDeviations: 0}),
      'other.vwapStretchDeviations: not a number from 0.1 to 10',
    ],
    [
      'weight',
      otherwise({threshold: {...other.threshold, volatilityWeight: 1.1}}),
      'other.threshold.volatilityWeight: not a number from 0 to 1',
    ],
    [
      'exponent',
      otherwise({threshold: {...other.threshold, sessionWeight: -0.1}}),
      'other.threshold.sessionWeight: not a number from 0 to 1',
    ],
    [
      'base',
      otherwise({threshold: {...other.threshold, base: 101}}),
      'other.threshold.base: not a number from 0 to 100',
    ],
    [
      'bias of nothing',
      otherwise({sessions: {...other.sessions, NY: {...LONDON, thresholdBias: 0}}}),
      'other.sessions.NY.thresholdBias: not a number from 0.1 to 10',
    ],
    [
      'factor of ATR',
      otherwise({sessions: {...other.sessions, NY: {...LONDON, atrFactor: 11}}}),
      'other.sessions.NY.atrFactor: not a number from 0.1 to 10',
    ],
    [
      'factor of VWAP',
      otherwise({sessions: {...other.sessions, NY: {...LONDON, vwapFactor: null}}}),
      'other.sessions.NY.vwapFactor: not a number from 0.1 to 10',
    ],
    [
      'range turned round',
      otherwise({atrMultiple: {min: 2, max: 1}}),
      'other.atrMultiple: with a min above its max; exchange them',
    ],
    [
      'no session',
      otherwise({primarySessions: []}),
      'other.primarySessions: is empty; name one session or more',
    ],
    [
      'session twice',
      otherwise({primarySessions: ['NY', 'NY']}),
      'other.primarySessions: which names a session twice; keep one of them',
    ],
    [
      'no such session',
      otherwise({primarySessions: ['TOKYO']}),
      'other.primarySessions.0: not one of ASIAN, LONDON, OVERLAP, NY, POST_NY',
    ],
    ['flag', otherwise({tradesAtWeekend: 'yes'}), 'other.tradesAtWeekend: not true or false'],
    [
      'two names of one instrument',
      {instruments: {XAUUSD: other, 'XAU/USD': other}},
      'instruments.XAU/USD: for the same instrument as "XAUUSD"; keep one of them',
    ],
    [
      'two spellings that differ by spaces alone',
      {instruments: {'MY.INDEX': other, ' MY.INDEX ': other}},
      'instruments. MY.INDEX : for the same instrument as "MY.INDEX"; keep one of them',
    ],
    ['no name', {instruments: {' ': other}}, 'instruments. : under no name; write that of its instrument'],
    [
      'the others among the instruments',
      {instruments: {other}},
      'instruments.other: for all that have no row; write it beside instruments, not among them',
    ],
  ])('refuses: %s', (_name, overrides, problem) => {
    expect(problemsOf(overrides)).toEqual([problem]);
  });

  it('refuses a row in which a session is missing', () => {
    const {NY: _, ...four} = other.sessions;
    expect(problemsOf(otherwise({sessions: four}))).toHaveLength(1);
  });
});
