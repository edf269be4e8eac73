import fc from 'fast-check';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {blindView, type MarketView} from '../../src/condition/market-view.ts';
import {conditionSchema} from '../../src/condition/schema.ts';
import type {Quote} from '../../src/market/quote.ts';
import {asking, SOURCED} from './fake-source.ts';

/** Random conditions and streams of quotes that meet often: few levels, prices that tie with them. */

const ZONES = ['UTC', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

/** A market: prices of so many decimals about a middle, chosen so that floating point and decimals disagree. */
export type Scale = Readonly<{middle: number; decimals: number}>;

/** 1.1001 − 1.1 is not 0.0001, and the mid of 354.44 and 354.48 is not 354.46 in floating point. */
export const SCALES: readonly Scale[] = [
  {middle: 1.1, decimals: 4},
  {middle: 354.46, decimals: 2},
];

const aPriceOf = ({middle, decimals}: Scale) =>
  fc.integer({min: -10, max: 10}).map((steps) => Number((middle + steps / 10 ** decimals).toFixed(decimals)));
const aSmallOf = ({decimals}: Scale) => fc.integer({min: 0, max: 6}).map((steps) => steps / 10 ** decimals);

const aTimeOfDay = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 7, 12, 22, 23), fc.constantFrom(0, 15, 30, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

const ofLine = fc.constantFrom(undefined, 'bid', 'ask', 'mid');

const aWindow: fc.Arbitrary<Condition> = fc
  .tuple(aTimeOfDay, aTimeOfDay, fc.constantFrom(...ZONES))
  .filter(([from, to]) => from !== to)
  .map(([from, to, zone]) => ({time: {between: [from, to], zone}}));

/** Just before the clocks are set in London, New York and on Lord Howe, and an ordinary evening. */
const STARTS_MS = [
  Date.UTC(2024, 2, 30, 21),
  Date.UTC(2024, 9, 26, 21),
  Date.UTC(2024, 2, 10, 3),
  Date.UTC(2024, 10, 3, 2),
  Date.UTC(2024, 3, 6, 11),
  Date.UTC(2024, 9, 5, 11),
  Date.UTC(2024, 0, 15, 20),
];

/** An instant of one of the streams, often that of a quote. */
const anInstant = fc
  .tuple(fc.constantFrom(...STARTS_MS), fc.constantFrom(0, 15, 60, 61, 120, 600, 2000))
  .map(([startMs, minutes]) => startMs + minutes * 60_000);

/** With or without a window: either alone, or both in their order. */
const anInstantCondition: fc.Arbitrary<Condition> = fc
  .tuple(
    fc.uniqueArray(anInstant, {minLength: 2, maxLength: 2}),
    fc.constantFrom(1, 2, 3),
    fc.option(aWindow),
  )
  .map(([instants, which, window]) => {
    const [after = 0, before = 0] = instants
      .toSorted((a, b) => a - b)
      .map((atMs) => new Date(atMs).toISOString());
    const ends = {...(which === 2 ? {} : {after}), ...(which === 1 ? {} : {before})};
    const {time} = window ?? {time: {zone: 'UTC'}};
    return {time: {...(typeof time === 'object' ? time : {}), ...ends}};
  })
  // A window that never opens between the two instants is no condition.
  .filter((condition) => conditionSchema.safeParse(condition).success);

const aTimeCondition = fc.oneof({arbitrary: aWindow, weight: 2}, {arbitrary: anInstantCondition, weight: 1});

export function aConditionAt(scale: Scale): fc.Arbitrary<Condition> {
  const aPrice = aPriceOf(scale);
  const aSmall = aSmallOf(scale);
  const aPriceRule = fc.oneof(
    fc.record({near: aPrice, within: aSmall}),
    fc.record({above: aPrice}),
    fc.record({below: aPrice}),
    fc.record({crossesAbove: aPrice}),
    fc.record({crossesBelow: aPrice}),
    fc.record({near: aPrice, within: aSmall, above: aPrice}),
    fc.record({crossesAbove: aPrice, below: aPrice}),
    fc.record({crossesAbove: aPrice, crossesBelow: aPrice, near: aPrice, within: aSmall}),
  );
  const aPriceCondition: fc.Arbitrary<Condition> = fc
    .tuple(aPriceRule, ofLine)
    .map(([rule, of]) => ({price: of === undefined ? rule : {...rule, of}}));
  const aSpreadCondition: fc.Arbitrary<Condition> = aSmall.map((atMost) => ({spread: {atMost}}));
  return fc.letrec<{condition: Condition}>((tie) => ({
    condition: fc.oneof(
      {depthSize: 'small', withCrossShrink: true},
      {arbitrary: aPriceCondition, weight: 6},
      {arbitrary: aTimeCondition, weight: 2},
      {arbitrary: aSpreadCondition, weight: 2},
      {arbitrary: fc.constantFrom(...SOURCED), weight: 2},
      {arbitrary: fc.constant<Condition>({always: true}), weight: 1},
      {arbitrary: fc.array(tie('condition'), {minLength: 1, maxLength: 4}).map((all) => ({all})), weight: 4},
      {arbitrary: fc.array(tie('condition'), {minLength: 1, maxLength: 4}).map((any) => ({any})), weight: 4},
      {arbitrary: tie('condition').map((not) => ({not})), weight: 3},
    ),
  })).condition;
}

const aPause = fc.oneof(
  fc.constantFrom(0, 1, 60_000, 15 * 60_000, 3_600_000),
  fc.integer({min: 1, max: 5_400_000}),
  fc.integer({min: 1, max: 2_000}).map((ms) => ms + 0.123),
  fc.integer({min: 3_600_000, max: 40 * 3_600_000}),
);

/** What conditions see as a stream of quotes goes by: equal quotes, ties and long pauses among them. */
export function aStreamAt(scale: Scale): fc.Arbitrary<readonly MarketView[]> {
  return fc
    .tuple(
      fc.constantFrom(...STARTS_MS),
      fc.array(fc.tuple(aPriceOf(scale), aSmallOf(scale), aPause), {minLength: 1, maxLength: 60}),
    )
    .map(([startMs, steps]) => {
      let nowMs = startMs;
      let previous: Quote | undefined;
      return steps.map(([bid, spread, pauseMs]) => {
        nowMs += pauseMs;
        const ask = Number((bid + spread).toFixed(scale.decimals));
        const quote: Quote = {symbol: 'EURUSD', bid, ask, timeMs: nowMs, receivedAtMs: nowMs};
        const view: MarketView = {...blindView(nowMs), quote, previous, ...asking(nowMs)};
        previous = quote;
        return view;
      });
    });
}

/** A condition, and a stream of the market that it is about. */
export const aSituation: fc.Arbitrary<Readonly<{condition: Condition; views: readonly MarketView[]}>> =
  fc.oneof(...SCALES.map((scale) => fc.record({condition: aConditionAt(scale), views: aStreamAt(scale)})));

export const aSide = fc.constantFrom('buy' as const, 'sell' as const);
