import type {SessionName} from '../session/sessions.ts';

/** From calm to wild. */
export const VOLATILITY_TIERS = ['low', 'normal', 'high', 'veryHigh'] as const;
export type VolatilityTier = (typeof VOLATILITY_TIERS)[number];

export const LIQUIDITY_TIERS = ['low', 'moderate', 'active'] as const;
export type LiquidityTier = (typeof LIQUIDITY_TIERS)[number];

export const PERSONALITIES = ['moderate', 'high', 'veryHigh'] as const;
/** How much an instrument usually moves. */
export type Personality = (typeof PERSONALITIES)[number];

export const STRATEGIES = ['rangeScalp', 'breakout', 'momentumContinuation', 'trendContinuation'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** What a session is like for every instrument. */
export type SessionProfile = Readonly<{
  volatility: VolatilityTier;
  /** For the reader; nothing is reckoned with it. */
  liquidity: LiquidityTier;
  /** What tends to work; for the reader. */
  strategy: Strategy;
}>;

/** What a session does to one instrument's numbers. */
export type SessionFactors = Readonly<{
  /** Above 1 asks for more confluence, below 1 for less. */
  thresholdBias: number;
  /** For distances that a plan gives in ATR; for the reader. */
  atrFactor: number;
  /** Times `vwapStretchDeviations`. */
  vwapFactor: number;
}>;

/** Numbers of the dynamic threshold. */
export type ThresholdProfile = Readonly<{
  /** Score asked for where the ATR is at its median and the bias is 1. */
  base: number;
  volatilityWeight: number;
  /** Exponent of the bias. */
  sessionWeight: number;
}>;

/** What an instrument is like. */
export type InstrumentProfile = Readonly<{
  threshold: ThresholdProfile;
  sessions: Readonly<Record<SessionName, SessionFactors>>;
  /** T: least linear confidence. */
  confidenceMin: number;
  /** Least confluence at which a signal suits the instrument. */
  confluenceMin: number;
  /** A price further from the VWAP is stretched; standard deviations. */
  vwapStretchDeviations: number;
  personality: Personality;
  /** Usual distances of stops, in ATR; for the reader. */
  atrMultiple: Readonly<{min: number; max: number}>;
  /** When it is usually traded; for the reader. */
  primarySessions: readonly SessionName[];
  tradesAtWeekend: boolean;
}>;

/** All tables: sessions, instruments by their names, and what holds for any other. */
export type MicrostructureProfiles = Readonly<{
  sessions: Readonly<Record<SessionName, SessionProfile>>;
  /** By name; every spelling that means the same instrument finds it. */
  instruments: Readonly<Record<string, InstrumentProfile>>;
  other: InstrumentProfile;
}>;

/** What the analysis of one instrument goes by. */
export type MicrostructureProfile = Readonly<{
  /** Of the table's row, or `other`. */
  name: string;
  sessions: Readonly<Record<SessionName, SessionProfile>>;
  instrument: InstrumentProfile;
}>;
