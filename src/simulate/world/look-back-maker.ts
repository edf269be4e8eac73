import type {Condition} from '../../condition/condition-kind.ts';
import type {Side} from '../../market/quote.ts';
import type {Die} from '../kernel/dice.ts';
import {type MarketTerms, RANGE} from './market.ts';
import {type Draft, draftOf} from './plan-maker.ts';

const FIVE_MINUTES_SHARE = 0.2;
const REMEMBERS_SHARE = 0.65;
const CANCEL_RULE_SHARE = 0.1;
/** Some quotes, and less than the markets keep a direction for. */
const HOLD_SECONDS = {from: 5, to: 45};

type Places = Readonly<{market: MarketTerms; die: Die; side: Side}>;

/**
 * Makes up a plan whose condition looks back, at closed bars or at what was before: such as markets meet within the
 * minutes of a run, and with analyses that need few bars.
 */
export function lookBackDraftOf(id: string, market: MarketTerms, die: Die): Draft {
  const draft = draftOf(id, market, die, null);
  const places: Places = {market, die, side: draft.side};
  const when = die.chance(REMEMBERS_SHARE) ? remembering(places) : atBars(places);
  const cancelWhen = die.chance(CANCEL_RULE_SHARE) ? {all: [hold(places), bars(places)]} : draft.cancelWhen;
  return {...draft, when, cancelWhen};
}

/** Looks at bars, and perhaps at the quote too. */
function atBars(places: Places): Condition {
  const {die} = places;
  const make = die.pick([
    () => bars(places),
    () => ({all: [bars(places), price(places)]}),
    () => ({any: [bars(places), bars(places)]}),
    () => ({all: [{not: bars(places)}, price(places)]}),
  ]);
  return make();
}

/** Remembers what was before. */
function remembering(places: Places): Condition {
  const {die} = places;
  const make = die.pick([
    () => hold(places),
    () => hold(places),
    () => ({all: [hold(places), bars(places)]}),
    () => sequence(places),
    () => sequence(places),
    () => ({all: [sequence(places), price(places)]}),
  ]);
  return make();
}

function hold(places: Places): Condition {
  const {die} = places;
  const condition = die.pick([price, price, bars])(places);
  return {holdFor: {condition, seconds: Math.round(die.between(HOLD_SECONDS.from, HOLD_SECONDS.to))}};
}

function sequence(places: Places): Condition {
  const {die} = places;
  const count = 2 + die.below(2);
  const steps = Array.from({length: count}, () => die.pick([price, price, bars, shortHold])(places));
  return {sequence: {steps, timeframe: 'M1', withinBars: 1 + die.below(5)}};
}

function shortHold(places: Places): Condition {
  return {holdFor: {condition: price(places), seconds: 3 + places.die.below(10)}};
}

function price({market: {points, digits}, die}: Places): Condition {
  const share = die.between(-0.25, 0.25);
  const value = Number((Math.round(points * (1 + RANGE * share)) / 10 ** digits).toFixed(digits));
  return {price: {[die.pick(['above', 'below'])]: value}};
}

/** One condition on closed bars; see docs/conditions.md. */
function bars({market: {points, digits}, die}: Places): Condition {
  const timeframe = die.chance(FIVE_MINUTES_SHARE) ? 'M5' : 'M1';
  const direction = die.pick(['bull', 'bear'] as const);
  const rangePrice = (RANGE * points) / 10 ** digits;
  const make = die.pick([
    () => ({rsi: {timeframe, period: 2 + die.below(2), ...level(die, 30, 70)}}),
    () => ({emaSlope: {timeframe, direction, period: 2 + die.below(2), bars: 1, minPercent: 0}}),
    () => ({momentum: {timeframe, direction, bars: 2, minPercent: die.between(0, 0.05)}}),
    () => ({atr: {timeframe, period: 1 + die.below(3), above: die.between(0.03, 0.3) * rangePrice}}),
    () => ({bbWidth: {timeframe, period: 2 + die.below(3), in: 'percent', ...level(die, 0.02, 0.3)}}),
    () => ({insideBar: {timeframe, count: 1}}),
    () => ({rejectionWick: {timeframe, direction, minRatio: die.between(0.3, 1.5)}}),
  ]);
  return make();
}

function level(die: Die, from: number, to: number): Readonly<{above?: number; below?: number}> {
  const value = die.between(from, to);
  return die.chance(0.5) ? {above: value} : {below: value};
}
