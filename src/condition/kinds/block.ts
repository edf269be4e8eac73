import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {openingLine, type Side} from '../../market/quote.ts';
import type {Moment} from '../../market/structure/bar-window.ts';
import {breakerBlocks} from '../../market/structure/breaker-blocks.ts';
import type {PriceRange} from '../../market/structure/heading.ts';
import {mitigationBlocks} from '../../market/structure/mitigation-blocks.ts';
import {type OrderBlock, orderBlocks} from '../../market/structure/order-blocks.ts';
import type {StudyDefinition} from '../../market/study/study.ts';
import {barKind, timeframeShape} from '../bar-kind.ts';
import {leafKind} from '../condition-kind.ts';
import {agoText} from '../found-leaf.ts';
import {type Direction, directionOf, directionParam, timeframeParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {zoneLeaf} from '../zone-leaf.ts';

type BlockParams = Readonly<{timeframe: Timeframe; direction?: Direction | undefined; within: number}>;

/** What all blocks are: a zone of prices that speaks for a direction. */
type Block = Moment & PriceRange & Readonly<{direction: Direction}>;

const withinParam = () =>
  z
    .number()
    .nonnegative('which is below zero; give the distance from the block, in price units')
    .default(0)
    .describe('How far outside the block the price may be, in price units.');

type BlockRule<Found extends Block> = Readonly<{
  /** `order block` */
  name: string;
  definition: StudyDefinition<readonly Found[]>;
  /** Beside the direction; all when absent. */
  isGood?: (block: Found) => boolean;
  /** What more there is to say of the rule, and of a block. */
  more?: string;
  tell?: (block: Found) => string;
  otherwise?: (blocks: readonly Found[]) => string;
}>;

function blockLeaf<Found extends Block>(
  {timeframe, direction: given, within}: BlockParams,
  side: Side,
  {name, definition, isGood = () => true, more = '', tell = () => '', otherwise = () => ''}: BlockRule<Found>,
) {
  const direction = directionOf(given, side);
  const line = openingLine(side);
  const place = within === 0 ? 'in' : `at most ${within} from`;
  const ofDirection = (blocks: readonly Found[]) => blocks.filter((block) => block.direction === direction);
  return zoneLeaf<readonly [{timeframe: Timeframe; definition: StudyDefinition<readonly Found[]>}], Found>({
    needs: [{timeframe, definition}],
    threshold: `${line} ${place} a ${direction} ${name} of ${timeframe}${more}`,
    line,
    within,
    zonesOf: ([blocks]) => ofDirection(blocks).filter(isGood),
    tell: (block) =>
      `the ${direction} ${name} ${block.low} to ${block.high}${tell(block)}, ${agoText(block.barsAgo)}`,
    otherwise: ([blocks]) => `no ${direction} ${name} stands${otherwise(ofDirection(blocks))}`,
  });
}

const orderBlockKind = leafKind<BlockParams & Readonly<{minScore: number}>>({
  name: 'orderBlock',
  summary:
    'The price (ask for a buy, bid for a sell) is in an order block that still stands, the last candle against a ' +
    'move that broke structure, or near one; the block has a score of at least so much.',
  example: {timeframe: 'M1', direction: 'bull', minScore: 60, within: 0},
  params: () =>
    z
      .strictObject({
        timeframe: timeframeParam().default('M1'),
        direction: directionParam(),
        minScore: z
          .number()
          .min(0, 'less than a score can be; give 0 or more')
          .max(110, 'more than a score can be; give 110 or less')
          .default(60)
          .describe('Least score of the block, of 110.'),
        within: withinParam(),
      })
      .readonly(),
  compile: (params, {side}) => {
    const {minScore} = params;
    return blockLeaf<OrderBlock>(params, side, {
      name: 'order block',
      definition: orderBlocks(),
      isGood: ({score}) => score.total >= minScore,
      more: `, score ≥ ${minScore}`,
      tell: ({score}) => `, score ${score.total}`,
      otherwise: (blocks) => {
        if (blocks.length === 0) return '';
        return ` with that score: the best has ${Math.max(...blocks.map(({score}) => score.total))}`;
      },
    });
  },
  possible: () => ANYTHING,
});

/** Kinds that ask nothing more of a block than that the price is there. */
const plainKind = ({
  kind,
  name,
  summary,
  definitionOf,
}: Readonly<{
  kind: string;
  name: string;
  summary: string;
  definitionOf: () => StudyDefinition<readonly Block[]>;
}>) =>
  barKind<BlockParams>({
    name: kind,
    summary,
    example: {timeframe: 'M5', direction: 'bull', within: 0},
    params: () =>
      z.strictObject({...timeframeShape(), direction: directionParam(), within: withinParam()}).readonly(),
    compile: (params, {side}) => blockLeaf<Block>(params, side, {name, definition: definitionOf()}),
    possible: () => ANYTHING,
  });

const breakerBlockKind = plainKind({
  kind: 'breakerBlock',
  name: 'breaker block',
  summary:
    'The price (ask for a buy, bid for a sell) is in a breaker block, or near one: an order block that a bar closed ' +
    'through, so that it now holds from the other side. A bull breaker was a bear order block.',
  definitionOf: () => breakerBlocks(),
});

const mitigationBlockKind = plainKind({
  kind: 'mitigationBlock',
  name: 'mitigation block',
  summary:
    'The price (ask for a buy, bid for a sell) is in a mitigation block, or near one: for a bull the last bear order ' +
    'block before a bull change of character that closed beyond it. It takes a change of character, so it is rare.',
  definitionOf: () => mitigationBlocks(),
});

export const kinds = [orderBlockKind, breakerBlockKind, mitigationBlockKind];
