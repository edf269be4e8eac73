import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {BREAK_MEMORY_BARS, breaks, type StructureBreak} from '../../market/structure/breaks.ts';
import {BREAK_RULES, type BreakEvent} from '../../market/structure/find-breaks.ts';
import {marketStructureShift} from '../../market/structure/market-structure-shift.ts';
import {SWING_BARS} from '../../market/structure/swing-points.ts';
import {type SwingBias, swings} from '../../market/structure/swings.ts';
import {barKind, timeframeShape} from '../bar-kind.ts';
import {agoText, foundLeaf, inLastBars} from '../found-leaf.ts';
import {barsParam, type Direction, directionOf, directionParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {studyLeaf} from '../study-leaf.ts';

type Directed = Readonly<{timeframe: Timeframe; direction?: Direction | undefined}>;

const NO_BREAK = `no break in the last ${BREAK_MEMORY_BARS} bars`;

const EVENT_WORDS: Readonly<Record<BreakEvent, Readonly<{name: string; summary: string}>>> = {
  bos: {
    name: 'break of structure',
    summary:
      'A bar broke structure: it closed above the newest swing high (bear: below the newest swing low), by at least so ' +
      'many ATR(14), and was the first that did.',
  },
  choch: {
    name: 'change of character',
    summary:
      'A bar changed the character of the market: after three falling swing highs it closed above the last of them ' +
      '(bear: after three rising swing lows below the last of them), by at least so many ATR(14), and was the first that did.',
  },
};

const breakText = ({direction, level, barsAgo}: StructureBreak) =>
  `${direction}, ${level}, ${agoText(barsAgo)}`;

const breakKind = (event: BreakEvent) =>
  barKind<Directed & Readonly<{swingBars: number; minBreakAtr: number; withinBars: number}>>({
    name: event,
    summary: EVENT_WORDS[event].summary,
    example: {
      timeframe: 'M15',
      direction: 'bull',
      swingBars: SWING_BARS,
      minBreakAtr: BREAK_RULES.minBreakAtr[event],
      withinBars: 5,
    },
    params: () =>
      z
        .strictObject({
          ...timeframeShape(),
          direction: directionParam(),
          swingBars: barsParam(SWING_BARS, {most: 20}, 'Bars on each side that a swing stands out from.'),
          minBreakAtr: z
            .number()
            .nonnegative(
              'which is below zero; give the least distance of the close from the swing, 0 or more',
            )
            .default(BREAK_RULES.minBreakAtr[event])
            .describe('How far beyond the swing it must close, in average true ranges of 14 bars.'),
          withinBars: barsParam(
            5,
            {most: BREAK_MEMORY_BARS},
            'It was one of so many bars, the newest included.',
          ),
        })
        .readonly(),
    compile: ({timeframe, direction: given, swingBars, minBreakAtr, withinBars}, {side}) => {
      const direction = directionOf(given, side);
      const definition = breaks({swingBars, minBreakAtr: {...BREAK_RULES.minBreakAtr, [event]: minBreakAtr}});
      return foundLeaf({
        need: {timeframe, definition},
        threshold: `${direction} ${EVENT_WORDS[event].name} of ${timeframe} ${inLastBars(withinBars)}`,
        find: (found) => ofEvent(found, event, direction).find(({barsAgo}) => barsAgo < withinBars),
        tell: breakText,
        otherwise: (found) => {
          const other = ofEvent(found, event, direction)[0] ?? found.find((one) => one.event === event);
          return other === undefined ? NO_BREAK : breakText(other);
        },
      });
    },
    possible: () => ANYTHING,
  });

function ofEvent(
  found: readonly StructureBreak[],
  event: BreakEvent,
  direction: Direction,
): readonly StructureBreak[] {
  return found.filter((one) => one.event === event && one.direction === direction);
}

const mssKind = barKind<Directed & Readonly<{withinBars: number; pullback: boolean; pullbackAtr: number}>>({
  name: 'mss',
  summary:
    'A market structure shift: the last break of structure or change of character went this way, and the price has ' +
    'since left its level and come back to it.',
  example: {timeframe: 'M15', direction: 'bull', withinBars: 50, pullback: true, pullbackAtr: 0.5},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        direction: directionParam(),
        withinBars: barsParam(
          BREAK_MEMORY_BARS,
          {most: BREAK_MEMORY_BARS},
          'The break was one of so many bars, the newest included.',
        ),
        pullback: z
          .boolean('not true or false; give true or false')
          .default(true)
          .describe('False: it need not have come back.'),
        pullbackAtr: z
          .number()
          .nonnegative('which is below zero; give how near the price must come back, 0 or more')
          .default(0.5)
          .describe('How near to the level is back, in average true ranges of 14 bars.'),
      })
      .readonly(),
  compile: ({timeframe, direction: given, withinBars, pullback, pullbackAtr}, {side}) => {
    const direction = directionOf(given, side);
    const back = pullback ? `, and back within ${pullbackAtr} ATR(14)` : '';
    return studyLeaf({
      needs: [{timeframe, definition: marketStructureShift({pullbackAtr})}],
      threshold: `${direction} structure shift of ${timeframe} ${inLastBars(withinBars)}${back}`,
      holds: ([seen]) =>
        seen !== null &&
        seen.shift.direction === direction &&
        seen.shift.barsAgo < withinBars &&
        (!pullback || seen.pullback !== undefined),
      observe: ([seen]) => {
        if (seen === null) return NO_BREAK;
        const returned =
          seen.pullback === undefined ? 'not back since' : `back ${agoText(seen.pullback.barsAgo)}`;
        return `${breakText(seen.shift)}, ${returned}`;
      },
    });
  },
  possible: () => ANYTHING,
});

const STATES: readonly [SwingBias, ...SwingBias[]] = ['up', 'down', 'range'];

const structureKind = barKind<Readonly<{timeframe: Timeframe; is: SwingBias}>>({
  name: 'structure',
  summary:
    'Where the swings lead: up with two higher highs and two higher lows among the last six, down with two lower ' +
    'highs and two lower lows, and else they make a range.',
  example: {timeframe: 'H1', is: 'up'},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        is: z.enum(STATES).describe('Where they must lead.'),
      })
      .readonly(),
  compile: ({timeframe, is}) =>
    studyLeaf({
      needs: [{timeframe, definition: swings()}],
      threshold: `structure of ${timeframe} is ${is}`,
      holds: ([{bias}]) => bias === is,
      observe: ([{bias, highs, lows}]) => {
        const newest = [...highs, ...lows].sort((a, b) => a.barsAgo - b.barsAgo);
        const labels = newest.flatMap(({label}) => (label === undefined ? [] : [label])).slice(0, 6);
        return labels.length === 0 ? bias : `${bias}: ${labels.join(' ')}, newest first`;
      },
    }),
  possible: () => ANYTHING,
});

export const kinds = [breakKind('bos'), breakKind('choch'), mssKind, structureKind];
