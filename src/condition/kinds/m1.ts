import {z} from 'zod';
import {ALIGNMENT_LEVELS, type AlignmentLevel} from '../../market/microstructure/alignment.ts';
import type {Microstructure} from '../../market/microstructure/analyse.ts';
import type {Break} from '../../market/microstructure/breaks.ts';
import {withAlignment} from '../../market/microstructure/confluence.ts';
import {MOMENTUM_QUALITIES, type MomentumQuality} from '../../market/microstructure/momentum.ts';
import {leafKind, type PlanContext} from '../condition-kind.ts';
import {alignmentWith, LONGER_TRENDS, longerTrends, ofMinutes} from '../m1-analysis.ts';
import {type Direction, directionOf, directionParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {studyLeaf} from '../study-leaf.ts';

const OF_MINUTES = 'Rests on the last 50 to 200 closed minutes; with fewer it is unknown.';

const EVENTS = ['choch', 'bos', 'both'] as const;
type BreakEvent = (typeof EVENTS)[number];

function isEvent(event: BreakEvent, {isChoch, isBos, isConfirmed}: Break): boolean {
  const isTurn = isChoch && isConfirmed;
  if (event === 'both') return isTurn && isBos;
  return event === 'choch' ? isTurn : isBos;
}

function breakText({direction, isChoch, isBos, closesBeyond, level}: Break): string {
  const events = [...(isChoch ? ['choch'] : []), ...(isBos ? ['bos'] : [])].join(' and ');
  return `${direction} ${events}, ${closesBeyond} closes beyond ${level}`;
}

const breakKind = leafKind<Readonly<{event: BreakEvent; direction?: Direction | undefined}>>({
  name: 'm1Break',
  summary:
    'The newest minute closed beyond the last swing by at least 0.2 ATR(14). choch: the swing stood nearer than the one ' +
    'before it, so the market turns, and three closes confirm it. bos: beyond the swing before it too. both: both at ' +
    `once. ${OF_MINUTES}`,
  example: {event: 'choch', direction: 'bull'},
  params: () =>
    z
      .strictObject({
        event: z.enum(EVENTS).describe('Change of character, break of structure, or both.'),
        direction: directionParam(),
      })
      .readonly(),
  compile: ({event, direction}, {side, microstructure}) => {
    const way = directionOf(direction, side);
    return studyLeaf({
      needs: [ofMinutes(microstructure)],
      threshold: event === 'both' ? `${way} choch and bos of M1` : `${way} ${event} of M1`,
      holds: ([{breaks}]) =>
        breaks.current !== undefined && breaks.current.direction === way && isEvent(event, breaks.current),
      observe: ([{breaks}]) => (breaks.current === undefined ? 'no break' : breakText(breaks.current)),
    });
  },
  possible: () => ANYTHING,
});

const VOLATILITIES = ['expanding', 'stable', 'contracting'] as const;
const STRUCTURES = ['higherHighs', 'lowerLows', 'equal', 'choppy'] as const;
const SIGNALS = ['bullish', 'bearish', 'neutral'] as const;

/** A word of the analysis is the one that is asked for. */
function wordLeaf(
  name: string,
  is: string,
  {microstructure}: Pick<PlanContext, 'microstructure'>,
  wordOf: (minutes: Microstructure) => string,
) {
  return studyLeaf({
    needs: [ofMinutes(microstructure)],
    threshold: `${name} of M1 is ${is}`,
    holds: ([minutes]: readonly [Microstructure]) => wordOf(minutes) === is,
    observe: ([minutes]) => wordOf(minutes),
  });
}

const volatilityKind = leafKind<Readonly<{is: (typeof VOLATILITIES)[number]}>>({
  name: 'm1Volatility',
  summary:
    'ATR(14) of the minutes against its median over the last 50 bars: expanding above 1.2 times, contracting below 0.8 ' +
    `times, else stable. ${OF_MINUTES}`,
  example: {is: 'expanding'},
  params: () => z.strictObject({is: z.enum(VOLATILITIES).describe('What it must be.')}).readonly(),
  compile: ({is}, context) => wordLeaf('volatility', is, context, ({volatility}) => volatility.state),
  possible: () => ANYTHING,
});

/** Fewer than half of the 36 windows can be below the median. */
const SQUEEZE_MOST = 17;

const squeezeKind = leafKind<Readonly<{atLeast: number}>>({
  name: 'm1Squeeze',
  summary: `For so many minutes in a row ATR(14) has been below 0.8 of its median over 50 bars. ${OF_MINUTES}`,
  example: {atLeast: 10},
  params: () =>
    z
      .strictObject({
        atLeast: z
          .number()
          .int('not a whole number of minutes')
          .min(1, 'which is no squeeze; give 1 or more')
          .max(SQUEEZE_MOST, `more than half of the windows that are compared; give ${SQUEEZE_MOST} or fewer`)
          .describe('Least length, in minutes.'),
      })
      .readonly(),
  compile: ({atLeast}, {microstructure}) =>
    studyLeaf({
      needs: [ofMinutes(microstructure)],
      threshold: `squeeze of M1 ≥ ${atLeast} bars`,
      holds: ([{volatility}]) => volatility.squeezeBars >= atLeast,
      observe: ([{volatility}]) => volatility.squeezeBars,
      distance: ([{volatility}]) => ({
        away: Math.abs(volatility.squeezeBars - atLeast),
        scale: SQUEEZE_MOST,
      }),
    }),
  possible: () => ANYTHING,
});

type Way = Direction | 'any';

const wayParam = () =>
  z
    .enum(['bull', 'bear', 'any'])
    .default('any')
    .describe('Which way the minutes must go; any: it does not matter which.');

const momentumKind = leafKind<Readonly<{atLeast: MomentumQuality; direction: Way}>>({
  name: 'm1Momentum',
  summary:
    'How long a run of rising or of falling closes is: excellent from 7 minutes, good from 5, fair from 3, else choppy; ' +
    `good and excellent only with RSI(14) above 40 in a rising run, below 60 in a falling one. ${OF_MINUTES}`,
  example: {atLeast: 'good', direction: 'bull'},
  params: () =>
    z
      .strictObject({
        atLeast: z.enum(MOMENTUM_QUALITIES).describe('Least quality.'),
        direction: wayParam(),
      })
      .readonly(),
  compile: ({atLeast, direction}, {microstructure}) =>
    studyLeaf({
      needs: [ofMinutes(microstructure)],
      threshold: `${ofWay(direction)}momentum of M1 is ${atLeast} or better`,
      holds: ([{momentum}]) =>
        isAtLeast(MOMENTUM_QUALITIES, momentum.quality, atLeast) &&
        (direction === 'any' || momentum.direction === direction),
      observe: ([
        {
          momentum: {quality, runBars, direction: run},
        },
      ]) => (run === 'none' ? quality : `${quality}, ${runBars} ${run}`),
    }),
  possible: () => ANYTHING,
});

function isAtLeast<Word>(fromWorst: readonly Word[], word: Word, least: Word): boolean {
  return fromWorst.indexOf(word) >= fromWorst.indexOf(least);
}

const ofWay = (way: Way) => (way === 'any' ? '' : `${way} `);

const structureKind = leafKind<Readonly<{is: (typeof STRUCTURES)[number]}>>({
  name: 'm1Structure',
  summary:
    'What the last three swing highs and lows of the minutes draw: higherHighs where the highs rise and no low falls, ' +
    `lowerLows mirrored, equal where all are level within 0.2 ATR(14) (rare), else choppy. ${OF_MINUTES}`,
  example: {is: 'higherHighs'},
  params: () => z.strictObject({is: z.enum(STRUCTURES).describe('What it must be.')}).readonly(),
  compile: ({is}, context) => wordLeaf('structure', is, context, ({structure}) => structure.type),
  possible: () => ANYTHING,
});

const trendKind = leafKind<Readonly<{atLeast: AlignmentLevel; direction: Way}>>({
  name: 'm1Trend',
  summary:
    'How many of the trends of M5, M15 and H1, by their swings, go where the structure of the minutes goes: strong from ' +
    `two, moderate one, weak none. ${OF_MINUTES}`,
  example: {atLeast: 'moderate', direction: 'bull'},
  params: () =>
    z
      .strictObject({
        atLeast: z.enum(ALIGNMENT_LEVELS).describe('Least agreement.'),
        direction: wayParam(),
      })
      .readonly(),
  compile: ({atLeast, direction}, {microstructure}) =>
    studyLeaf({
      needs: [ofMinutes(microstructure), ...LONGER_TRENDS],
      threshold: `${ofWay(direction)}M1 with M5, M15 and H1 is ${atLeast} or better`,
      holds: ([minutes, ...trends]) =>
        isAtLeast(ALIGNMENT_LEVELS, alignmentWith(longerTrends(...trends), minutes).level, atLeast) &&
        (direction === 'any' || headingOf(minutes) === direction),
      observe: ([minutes, ...trends]) => {
        const {level, agreeing, opposing} = alignmentWith(longerTrends(...trends), minutes);
        return `${level}: ${minutes.structure.type}, ${agreeing} agree, ${opposing} oppose`;
      },
    }),
  possible: () => ANYTHING,
});

/** Where the structure of the minutes goes. */
function headingOf({structure}: Pick<Microstructure, 'structure'>): Direction | 'none' {
  if (structure.type === 'higherHighs') return 'bull';
  return structure.type === 'lowerLows' ? 'bear' : 'none';
}

const signalKind = leafKind<Readonly<{is?: (typeof SIGNALS)[number] | undefined}>>({
  name: 'm1Signal',
  summary:
    'What break and structure of the minutes say together: bullish for a break upwards in higherHighs, or for a ' +
    `confirmed change of character upwards while the structure goes nowhere; bearish mirrored; else neutral. ${OF_MINUTES}`,
  example: {is: 'bullish'},
  params: () =>
    z
      .strictObject({
        is: z
          .enum(SIGNALS)
          .optional()
          .describe('What it must be; without it bullish for a buy, bearish for a sell.'),
      })
      .readonly(),
  compile: ({is}, context) =>
    wordLeaf('signal', is ?? (context.side === 'buy' ? 'bullish' : 'bearish'), context, ({signal}) => signal),
  possible: () => ANYTHING,
});

/** 0.5 · 90 of the break, 0.3 · 90 of the volatility, 0.2 · 100 of the wicks. */
const CONFIDENCE_MOST = 92;

const confidenceKind = leafKind<Readonly<{atLeast?: number | undefined; direction?: Direction | undefined}>>({
  name: 'm1Confidence',
  summary:
    'The minutes speak for the direction: the confidence (0.5 of the break, 0.3 of the volatility, 0.2 of the wicks) is ' +
    'at least the minimum, and the confluence score (0.30 break, 0.25 momentum, 0.20 session, 0.15 liquidity, 0.10 ' +
    'trends of M5, M15 and H1) at least what the instrument asks for in this session and volatility. ' +
    OF_MINUTES,
  example: {atLeast: 70, direction: 'bull'},
  params: () =>
    z
      .strictObject({
        atLeast: z
          .number()
          .min(0, 'which is below zero; give the least confidence, 0 or more')
          .max(CONFIDENCE_MOST, `more than the confidence can be; give ${CONFIDENCE_MOST} or less`)
          .optional()
          .describe('Least confidence; without it that of the instrument, such as 75 for XAUUSD.'),
        direction: directionParam(),
      })
      .readonly(),
  compile: ({atLeast, direction}, {side, microstructure}) => {
    const way = directionOf(direction, side);
    const {profile} = microstructure;
    const look = (minutes: Microstructure, ...trends: Parameters<typeof longerTrends>) => {
      const {confidence, confluence} = minutes[way];
      // Trends that agree with minutes that go the other way, or nowhere, speak for nothing here.
      const level =
        headingOf(minutes) === way ? alignmentWith(longerTrends(...trends), minutes).level : 'weak';
      const {score, components} = withAlignment(confluence, level);
      const {linear, minimum} = confidence;
      return {linear, minimum: atLeast ?? minimum, score, threshold: minutes.threshold, components};
    };
    return studyLeaf({
      needs: [ofMinutes(microstructure), ...LONGER_TRENDS],
      threshold: `confidence for ${way} ≥ ${atLeast ?? profile.instrument.confidenceMin}, and score ≥ that of the session (row ${profile.name})`,
      holds: (results) => {
        const {linear, minimum, score, threshold} = look(...results);
        return linear >= minimum && score >= threshold;
      },
      observe: (results) => {
        const {linear, minimum, score, threshold, components} = look(...results);
        const parts = Object.entries(components).map(([name, value]) => `${name} ${value}`);
        return `confidence ${linear} of ${minimum}, score ${score} of ${threshold} (${parts.join(', ')})`;
      },
      distance: (results) => {
        const {linear, minimum, score, threshold} = look(...results);
        return {away: Math.abs(Math.min(linear - minimum, score - threshold)), scale: 100};
      },
    });
  },
  possible: () => ANYTHING,
});

export const kinds = [
  breakKind,
  volatilityKind,
  squeezeKind,
  momentumKind,
  structureKind,
  trendKind,
  signalKind,
  confidenceKind,
];
