import {z} from 'zod';
import {combinedRow, untilAll, untilSome} from '../all-of.ts';
import {combiningKind, type Condition} from '../condition-kind.ts';
import type {MarketView} from '../market-view.ts';
import {intersection, union} from '../possible.ts';
import {anyOf} from '../verdict.ts';

const kind = combiningKind<Condition[]>({
  name: 'any',
  summary: 'At least one condition of the list holds.',
  example: [{price: {below: 1290}}, {price: {above: 1310}}],
  params: (condition) => z.array(condition).min(1, 'lists no condition; give at least one'),
  compile: (conditions, {compile}, path) => {
    const parts = conditions.map((part, index) => compile(part, `${path}[${index}]`));
    const state = (view: MarketView) => anyOf(parts, (part) => part.state(view));
    return {
      needs: parts.flatMap(({needs}) => needs),
      cells: parts.flatMap(({cells}) => cells),
      state,
      wakes: (view, target) =>
        target === 'met' ? untilSome(parts, view, 'met') : untilAll(parts, view, 'unmet'),
      shortfall: (view) => Math.min(...parts.map((part) => part.shortfall(view))),
      explain: (view) => [
        combinedRow(path, 'any', state(view), 'one part'),
        ...parts.flatMap((part) => part.explain(view)),
      ],
    };
  },
  possible: (parts, negated, {possible}) =>
    (negated ? intersection : union)(parts.map((part) => possible(part, negated))),
});

export const kinds = [kind];
