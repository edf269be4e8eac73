import type {Condition} from '../src/condition/condition-kind.ts';
import type {Quote} from '../src/market/quote.ts';
import type {Plan} from '../src/plan/plan.ts';
import type {Random} from '../src/ports/random.ts';
import {SeededRandom} from '../src/system/seeded-random.ts';

const PRICE = 2000;
/** Quotes keep within this share of the price; plans wait outside it, so that none fires. */
const WALK_SHARE = 0.01;
/** 2024-01-02 12:00 UTC, a Tuesday. */
export const START_MS = Date.UTC(2024, 0, 2, 12);

/**
 * Plans as users write them, of which none fires: a level that is not reached, a zone that the price
 * does enter but whose time window is closed, a nested condition, a crossing.
 */
export function armedPlans(count: number, symbol = 'XAUUSD'): Plan[] {
  const random = new SeededRandom(7);
  return Array.from({length: count}, (_, index) => planOf(`p-${index}`, symbol, index, random));
}

function planOf(id: string, symbol: string, index: number, random: Random): Plan {
  const away = WALK_SHARE + 0.002 + random.next() * 0.2;
  const above = cents(PRICE * (1 + away));
  const below = cents(PRICE * (1 - away));
  const inside = cents(PRICE * (1 + (random.next() - 0.5) * WALK_SHARE));
  const shapes: readonly Condition[] = [
    {price: {above}},
    {price: {below}},
    {all: [{price: {near: inside, within: 0.5}}, {time: {between: ['03:00', '05:00'], zone: 'UTC'}}]},
    {any: [{price: {near: above, within: 1}}, {all: [{price: {below, of: 'mid'}}, {spread: {atMost: 0.3}}]}]},
    {price: {crossesAbove: above}},
  ];
  return {
    id,
    symbol,
    side: index % 2 === 0 ? 'buy' : 'sell',
    volumeLots: 0.01,
    entry: {type: 'market'},
    levels: null,
    stopLoss: null,
    takeProfit: null,
    expiresAtMs: null,
    createdAtMs: START_MS,
    when: shapes[index % shapes.length] ?? {always: true},
    cancelWhen: null,
    group: null,
    notes: null,
  };
}

/** Time between quotes: all passes together end long before the closed time window opens. */
export const QUOTE_MS = 10;

/** A random walk that stays near the price. */
export function walk(count: number, symbol = 'XAUUSD'): Quote[] {
  const random = new SeededRandom(11);
  let mid = PRICE;
  return Array.from({length: count}, (_, index) => {
    mid += (random.next() - 0.5) * 0.4 - (mid - PRICE) * 0.0005;
    const spread = 0.2 + random.next() * 0.2;
    const timeMs = START_MS + index * QUOTE_MS;
    return {symbol, bid: cents(mid - spread / 2), ask: cents(mid + spread / 2), timeMs, receivedAtMs: timeMs};
  });
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}
