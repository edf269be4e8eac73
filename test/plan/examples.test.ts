import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {readPlans} from '../../src/plan/plan-file.ts';
import {warningsOf} from '../../src/plan/warnings.ts';
import {DEFAULTS, NOW_MS} from './plans.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Texts of plans by where they stand. */
const texts: readonly (readonly [string, string])[] = [
  ...readdirSync(join(ROOT, 'examples'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [`examples/${file}`, readFileSync(join(ROOT, 'examples', file), 'utf8')] as const),
  ...[...readFileSync(join(ROOT, 'docs/plans.md'), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text = ''], index) => [`docs/plans.md, example ${index + 1}`, text] as const,
  ),
];

describe('the plans of examples and documentation', () => {
  it.each(texts)(
    '%s can be added as they stand, without a warning about prices or orders',
    (_where, text) => {
      const read = readPlans(text, {name: 'plans.yaml', defaults: DEFAULTS});
      if (!read.ok) throw new Error(read.problems.map(({message}) => message).join('\n'));
      const warnings = read.plans.flatMap((plan) => warningsOf(plan, NOW_MS));
      // One example is made to expire.
      expect(warnings.filter(({code}) => code !== 'expiresSoon')).toEqual([]);
    },
  );
});
