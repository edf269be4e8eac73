/** One thing that a source can be asked. */
export type Measure = Readonly<{
  /** When it holds; units and defaults are with the parameters. */
  holds: string;
  /** Parameters that it may have beside `is`. */
  takes?: readonly string[];
  /** Those among them that it must have. */
  needs?: readonly string[];
  /** What a source is asked for where a plan names nothing. */
  defaults?: (asked: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** Measures of which the value may be below zero. */
  isSigned?: true;
}>;

/** Delta is buying less selling volume, CVD its sum over time. */
export const ORDER_FLOW_MEASURES = {
  deltaPositive: {holds: 'more was bought than sold'},
  deltaNegative: {holds: 'more was sold than bought'},
  cvdRising: {holds: 'the slope of the CVD over the last 10 minutes is above 0'},
  cvdFalling: {holds: 'that slope is below 0'},
  cvdFlip: {holds: 'that slope has just changed its sign to that of the direction', takes: ['direction']},
  cvdDivergenceBull: {holds: 'the price makes a lower low and the CVD a higher one'},
  cvdDivergenceBear: {holds: 'the price makes a higher high and the CVD a lower one'},
  deltaDivergenceBull: {holds: 'the price makes a lower low while the delta rises'},
  deltaDivergenceBear: {holds: 'the price makes a higher high while the delta falls'},
  absorption: {
    holds: 'the price is in or near a zone of absorption on the side of the direction',
    takes: ['direction', 'within'],
    defaults: () => ({within: 0}),
  },
  outsideAbsorption: {
    holds: 'the price is in or near no zone of absorption',
    takes: ['within'],
    defaults: () => ({within: 0}),
  },
  imbalance: {
    holds: 'the side of the direction outweighs the other in the five best levels of the book',
    takes: ['direction', 'atLeast'],
    defaults: () => ({atLeast: 1.5}),
  },
  spoof: {holds: 'an order of 10,000 USD or more was cancelled within 5 seconds'},
  bidRebuildSpeed: {
    holds: 'bids come back at least so fast over the last 20 seconds',
    takes: ['atLeast'],
    needs: ['atLeast'],
  },
  askDecaySpeed: {
    holds: 'asks vanish at least so fast over the last 20 seconds',
    takes: ['atLeast'],
    needs: ['atLeast'],
  },
  liquidityRebuild: {holds: 'the book has filled again on the side of the direction', takes: ['direction']},
  liquidityVacuumRefill: {holds: 'an empty stretch of the book has filled again'},
  tickRateDeclining: {holds: 'fewer trades come than in the minutes before'},
} as const satisfies Readonly<Record<string, Measure>>;

export const CROSS_MARKET_MEASURES = {
  dxyChange: {
    holds: 'the dollar index has changed by at least value',
    takes: ['value', 'minutes'],
    needs: ['value'],
    isSigned: true,
    defaults: () => ({minutes: 60}),
  },
  dxyStall: {
    holds: 'the dollar index no longer rises: the slope of its last 20 M5 closes has halved or turned',
  },
  spxUp: {
    holds: 'the S&P 500 has risen by at least value',
    takes: ['value', 'minutes'],
    needs: ['value'],
    defaults: () => ({minutes: 60}),
  },
  yieldDrop: {
    holds: 'the yield of ten years has fallen by at least value',
    takes: ['value', 'minutes'],
    needs: ['value'],
    defaults: () => ({minutes: 60}),
  },
  correlationDivergence: {
    holds: 'the instrument runs against the dollar index, in the direction',
    takes: ['direction', 'value', 'bars'],
    isSigned: true,
    defaults: () => ({value: -0.5, bars: 60}),
  },
  vixAbove: {holds: 'the VIX is above value', takes: ['value'], needs: ['value']},
  btcHoldsSupport: {holds: 'bitcoin holds above the lowest low of its last 20 M5 bars'},
  ethBtcDeviation: {
    holds: 'ether against bitcoin is at least value away from the mean of 100 M5 bars',
    takes: ['value'],
    needs: ['value'],
  },
  ethBtcBullish: {holds: 'ether against bitcoin is more than 0.5 standard deviations above that mean'},
  ethBtcBearish: {holds: 'it is more than 0.5 standard deviations below that mean'},
  nasdaqBullish: {holds: 'the trend of the Nasdaq of M15 is up'},
} as const satisfies Readonly<Record<string, Measure>>;

/** The kinds of events that a plan may name. */
export const NEWS_IMPACTS = ['high', 'ultra', 'crypto'] as const;

export type NewsImpact = (typeof NEWS_IMPACTS)[number];

const QUIET_DEFAULTS: Readonly<Record<NewsImpact, Readonly<{beforeMinutes: number; afterMinutes: number}>>> =
  {
    high: {beforeMinutes: 30, afterMinutes: 30},
    ultra: {beforeMinutes: 60, afterMinutes: 90},
    crypto: {beforeMinutes: 15, afterMinutes: 30},
  };

export const NEWS_MEASURES = {
  quiet: {
    holds: 'no event is due or has just been',
    takes: ['impact', 'beforeMinutes', 'afterMinutes'],
    defaults: ({impact: named}) => {
      const impact = NEWS_IMPACTS.find((one) => one === named) ?? 'high';
      return {impact, ...QUIET_DEFAULTS[impact]};
    },
  },
  reclaimed: {
    holds: 'the price is back at its level from before the event',
    takes: ['level', 'withinPercent'],
    defaults: () => ({withinPercent: 0.1}),
  },
} as const satisfies Readonly<Record<string, Measure>>;
