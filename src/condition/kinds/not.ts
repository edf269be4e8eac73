import {combinedRow} from '../all-of.ts';
import {combiningKind, type Condition} from '../condition-kind.ts';
import {notOf} from '../verdict.ts';

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
      // Its part has to stop holding; how far that is, only the part could say.
      shortfall: (view) => (notOf(part.state(view)) === 'met' ? 0 : 1),
      explain: (view) => [
        combinedRow(path, 'not', notOf(part.state(view)), 'the part does not hold'),
        ...part.explain(view),
      ],
    };
  },
  possible: (condition, negated, {possible}) => possible(condition, !negated),
});

export const kinds = [kind];
