import {z} from 'zod';
import {leafKind} from '../condition-kind.ts';
import {range, within} from '../possible.ts';
import {spreadLeaf} from '../spread-leaf.ts';

type SpreadParams = Readonly<{atMost: number}>;

const kind = leafKind<SpreadParams>({
  name: 'spread',
  summary: 'Ask less bid is at most so much, in price units.',
  example: {atMost: 0.6},
  params: () =>
    z
      .strictObject({
        atMost: z
          .number()
          .nonnegative('which is below zero, and ask is never below bid; give zero or more')
          .describe('Largest ask − bid at which the condition holds, in price units.'),
      })
      .readonly(),
  compile: ({atMost}) => spreadLeaf(atMost),
  possible: ({atMost}, negated) =>
    within('spread', negated ? range(atMost, Infinity, {from: true}) : range(0, atMost)),
});

export const kinds = [kind];
