import {type Prices, SIDES} from './looks.ts';
import type {SourceName} from './recordings.ts';

/** A recording, the prices that parameters rest on, and how often it is cut. */
export type Stretch = Readonly<{source: SourceName; prices: Prices; cuts: number}>;

/** What recordings do not show, and why; by what is asked. */
export type NeverSeen = Readonly<Record<string, string>>;

export type Market = Readonly<{
  /** The first is the long one. */
  stretches: readonly [Stretch, ...Stretch[]];
  never: Readonly<{met: NeverSeen; unmet: NeverSeen}>;
}>;

const NO_SOURCE = 'nobody is configured to give such data: it is unknown';
const SOURCED: NeverSeen = {
  'orderFlow deltaPositive': NO_SOURCE,
  'crossMarket dxyChange': NO_SOURCE,
  'news quiet': NO_SOURCE,
};
const ALWAYS: NeverSeen = {always: 'it holds at every quote'};

/** Both say nothing before the 200th bar of H4, and the recording has 149; see docs/conditions.md. */
const TOO_FEW_H4 = 'there are not 200 bars of H4 in the recording: it is unknown';
const OF_H4: NeverSeen = Object.fromEntries(
  ['alignment', 'confluence'].flatMap((kind) =>
    SIDES.map((side): [string, string] => [`${kind} for a ${side}`, TOO_FEW_H4]),
  ),
);

export const MARKETS = {
  /** Two months of minutes in 2026, two days of quotes in 2014. */
  XAUUSD: {
    stretches: [
      {
        source: 'goldMinutes',
        prices: {middle: 4664, step: 12, spread: 0.12},
        cuts: 1000,
      },
      {source: 'goldTicks', prices: {middle: 1310, step: 3, spread: 0.3}, cuts: 100},
    ],
    never: {met: SOURCED, unmet: {...SOURCED, ...ALWAYS}},
  },
  /** Thirty days of minutes in 2022, with holes of four weeks and of one; a day of quotes in 2014. */
  EURUSD: {
    stretches: [
      {
        source: 'euroMinutes',
        prices: {middle: 0.98, step: 0.0015, spread: 0.0001},
        cuts: 1000,
      },
      {
        source: 'euroTicks',
        prices: {middle: 1.3874, step: 0.0006, spread: 0.00012},
        cuts: 100,
      },
    ],
    never: {met: {...SOURCED, ...OF_H4}, unmet: {...SOURCED, ...OF_H4, ...ALWAYS}},
  },
} as const satisfies Record<string, Market>;
