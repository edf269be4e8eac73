import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {type TickVolume, tickVolume} from '../../market/indicator/tick-volume.ts';
import {barKind, timeframeShape} from '../bar-kind.ts';
import {barsParam, ofBars} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {studyLeaf} from '../study-leaf.ts';

type VolumeParams = Readonly<{
  timeframe: Timeframe;
  lookback: number;
  ratioAbove?: number | undefined;
  above?: number | undefined;
  spikeDeviations?: number | undefined;
}>;

const TESTS = ['ratioAbove', 'above', 'spikeDeviations'] as const;

/** What the volume has to be above, for each test that is asked for. */
function levelsOf(
  {ratioAbove, above, spikeDeviations}: VolumeParams,
  {mean, deviation}: TickVolume,
): number[] {
  return [
    ...(ratioAbove === undefined ? [] : [ratioAbove * mean]),
    ...(above === undefined ? [] : [above]),
    ...(spikeDeviations === undefined ? [] : [mean + spikeDeviations * deviation]),
  ];
}

function wordsOf({lookback, ratioAbove, above, spikeDeviations}: VolumeParams): string {
  return [
    ...(ratioAbove === undefined ? [] : [`> ${ratioAbove} × mean of ${lookback} before`]),
    ...(above === undefined ? [] : [`> ${above}`]),
    ...(spikeDeviations === undefined ? [] : [`> mean + ${spikeDeviations} σ of ${lookback} before`]),
  ].join(' and ');
}

const test = (meaning: string) =>
  z.number().positive('not above zero; give more, or leave it out').optional().describe(meaning);

const kind = barKind<VolumeParams>({
  name: 'volume',
  summary:
    'The tick volume of the newest closed bar (the number of its quotes) is above a multiple of the mean of the bars ' +
    'before it, above a number, or above their mean by so many standard deviations; several tests must hold together.',
  example: {timeframe: 'M5', lookback: 20, ratioAbove: 1.5},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        lookback: barsParam(20, {least: 2, most: 200}, 'Bars before it, of which the mean is taken.'),
        ratioAbove: test('Holds while the volume is more than so many times the mean.'),
        above: test('Holds while the volume is more than this, in quotes.'),
        spikeDeviations: test('Holds while it is more than so many standard deviations above the mean.'),
      })
      .readonly()
      .superRefine((value, context) => {
        // What seems to be missing may be what an unknown key was meant to say.
        if (context.issues.some(({code}) => code === 'unrecognized_keys')) return;
        if (TESTS.some((name) => value[name] !== undefined)) return;
        const message = 'says nothing of the volume; give ratioAbove, above or spikeDeviations';
        context.addIssue({code: 'custom', path: [], message, input: value});
      }),
  compile: (params) => {
    const {timeframe, lookback} = params;
    return studyLeaf({
      needs: [{timeframe, definition: tickVolume(lookback)}],
      threshold: `${ofBars('volume', timeframe)} ${wordsOf(params)}`,
      holds: ([volume]) => volume.newest > Math.max(...levelsOf(params, volume)),
      observe: ([{newest}]) => newest,
      distance: ([volume]) => ({
        away: Math.abs(volume.newest - Math.max(...levelsOf(params, volume))),
        scale: volume.newest,
      }),
    });
  },
  possible: () => ANYTHING,
});

export const kinds = [kind];
