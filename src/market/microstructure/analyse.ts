import type {Bar} from '../bar.ts';
import {sessionAt, type SessionName} from '../session/sessions.ts';
import {type Breaks, breaksOf} from './breaks.ts';
import {dynamicThreshold} from './dynamic-threshold.ts';
import {lastSwings} from './last-swings.ts';
import {type Liquidity, liquidityOf} from './liquidity.ts';
import {m1Window} from './m1-window.ts';
import {type Momentum, momentumOf} from './momentum.ts';
import type {MicrostructureProfile} from './profile.ts';
import {type RejectionWicks, rejectionWicksOf} from './rejection-wicks.ts';
import {type Scores, scoresOf} from './scores.ts';
import {type Signal, signalOf} from './signal.ts';
import {type Structure, structureOf} from './structure.ts';
import {type Volatility, volatilityOf} from './volatility.ts';
import {type Vwap, vwapOf} from './vwap.ts';

/** What the last minutes say. */
export type Microstructure = Readonly<{
  /** Open time of the newest closed bar, which all parts are about. */
  barTimeMs: number;
  /** Bars that it rests on: 50 to 200. */
  barCount: number;
  session: SessionName;
  structure: Structure;
  breaks: Breaks;
  signal: Signal;
  volatility: Volatility;
  rejectionWicks: RejectionWicks;
  momentum: Momentum;
  /** Undefined without volume. */
  vwap: Vwap | undefined;
  liquidity: Liquidity;
  /** Confluence score that is asked for in this session and volatility. */
  threshold: number;
  bull: Scores;
  bear: Scores;
}>;

/**
 * @param bars Closed minutes, oldest first; the newest 200 count.
 * @param rsi RSI(14) of the newest.
 * @returns Undefined where they are too few or stand still.
 */
export function analyse(
  bars: readonly Bar[],
  rsi: number | undefined,
  {sessions, instrument}: MicrostructureProfile,
): Microstructure | undefined {
  const window = m1Window(bars);
  const volatility = window === undefined ? undefined : volatilityOf(window);
  if (window === undefined || volatility === undefined || rsi === undefined) return undefined;
  const session = sessionAt(window.newest.timeMs);
  const {thresholdBias, vwapFactor} = instrument.sessions[session];
  const swings = lastSwings(window);
  const structure = structureOf(window, swings);
  const breaks = breaksOf(window, swings);
  const rejectionWicks = rejectionWicksOf(window);
  const momentum = momentumOf(window, rsi);
  const liquidity = liquidityOf(window);
  const scored = {
    current: breaks.current,
    volatility: volatility.state,
    wicks: rejectionWicks.wicks,
    momentum,
    liquidity: liquidity.state,
    tier: sessions[session].volatility,
  };
  return {
    barTimeMs: window.newest.timeMs,
    barCount: window.bars.length,
    session,
    structure,
    breaks,
    signal: signalOf(structure, breaks),
    volatility,
    rejectionWicks,
    momentum,
    vwap: vwapOf(window, instrument.vwapStretchDeviations * vwapFactor),
    liquidity,
    threshold: dynamicThreshold(instrument.threshold, thresholdBias, volatility.ratio),
    bull: scoresOf('bull', scored, instrument),
    bear: scoresOf('bear', scored, instrument),
  };
}
