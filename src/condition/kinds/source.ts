import {z} from 'zod';
import {sourcedKind} from '../sourced-kind.ts';
import {
  CROSS_MARKET_MEASURES,
  type Measure,
  NEWS_IMPACTS,
  NEWS_MEASURES,
  ORDER_FLOW_MEASURES,
} from '../source-measures.ts';
import {directionParam} from '../params.ts';

const isParam = <const Name extends string>(measures: Readonly<Record<Name, Measure>>) =>
  z.enum(namesOf(measures)).describe(
    `What must hold. ${namesOf(measures)
      .map((name) => `${name}: ${measures[name].holds}.`)
      .join(' ')}`,
  );

function namesOf<Name extends string>(measures: Readonly<Record<Name, Measure>>): readonly Name[] {
  // An object literal has no names but those that its type has.
  return Object.keys(measures) as Name[];
}

const orderFlow = sourcedKind({
  name: 'orderFlow',
  data: 'order flow',
  summary:
    'What trades and the order book say: buying against selling volume, absorption, imbalance, spoofing (over the last ' +
    '300 seconds). It needs a source of order flow; where none is configured it is unknown, and never holds.',
  example: {is: 'deltaPositive'},
  measures: ORDER_FLOW_MEASURES,
  params: () => ({
    is: isParam(ORDER_FLOW_MEASURES),
    direction: directionParam(),
    atLeast: z
      .number()
      .positive('not above zero; give the least value')
      .optional()
      .describe(
        'imbalance: least ratio of the heavier to the lighter side of the book, 1.5 without it. bidRebuildSpeed, ' +
          'askDecaySpeed: least speed, in units of volume a second.',
      ),
    within: z
      .number()
      .nonnegative('which is below zero; give a distance in price units')
      .optional()
      .describe('absorption, outsideAbsorption: distance from the zone, in price units; 0 without it.'),
  }),
});

const crossMarket = sourcedKind({
  name: 'crossMarket',
  data: 'other markets',
  summary:
    'What other markets do: the dollar index, the S&P 500, the yield of ten years, the Nasdaq, the VIX, ether against ' +
    'bitcoin. It needs a source of other markets; where none is configured it is unknown, and never holds.',
  example: {is: 'dxyChange', value: -0.3},
  measures: CROSS_MARKET_MEASURES,
  params: () => ({
    is: isParam(CROSS_MARKET_MEASURES),
    direction: directionParam(),
    value: z
      .number()
      .optional()
      .describe(
        'dxyChange: percent; below zero for a fall of at least so much. spxUp: percent. yieldDrop: percentage points, ' +
          '0.05 for five basis points. vixAbove: points. ethBtcDeviation: standard deviations. ' +
          'correlationDivergence: the correlation must be below it, −0.5 without it.',
      ),
    minutes: z
      .number()
      .int('not a whole number of minutes')
      .min(5, 'shorter than the bars that it is measured with; give 5 or more')
      .max(1440, 'longer than a day; give 1440 or fewer')
      .optional()
      .describe('dxyChange, spxUp, yieldDrop: over which it is measured; 60 without it.'),
    bars: z
      .number()
      .int('not a whole number of bars')
      .min(48, 'fewer bars than a correlation needs; give 48 or more')
      .max(500, 'more bars than are kept for it; give 500 or fewer')
      .optional()
      .describe('correlationDivergence: M5 returns that are compared; 60 without it.'),
  }),
});

const news = sourcedKind({
  name: 'news',
  data: 'news',
  summary:
    'What the economic calendar says (docs/sources.md). Without a calendar, or with one that does not reach to the ' +
    'present, it is unknown and never holds: a missing calendar lets no plan pass. `quiet` is answered by a calendar ' +
    'in a file; `reclaimed` needs a source that knows prices from before the event, and that one does not.',
  example: {is: 'quiet', beforeMinutes: 30, afterMinutes: 30},
  measures: NEWS_MEASURES,
  params: () => ({
    is: isParam(NEWS_MEASURES),
    impact: z
      .enum(NEWS_IMPACTS)
      .optional()
      .describe('quiet: of events of this kind; high without it, which ultra is too.'),
    beforeMinutes: minutesParam(
      'quiet: not from so many minutes before an event on (inclusive); 30 without it, 60 for ultra, 15 for crypto.',
    ),
    afterMinutes: minutesParam(
      'quiet: not until so many minutes after it (exclusive); 30 without it, 90 for ultra, 30 for crypto.',
    ),
    level: z
      .number()
      .positive('not above zero; give a price above zero')
      .optional()
      .describe('reclaimed: the price before the event; without it that of the source.'),
    withinPercent: z
      .number()
      .positive('not above zero; give more')
      .max(100, 'more than the whole price; give 100 or less')
      .optional()
      .describe('reclaimed: greatest distance from the level, in percent of it; 0.1 without it.'),
  }),
});

function minutesParam(meaning: string) {
  return z
    .number()
    .int('not a whole number of minutes')
    .min(0, 'which is below zero; give 0 or more')
    .max(1440, 'longer than a day; give 1440 or fewer')
    .optional()
    .describe(meaning);
}

export const kinds = [orderFlow, crossMarket, news];
