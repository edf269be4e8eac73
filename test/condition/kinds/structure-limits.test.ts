import {describe, expect, it} from 'vitest';
import {z} from 'zod';
import {compileCondition} from '../../../src/condition/compile.ts';
import type {ConditionKind} from '../../../src/condition/condition-kind.ts';
import {kinds as block} from '../../../src/condition/kinds/block.ts';
import {kinds as gap} from '../../../src/condition/kinds/gap.ts';
import {kinds as liquidity} from '../../../src/condition/kinds/liquidity.ts';
import {kinds as pattern} from '../../../src/condition/kinds/pattern.ts';
import {kinds as pullback} from '../../../src/condition/kinds/pullback.ts';
import {kinds as range} from '../../../src/condition/kinds/range.ts';
import {kinds as session} from '../../../src/condition/kinds/session.ts';
import {kinds as structure} from '../../../src/condition/kinds/structure.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar, Timeframe} from '../../../src/market/bar.ts';
import {BARS_KEPT} from '../../../src/market/bar-series.ts';
import {MINUTE_MS, walk} from '../../market/structure/made-bars.ts';
import {StandInDesk} from '../study-views.ts';
import {aQuote} from '../views.ts';

const KINDS = [structure, pullback, block, gap, liquidity, range, pattern, session].flat();
/** Minute after minute, from an hour before midnight on. */
const START_MS = Date.UTC(2024, 4, 5, 23);
const BARS = walk(5, BARS_KEPT).map((bar, index) => ({...bar, timeMs: START_MS + index * MINUTE_MS}));
const DAY: Bar = {timeMs: Date.UTC(2024, 4, 5), open: 9, high: 9, low: 1, close: 9, ticks: 1};

/** The example with each of its numbers of bars as small (or as large) as the schema allows, of one-minute bars. */
function atLimit({params, example}: ConditionKind, limit: 'minimum' | 'maximum'): Record<string, unknown> {
  const {properties = {}} = z.toJSONSchema(params(z.any()), {io: 'input', unrepresentable: 'any'});
  const values = Object.entries(properties).flatMap(([name, schema]): [string, unknown][] => {
    if (name === 'timeframe' || name === 'breakTimeframe') return [[name, 'M1']];
    return typeof schema === 'object' && schema.type === 'integer' ? [[name, schema[limit]]] : [];
  });
  return {...(typeof example === 'object' ? example : {}), ...Object.fromEntries(values)};
}

describe.each(KINDS)('$name', (kind) => {
  it('has an example that its own schema takes as it is', () => {
    expect(conditionSchema.parse({[kind.name]: kind.example})).toEqual({[kind.name]: kind.example});
  });

  it.each(['minimum', 'maximum'] as const)(
    'can be kept up to date at the %s of what may be asked',
    (limit) => {
      for (const side of ['buy', 'sell'] as const) {
        const condition = compileCondition(conditionSchema.parse({[kind.name]: atLimit(kind, limit)}), side);
        for (const {definition} of condition.needs) {
          expect(definition.barsNeeded).toBeLessThanOrEqual(BARS_KEPT);
        }
        // Of M1 bars a session is known for a part of the day.
        const bars = kind.name === 'sessionSweep' ? BARS.slice(0, 800) : BARS;
        const desk = new StandInDesk({
          needs: condition.needs,
          bars: new Map<Timeframe, readonly Bar[]>([
            ['M1', bars],
            ['D1', [DAY]],
          ]),
        });
        desk.accept(aQuote(2048, 2048, START_MS + bars.length * MINUTE_MS));
        const [row] = condition.explain(desk.view());
        expect(['met', 'unmet']).toContain(row?.reason);
      }
    },
  );
});
