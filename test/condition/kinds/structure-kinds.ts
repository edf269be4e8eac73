import type {Condition} from '../../../src/condition/condition-kind.ts';
import {directed, type StudyCase, undirected} from './study-kinds.ts';

/** A kind with a parameter that is one word for the market and another for its mirror image. */
const turned = (kind: string, params: object, name: string, bull: string, bear: string): StudyCase => {
  const condition = (value: string): Condition => ({[kind]: {timeframe: 'M1', ...params, [name]: value}});
  return {kind, timeframe: 'M1', bull: condition(bull), bear: condition(bear)};
};

/** Kinds that look at swings, breaks and blocks. */
export const STRUCTURE_CASES: readonly StudyCase[] = [
  directed('bos', 'M1', {}),
  directed('choch', 'M1', {withinBars: 20}),
  directed('mss', 'M1', {}),
  directed('mss', 'M1', {pullback: false, withinBars: 10}),
  turned('structure', {}, 'is', 'up', 'down'),
  undirected('structure', 'M1', {is: 'range'}),
  directed('pullback', 'M1', {breakTimeframe: 'M1'}),
  directed('orderBlock', 'M1', {minScore: 40}),
  directed('breakerBlock', 'M1', {}),
  directed('mitigationBlock', 'M1', {}),
  directed('fvg', 'M1', {filledFrom: 0.25, filledTo: 0.75}),
];

/** Kinds that look at liquidity, ranges and candles; without those whose rule is a share of the price. */
export const PATTERN_CASES: readonly StudyCase[] = [
  directed('liquiditySweep', 'M1', {}),
  directed('liquidityGrab', 'M1', {}),
  turned('premiumDiscount', {}, 'in', 'discount', 'premium'),
  turned('premiumDiscount', {}, 'in', 'lowerHalf', 'upperHalf'),
  undirected('insideBar', 'M1', {}),
  directed('rejectionWick', 'M1', {}),
  directed('star', 'M1', {}),
  directed('fakeout', 'M1', {}),
  directed('doublePattern', 'M1', {}),
  directed('rsiDivergence', 'M1', {}),
  undirected('killZone', 'M1', {}),
];

/** Kinds of which a share of the price is part of the rule. */
export const SHARE_CASES: readonly StudyCase[] = [
  turned('equalLevels', {tolerancePercent: 0.02}, 'of', 'lows', 'highs'),
  directed('threeDrive', 'M1', {}),
];
