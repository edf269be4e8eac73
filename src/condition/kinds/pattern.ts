import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {type DoubleTurn, doubleTurn} from '../../market/pattern/double-turn.ts';
import {type Fakeout, fakeout} from '../../market/pattern/fakeout.ts';
import {rejectionWick} from '../../market/pattern/rejection-wick.ts';
import {rsiDivergence} from '../../market/pattern/rsi-divergence.ts';
import {star} from '../../market/pattern/star.ts';
import {threeDrive} from '../../market/pattern/three-drive.ts';
import {barKind, timeframeShape} from '../bar-kind.ts';
import {agoText, foundLeaf} from '../found-leaf.ts';
import {barsParam, type Direction, directionOf, directionParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {studyLeaf} from '../study-leaf.ts';

type Directed = Readonly<{timeframe: Timeframe; direction?: Direction | undefined}>;

const directed = () => ({...timeframeShape(), direction: directionParam()});

const OPPOSITE: Readonly<Record<Direction, Direction>> = {bull: 'bear', bear: 'bull'};

const wickKind = barKind<Directed & Readonly<{minRatio: number}>>({
  name: 'rejectionWick',
  summary:
    'The newest closed bar has a long lower wick (bear: upper wick): the price was there and was sent back. A body ' +
    'smaller than a tenth of the bar counts as a tenth.',
  example: {timeframe: 'M5', direction: 'bull', minRatio: 2},
  params: () =>
    z
      .strictObject({
        ...directed(),
        minRatio: z
          .number()
          .positive('not above zero; give more')
          .max(10, 'longer than a wick can be, as the smallest body is a tenth of the bar; give 10 or less')
          .default(2)
          .describe('Least length of the wick, in bodies.'),
      })
      .readonly(),
  compile: ({timeframe, direction: given, minRatio}, {side}) => {
    const direction = directionOf(given, side);
    const wick = direction === 'bull' ? 'lower wick' : 'upper wick';
    return studyLeaf({
      needs: [{timeframe, definition: rejectionWick(minRatio)}],
      threshold: `${wick} of ${timeframe} ≥ ${minRatio} bodies`,
      holds: ([{isRejected}]) => isRejected[direction],
      observe: ([{ratio}]) => `${wick} of ${ratio[direction].toFixed(2)} bodies`,
    });
  },
  possible: () => ANYTHING,
});

const STAR_NAMES: Readonly<Record<Direction, string>> = {bull: 'morning star', bear: 'evening star'};

const starKind = barKind<Directed & Readonly<{bodyRatio: number}>>({
  name: 'star',
  summary:
    'The last three closed bars are a morning star (bear: an evening star): a falling one, one with a small body that ' +
    'lies wholly below its close, and a rising one that closes above the middle of its body.',
  example: {timeframe: 'M15', direction: 'bull', bodyRatio: 0.3},
  params: () =>
    z
      .strictObject({
        ...directed(),
        bodyRatio: z
          .number()
          .min(0, 'which is below zero; give a share of the bar from 0 to 1')
          .max(1, 'more than the whole bar; give a share such as 0.3 for 30 %')
          .default(0.3)
          .describe('Largest body of the middle bar, as a share of that bar.'),
      })
      .readonly(),
  compile: ({timeframe, direction: given, bodyRatio}, {side}) => {
    const direction = directionOf(given, side);
    return studyLeaf({
      needs: [{timeframe, definition: star(bodyRatio)}],
      threshold: `${STAR_NAMES[direction]} of ${timeframe}, middle body ≤ ${bodyRatio}`,
      holds: ([{isStar}]) => isStar[direction],
      observe: ([{isStar}]) => {
        if (isStar.bull) return STAR_NAMES.bull;
        return isStar.bear ? STAR_NAMES.bear : 'no star';
      },
    });
  },
  possible: () => ANYTHING,
});

const threeDriveKind = barKind<Directed>({
  name: 'threeDrive',
  summary:
    'Three drives: the newest three swing lows (bear: highs), each beyond the one before, within 1 % of the price, with ' +
    'Fibonacci legs: the last is 1, 1.272, 1.414 or 1.618 of the one before, and the pause before it 0.618 or 0.786.',
  example: {timeframe: 'M15', direction: 'bull'},
  params: () => z.strictObject(directed()).readonly(),
  compile: ({timeframe, direction: given}, {side}) => {
    const direction = directionOf(given, side);
    return foundLeaf({
      need: {timeframe, definition: threeDrive()},
      threshold: `three ${direction} drives of ${timeframe}`,
      find: (found) => found[direction],
      tell: ({drives, legRatio, retracement, barsAgo}) =>
        `${direction}, ${drives.join(', ')}, leg ${legRatio.toFixed(2)}, pause ${retracement.toFixed(2)}, ${agoText(barsAgo)}`,
      otherwise: (found) =>
        found[OPPOSITE[direction]] === undefined ? 'no three drives' : `three ${OPPOSITE[direction]} drives`,
    });
  },
  possible: () => ANYTHING,
});

const fakeoutText = ({direction, level, barsAgo}: Fakeout) =>
  `${direction}, ${level}, back ${agoText(barsAgo)}`;

const fakeoutKind = barKind<Directed & Readonly<{level?: number | undefined; withinBars: number}>>({
  name: 'fakeout',
  summary:
    'A break failed: a bar went below a level, and one of the next bars closed above it (bear: above, and below it). ' +
    'Without a level it is the low (bear: high) of the 20 bars before all of those.',
  example: {timeframe: 'M15', direction: 'bull', withinBars: 5},
  params: () =>
    z
      .strictObject({
        ...directed(),
        level: z
          .number()
          .positive('not above zero; give a price above zero')
          .optional()
          .describe('The price that was broken in vain.'),
        withinBars: barsParam(
          5,
          {most: 100},
          'So many bars after the break it must have closed back; the break is one of so many bars and two.',
        ),
      })
      .readonly(),
  compile: ({timeframe, direction: given, level, withinBars}, {side}) => {
    const direction = directionOf(given, side);
    const name = level ?? `the ${direction === 'bull' ? 'low' : 'high'} of 20 bars`;
    return foundLeaf({
      need: {timeframe, definition: fakeout({level, reversalBars: withinBars})},
      threshold: `${direction} fakeout of ${name} on ${timeframe}, back within ${withinBars} bars`,
      find: (found) => found[direction],
      tell: fakeoutText,
      otherwise: (found) => {
        const other = found[OPPOSITE[direction]];
        return other === undefined ? 'no fakeout' : fakeoutText(other);
      },
    });
  },
  possible: () => ANYTHING,
});

const DOUBLE_NAMES: Readonly<Record<Direction, string>> = {bull: 'double bottom', bear: 'double top'};

const doubleText = ({direction, level, neckline, isConfirmed, barsAgo}: DoubleTurn) =>
  `${DOUBLE_NAMES[direction]} at ${level}, neckline ${neckline} ${isConfirmed ? 'broken' : 'not broken'}, ${agoText(barsAgo)}`;

const doubleKind = barKind<Directed>({
  name: 'doublePattern',
  summary:
    'A double bottom (bear: double top) of the last 100 closed bars: two swing lows within 0.25 ATR(14), a top of at ' +
    'least 1 ATR(14) between them, and nothing below since. Whether its neckline is broken is shown and not asked for.',
  example: {timeframe: 'M15', direction: 'bull'},
  params: () => z.strictObject(directed()).readonly(),
  compile: ({timeframe, direction: given}, {side}) => {
    const direction = directionOf(given, side);
    return foundLeaf({
      need: {timeframe, definition: doubleTurn({tolerance: {atr: 0.25}})},
      threshold: `${DOUBLE_NAMES[direction]} of ${timeframe}`,
      find: (found) => found[direction],
      tell: doubleText,
      otherwise: (found) => {
        const other = found[OPPOSITE[direction]];
        return other === undefined ? 'none' : doubleText(other);
      },
    });
  },
  possible: () => ANYTHING,
});

const divergenceKind = barKind<Directed>({
  name: 'rsiDivergence',
  summary:
    'Price and RSI(14) disagree: of the last two swing lows, both of the last 60 closed bars, the newer is lower and its ' +
    'RSI is higher (bear: the newer swing high is higher and its RSI lower).',
  example: {timeframe: 'M15', direction: 'bull'},
  params: () => z.strictObject(directed()).readonly(),
  compile: ({timeframe, direction: given}, {side}) => {
    const direction = directionOf(given, side);
    return foundLeaf({
      need: {timeframe, definition: rsiDivergence()},
      threshold: `${direction} divergence of price and RSI(14) of ${timeframe}`,
      find: (found) => found[direction],
      tell: ({prices, rsis, barsAgo}) =>
        `${direction}, price ${prices.join(' to ')}, RSI ${rsis.map((rsi) => rsi.toFixed(1)).join(' to ')}, ${agoText(barsAgo)}`,
      otherwise: (found) =>
        found[OPPOSITE[direction]] === undefined ? 'no divergence' : `${OPPOSITE[direction]} divergence`,
    });
  },
  possible: () => ANYTHING,
});

export const kinds = [wickKind, starKind, threeDriveKind, fakeoutKind, doubleKind, divergenceKind];
