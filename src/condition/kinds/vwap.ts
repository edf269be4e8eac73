import {z} from 'zod';
import {derived} from '../../market/indicator/derived.ts';
import {sessionVwap} from '../../market/indicator/session-vwap.ts';
import {openingLine} from '../../market/quote.ts';
import {leafKind} from '../condition-kind.ts';
import {ofBars, positiveParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {STRETCH_SIDES, stretchLeaf, type StretchSide} from '../stretch-leaf.ts';
import {zoneNamed} from '../zone-named.ts';

/** Timeframes of which a day has enough bars. */
const TIMEFRAMES_OF_A_DAY = ['M1', 'M5', 'M15', 'M30', 'H1'] as const;

/** With fewer bars of the day a deviation says nothing; of M5 they are fifty minutes. */
const BARS_MIN = 10;

type VwapParams = Readonly<{
  timeframe: (typeof TIMEFRAMES_OF_A_DAY)[number];
  side: StretchSide;
  deviationsAtLeast: number;
  zone: string;
}>;

const kind = leafKind<VwapParams>({
  name: 'vwap',
  summary:
    'The price (ask for a buy, bid for a sell) is at least so many standard deviations above or below the volume ' +
    `weighted average price since midnight. Known from the day's ${BARS_MIN}th bar on.`,
  example: {timeframe: 'M5', side: 'below', deviationsAtLeast: 2, zone: 'UTC'},
  params: () =>
    z
      .strictObject({
        timeframe: z
          .enum(TIMEFRAMES_OF_A_DAY)
          .default('M5')
          .describe('Length of the closed bars that are looked at; of M1 bars the last 20 hours at most.'),
        side: z
          .enum(STRETCH_SIDES)
          .default('any')
          .describe('On which side of the average the price must be.'),
        deviationsAtLeast: positiveParam(2, 'Least distance, in volume weighted standard deviations.'),
        zone: z
          .string()
          .refine(
            (name) => zoneNamed(name) !== undefined,
            'which is not an IANA time zone; write for example "Europe/London" or "UTC"',
          )
          .default('UTC')
          .describe('IANA time zone in which the day begins.'),
      })
      .readonly(),
  compile: ({timeframe, side, deviationsAtLeast, zone: zoneName}, context) => {
    const zone = zoneNamed(zoneName);
    if (zone === undefined) throw new Error(`Invariant: "${zoneName}" is a zone that passed the schema`);
    const ofDay = sessionVwap(zone);
    const definition = derived(`${ofDay.key} of ${BARS_MIN} bars`, ofDay, (day) =>
      day.bars < BARS_MIN ? undefined : day,
    );
    return stretchLeaf({
      needs: [{timeframe, definition}],
      name: {center: ofBars('the VWAP', timeframe), unit: 'σ'},
      line: openingLine(context.side),
      side,
      multiple: deviationsAtLeast,
      yardstickOf: ([{vwap, deviation}]) => ({center: vwap, unit: deviation}),
    });
  },
  possible: () => ANYTHING,
});

export const kinds = [kind];
