import {describe, expect, it} from 'vitest';
import {z} from 'zod';
import {compileCondition} from '../../../src/condition/compile.ts';
import type {ConditionKind} from '../../../src/condition/condition-kind.ts';
import {kinds as bands} from '../../../src/condition/kinds/bands.ts';
import {kinds as momentum} from '../../../src/condition/kinds/momentum.ts';
import {kinds as trend} from '../../../src/condition/kinds/trend.ts';
import {kinds as volatility} from '../../../src/condition/kinds/volatility.ts';
import {kinds as volume} from '../../../src/condition/kinds/volume.ts';
import {kinds as vwap} from '../../../src/condition/kinds/vwap.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import {BARS_KEPT} from '../../../src/market/bar-series.ts';
import {walk} from '../../market/structure/made-bars.ts';
import {statesAtBars} from '../study-views.ts';

const KINDS = [bands, momentum, trend, volatility, volume, vwap].flat();
const BARS = walk(5, BARS_KEPT);

/** The example with each of its numbers of bars as small (or as large) as the schema allows. */
function atLimit({params, example}: ConditionKind, limit: 'minimum' | 'maximum'): Record<string, unknown> {
  const {properties = {}} = z.toJSONSchema(params(z.any()), {io: 'input', unrepresentable: 'any'});
  const limits = Object.entries(properties).flatMap(([name, schema]) =>
    typeof schema === 'object' && schema.type === 'integer' ? [[name, schema[limit]] as const] : [],
  );
  return {...(typeof example === 'object' ? example : {}), ...Object.fromEntries(limits), timeframe: 'M1'};
}

describe.each(KINDS)('$name', (kind) => {
  it('has an example that its own schema takes as it is', () => {
    expect(conditionSchema.parse({[kind.name]: kind.example})).toEqual({[kind.name]: kind.example});
  });

  it.each(['minimum', 'maximum'] as const)(
    'can be kept up to date at the %s of what may be asked',
    (limit) => {
      const params = {
        ...atLimit(kind, limit),
        // Of two bars the mean is never two deviations away, and a fast mean is as fast as the slow one.
        ...(kind.name === 'zScore' ? {beyond: 0.5} : {}),
        ...(kind.name === 'macd' && limit === 'minimum' ? {fast: 1, slow: 2} : {}),
      };
      const condition = compileCondition(conditionSchema.parse({[kind.name]: params}), 'buy');
      for (const {definition} of condition.needs)
        expect(definition.barsNeeded).toBeLessThanOrEqual(BARS_KEPT);
      const states = statesAtBars(condition, 'M1', BARS);
      expect(states.slice(-20).filter((state) => state !== 'unknown').length).toBeGreaterThan(0);
    },
  );
});
