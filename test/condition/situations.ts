import fc from 'fast-check';
import type {Condition} from '../../src/condition/condition-kind.ts';
import type {MarketView} from '../../src/condition/market-view.ts';
import type {Quote} from '../../src/market/quote.ts';

/** Random conditions and streams of quotes that meet often: few levels, prices that tie with them. */

const ZONES = ['UTC', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

/** Prices in steps of a tenth of a pip about 1.1, so that decimals and floating point disagree. */
export const aPrice = fc
  .integer({min: 10_990, max: 11_010})
  .map((steps) => Number(`1.${String(steps).slice(1)}`));
const aSmall = fc.integer({min: 0, max: 6}).map((steps) => steps / 10_000);
const aTimeOfDay = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 7, 12, 22, 23), fc.constantFrom(0, 15, 30, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

const ofLine = fc.constantFrom(undefined, 'bid', 'ask', 'mid');

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

const aTimeCondition: fc.Arbitrary<Condition> = fc
  .tuple(aTimeOfDay, aTimeOfDay, fc.constantFrom(...ZONES))
  .filter(([from, to]) => from !== to)
  .map(([from, to, zone]) => ({time: {between: [from, to], zone}}));

const aSpreadCondition: fc.Arbitrary<Condition> = aSmall.map((atMost) => ({spread: {atMost}}));

export const aCondition: fc.Arbitrary<Condition> = fc.letrec<{condition: Condition}>((tie) => ({
  condition: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    {arbitrary: aPriceCondition, weight: 6},
    {arbitrary: aTimeCondition, weight: 2},
    {arbitrary: aSpreadCondition, weight: 2},
    {arbitrary: fc.constant<Condition>({always: true}), weight: 1},
    {arbitrary: fc.array(tie('condition'), {minLength: 1, maxLength: 4}).map((all) => ({all})), weight: 4},
    {arbitrary: fc.array(tie('condition'), {minLength: 1, maxLength: 4}).map((any) => ({any})), weight: 4},
    {arbitrary: tie('condition').map((not) => ({not})), weight: 3},
  ),
})).condition;

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

const aPause = fc.oneof(
  fc.constantFrom(0, 1, 60_000, 15 * 60_000, 3_600_000),
  fc.integer({min: 1, max: 5_400_000}),
  fc.integer({min: 1, max: 2_000}).map((ms) => ms + 0.123),
  fc.integer({min: 3_600_000, max: 40 * 3_600_000}),
);

/** What conditions see as a stream of quotes goes by: equal quotes, ties and long pauses among them. */
export const aStream: fc.Arbitrary<readonly MarketView[]> = fc
  .tuple(
    fc.constantFrom(...STARTS_MS),
    fc.array(fc.tuple(aPrice, aSmall, aPause), {minLength: 1, maxLength: 60}),
  )
  .map(([startMs, steps]) => {
    let nowMs = startMs;
    let previous: Quote | undefined;
    return steps.map(([bid, spread, pauseMs]) => {
      nowMs += pauseMs;
      const ask = Math.round((bid + spread) * 10_000) / 10_000;
      const quote: Quote = {symbol: 'EURUSD', bid, ask, timeMs: nowMs, receivedAtMs: nowMs};
      const view: MarketView = {nowMs, quote, previous};
      previous = quote;
      return view;
    });
  });

export const aSide = fc.constantFrom('buy' as const, 'sell' as const);
