import type {Condition} from '../../condition/condition-kind.ts';
import type {Side} from '../../market/quote.ts';
import type {Entry, Level, Plan} from '../../plan/plan.ts';
import type {Die} from '../kernel/dice.ts';
import {type MarketTerms, RANGE} from './market.ts';

/** A plan before somebody adds it: its times are those of whoever does. */
export type Draft = Omit<Plan, 'createdAtMs' | 'expiresAtMs'> & Readonly<{livesMs: number | null}>;

export function planOf({livesMs, ...draft}: Draft, nowMs: number): Plan {
  const createdAtMs = Math.floor(nowMs);
  return {...draft, createdAtMs, expiresAtMs: livesMs === null ? null : createdAtMs + Math.floor(livesMs)};
}

const LIVES_MS = {from: 20_000, to: 900_000};
const NEVER_EXPIRES_SHARE = 0.4;
const CANCEL_RULE_SHARE = 0.15;

/** Where things are, in points from the middle of the market. */
type Places = Readonly<{market: MarketTerms; die: Die; side: Side}>;

/** Makes up a plan whose trigger lies within what the market goes through. */
export function draftOf(id: string, market: MarketTerms, die: Die, group: string | null): Draft {
  const side = die.pick(['buy', 'sell'] as const);
  const places: Places = {market, die, side};
  const livesMs = die.chance(NEVER_EXPIRES_SHARE) ? null : die.between(LIVES_MS.from, LIVES_MS.to);
  const make = die.pick([atMarket, atMarket, atMarket, atMarket, resting, resting, inLevels, withGate]);
  const cancelWhen = die.chance(CANCEL_RULE_SHARE)
    ? {price: {[die.pick(['above', 'below'])]: placed(places, 0.9)}}
    : null;
  return {
    ...{id, symbol: market.symbol, side, volumeLots: 0.1, levels: null, group, notes: null, livesMs},
    cancelWhen,
    ...make(places),
  };
}

type Made = Pick<Plan, 'entry' | 'when' | 'stopLoss' | 'takeProfit'> & Readonly<{levels?: readonly Level[]}>;

/** Fires at the market when the price is beyond somewhere. */
function atMarket(places: Places): Made {
  const {die} = places;
  const test = die.pick(['above', 'below', 'above', 'below', 'crossesAbove', 'crossesBelow']);
  const price = {price: {[test]: placed(places, 0.4)}} as unknown as Condition;
  const spread: Condition = {spread: {atMost: roomPoints(places.market) / 10 ** places.market.digits}};
  const when: Condition = die.chance(0.3) ? {all: [price, spread]} : price;
  return {entry: {type: 'market'}, when, ...exits(places, null)};
}

/** Fires while the price is near somewhere. */
function withGate(places: Places): Made {
  const {market} = places;
  const entry: Entry = {type: 'market', price: placed(places, 0.3), tolerance: distance(market, 0.06)};
  return {entry, when: {always: true}, ...exits(places, null)};
}

/** Lets an order rest. */
function resting(places: Places): Made {
  const {side, die} = places;
  const type = die.pick(['limit', 'stop'] as const);
  // A limit is on the better side of the market, a stop on the worse.
  const isBelow = (type === 'limit') === (side === 'buy');
  const price = placed(places, 0.6, isBelow ? -1 : 1);
  return {entry: {type, price}, when: {always: true}, ...exits(places, price)};
}

/** Lets several orders rest. */
function inLevels(places: Places): Made {
  const {side, market, die} = places;
  const sign = side === 'buy' ? -1 : 1;
  const first = die.between(0.1, 0.3);
  const levels = [0, 0.15, 0.3].slice(0, 2 + die.below(2)).map((further): Level => {
    const price = priceAt(market, sign * (first + further));
    const {stopLoss} = exits(places, price);
    return {price, weight: 1 + die.below(3), ...(stopLoss === null ? {} : {stopLoss})};
  });
  return {entry: {type: 'limit'}, when: {always: true}, levels, stopLoss: null, takeProfit: null};
}

function exits({market, side, die}: Places, price: number | null): Pick<Plan, 'stopLoss' | 'takeProfit'> {
  const sign = side === 'buy' ? 1 : -1;
  // Beyond all that the market does when nobody knows where it will be; near an order's own price else.
  const stop = price === null ? -sign * 1.5 : undefined;
  const stopLoss = stop === undefined ? beside(market, price ?? 0, -sign * 0.5) : priceAt(market, stop);
  const takeProfit = price === null ? priceAt(market, sign * 1.5) : beside(market, price, sign * 0.5);
  return {stopLoss: die.chance(0.7) ? stopLoss : null, takeProfit: die.chance(0.5) ? takeProfit : null};
}

/** A price within a share of the range, to either side or to one. */
function placed({market, die}: Places, share: number, sign = die.pick([-1, 1])): number {
  return priceAt(market, sign * die.between(0.03, share));
}

function priceAt({points, digits}: MarketTerms, share: number): number {
  return Number((Math.round(points * (1 + RANGE * share)) / 10 ** digits).toFixed(digits));
}

function beside(market: MarketTerms, price: number, share: number): number {
  return Number((price + Math.sign(share) * distance(market, Math.abs(share))).toFixed(market.digits));
}

function distance({points, digits}: MarketTerms, share: number): number {
  return Number((Math.round(points * RANGE * share) / 10 ** digits).toFixed(digits));
}

function roomPoints({spreadPoints}: MarketTerms): number {
  return spreadPoints * 2;
}
