import {SESSION_NAMES, type SessionName} from '../session/sessions.ts';
import {instrumentKey} from './instrument-key.ts';
import type {InstrumentProfile, MicrostructureProfiles, SessionFactors, SessionProfile} from './profile.ts';

/** What is usual in each session. How much a session asks for is said by the bias of the threshold alone. */
const SESSION_PROFILES: Readonly<Record<SessionName, SessionProfile>> = {
  ASIAN: {volatility: 'low', liquidity: 'low', strategy: 'rangeScalp'},
  LONDON: {volatility: 'normal', liquidity: 'active', strategy: 'breakout'},
  OVERLAP: {volatility: 'high', liquidity: 'active', strategy: 'momentumContinuation'},
  NY: {volatility: 'normal', liquidity: 'active', strategy: 'trendContinuation'},
  POST_NY: {volatility: 'low', liquidity: 'moderate', strategy: 'rangeScalp'},
};

/** One number for each session, in the order of the day. */
type Day = readonly [asian: number, london: number, overlap: number, ny: number, postNy: number];

/** Of sessions for any instrument; for ATR and VWAP alike. */
const USUAL_FACTORS: Day = [0.9, 1, 1.1, 1, 0.9];

function factors(
  thresholdBias: Day,
  atrFactor: Day = USUAL_FACTORS,
  vwapFactor: Day = USUAL_FACTORS,
): Readonly<Record<SessionName, SessionFactors>> {
  const of = (index: 0 | 1 | 2 | 3 | 4): SessionFactors => {
    return {thresholdBias: thresholdBias[index], atrFactor: atrFactor[index], vwapFactor: vwapFactor[index]};
  };
  return {ASIAN: of(0), LONDON: of(1), OVERLAP: of(2), NY: of(3), POST_NY: of(4)};
}

const GOLD: InstrumentProfile = {
  threshold: {base: 70, volatilityWeight: 0.45, sessionWeight: 0.54},
  // The overlap moves gold a tenth more than others: 1.1 · 1.1.
  sessions: factors([0.85, 1.1, 1.2, 1, 0.9], [0.9, 1, 1.21, 1, 0.9], [0.9, 1, 1.21, 1, 0.9]),
  confidenceMin: 75,
  confluenceMin: 75,
  vwapStretchDeviations: 1.5,
  personality: 'high',
  atrMultiple: {min: 1, max: 1.2},
  primarySessions: ['LONDON', 'OVERLAP', 'NY'],
  tradesAtWeekend: false,
};

const BITCOIN: InstrumentProfile = {
  threshold: {base: 75, volatilityWeight: 0.54, sessionWeight: 0.36},
  // A fifth wider at all hours.
  sessions: factors([0.9, 1, 1.1, 1, 0.95], [1.08, 1.2, 1.32, 1.2, 1.08]),
  confidenceMin: 85,
  confluenceMin: 85,
  vwapStretchDeviations: 2.5,
  personality: 'veryHigh',
  atrMultiple: {min: 1.5, max: 2},
  primarySessions: ['ASIAN', 'LONDON', 'OVERLAP', 'NY'],
  tradesAtWeekend: true,
};

const MAJOR: InstrumentProfile = {
  threshold: {base: 65, volatilityWeight: 0.36, sessionWeight: 0.63},
  sessions: factors([0.8, 1, 1.1, 1, 0.85]),
  confidenceMin: 70,
  confluenceMin: 70,
  vwapStretchDeviations: 1,
  personality: 'moderate',
  atrMultiple: {min: 0.8, max: 1},
  primarySessions: ['LONDON', 'NY'],
  tradesAtWeekend: false,
};

const OTHER: InstrumentProfile = {
  threshold: {base: 70, volatilityWeight: 0.45, sessionWeight: 0.45},
  sessions: factors([1, 1, 1, 1, 1]),
  confidenceMin: 70,
  confluenceMin: 70,
  vwapStretchDeviations: 1,
  personality: 'moderate',
  atrMultiple: {min: 0.9, max: 1.1},
  primarySessions: ['LONDON', 'NY'],
  tradesAtWeekend: false,
};

/** What holds where nothing is configured. */
export const DEFAULT_PROFILES: MicrostructureProfiles = {
  sessions: SESSION_PROFILES,
  instruments: {XAUUSD: GOLD, BTCUSD: BITCOIN, EURUSD: MAJOR, GBPUSD: MAJOR, USDJPY: MAJOR},
  other: OTHER,
};

/** Parts of the tables that a configuration gives anew, each row whole. */
export type ProfileOverrides = Readonly<{
  sessions?: Readonly<Partial<Record<SessionName, SessionProfile | undefined>>> | undefined;
  instruments?: Readonly<Record<string, InstrumentProfile>> | undefined;
  other?: InstrumentProfile | undefined;
}>;

/** The tables with some rows replaced and others added. */
export function withOverrides(
  profiles: MicrostructureProfiles,
  {sessions = {}, instruments = {}, other = profiles.other}: ProfileOverrides,
): MicrostructureProfiles {
  const replaced = new Set(Object.keys(instruments).map(instrumentKey));
  const kept = Object.entries(profiles.instruments).filter(([name]) => !replaced.has(instrumentKey(name)));
  const sessionEntries = SESSION_NAMES.map(
    (name) => [name, sessions[name] ?? profiles.sessions[name]] as const,
  );
  return {
    sessions: {...profiles.sessions, ...Object.fromEntries(sessionEntries)},
    instruments: {...Object.fromEntries(kept), ...instruments},
    other,
  };
}
