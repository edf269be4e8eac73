import {combinedRow} from '../all-of.ts';
import {combiningKind, type Condition} from '../condition-kind.ts';
import {notOf, type VerdictState} from '../verdict.ts';

/** By the verdict of the whole; how far its part is from another one, only the part could say. */
const SHORTFALLS: Readonly<Record<VerdictState, number>> = {met: 0, unmet: 1, unknown: 2};

const kind = combiningKind<Condition>({
  name: 'not',
  summary: 'The condition does not hold. Unknown stays unknown.',
  example: {price: {above: 1310}},
  params: (condition) => condition,
  compile: (condition, {compile}, path) => {
    const part = compile(condition, path);
    return {
      needs: part.needs,
      cells: part.cells,
      state: (view) => notOf(part.state(view)),
      wakes: (view, target) => part.wakes(view, target === 'met' ? 'unmet' : 'met'),
      shortfall: (view) => SHORTFALLS[notOf(part.state(view))],
      explain: (view) => [
        combinedRow(path, 'not', notOf(part.state(view)), 'the part does not hold'),
        ...part.explain(view),
      ],
    };
  },
  possible: (condition, negated, {possible}) => possible(condition, !negated),
});

export const kinds = [kind];
