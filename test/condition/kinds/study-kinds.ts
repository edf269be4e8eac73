import type {Condition} from '../../../src/condition/condition-kind.ts';
import type {Timeframe} from '../../../src/market/bar.ts';

/** A condition on bars of one timeframe, as two plans could have it that look opposite ways. */
export type StudyCase = Readonly<{
  kind: string;
  timeframe: Timeframe;
  bull: Condition;
  /** The same condition about the mirror image of the market; that of a kind without direction is itself. */
  bear: Condition;
}>;

/** A kind without direction. */
export const undirected = (kind: string, timeframe: Timeframe, params: object): StudyCase => {
  const condition = {[kind]: {timeframe, ...params}};
  return {kind, timeframe, bull: condition, bear: condition};
};

export const directed = (kind: string, timeframe: Timeframe, params: object): StudyCase => ({
  kind,
  timeframe,
  bull: {[kind]: {timeframe, direction: 'bull', ...params}},
  bear: {[kind]: {timeframe, direction: 'bear', ...params}},
});

/** A kind that names the side of the price. */
export const sided = (kind: string, timeframe: Timeframe, params: object): StudyCase => ({
  kind,
  timeframe,
  bull: {[kind]: {timeframe, side: 'below', ...params}},
  bear: {[kind]: {timeframe, side: 'above', ...params}},
});

/** Parameters at which gold is sometimes there and sometimes not. @param from For `atrStretch`. */
export const goldCases = (from: number): readonly StudyCase[] => [
  undirected('rsi', 'M5', {below: 30}),
  directed('macd', 'M15', {}),
  undirected('adx', 'M15', {above: 25}),
  directed('momentum', 'M5', {minPercent: 0.02}),
  directed('zScore', 'M15', {}),
  directed('atrStretch', 'M15', {from}),
  directed('emaSlope', 'M5', {minPercent: 0.05}),
  sided('emaDistance', 'M5', {}),
  undirected('bbSqueeze', 'M15', {belowPercent: 0.5}),
  undirected('bbExpansion', 'M15', {abovePercent: 1.5}),
  undirected('bbWidth', 'M5', {in: 'atr', above: 4}),
  undirected('bbWidth', 'M5', {above: 0.5, below: 1}),
  undirected('bbWidthRising', 'M15', {}),
  directed('bbRetest', 'M5', {tolerancePercent: 0.05}),
  undirected('atr', 'M5', {above: 4}),
  undirected('volatilityState', 'M5', {is: 'expanding'}),
  undirected('volatilityState', 'M5', {is: 'contracting'}),
  undirected('volatilityState', 'M5', {is: 'stable'}),
  undirected('volatilityDecay', 'M15', {}),
  undirected('flatVolatility', 'M5', {maxRange: 5}),
  undirected('trueRangeCollapse', 'M15', {}),
  undirected('volatilityRecoil', 'M15', {}),
  undirected('volatilityBreakout', 'M5', {}),
  sided('vwap', 'M5', {}),
];
