import {z} from 'zod';
import {allCondition} from '../all-of.ts';
import {combiningKind, type Condition} from '../condition-kind.ts';
import {intersection, union} from '../possible.ts';

const kind = combiningKind<Condition[]>({
  name: 'all',
  summary: 'Every condition of the list holds.',
  example: [{price: {above: 1300}}, {spread: {atMost: 0.6}}],
  params: (condition) => z.array(condition).min(1, 'lists no condition; give at least one'),
  compile: (parts, {compile}, path) =>
    allCondition(
      parts.map((part, index) => compile(part, `${path}[${index}]`)),
      path,
    ),
  possible: (parts, negated, {possible}) =>
    (negated ? union : intersection)(parts.map((part) => possible(part, negated))),
});

export const kinds = [kind];
