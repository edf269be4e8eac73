import {isDeepStrictEqual} from 'node:util';
import type {OraclePlan, ReplayDocument} from './written-plan.ts';

/** Each field in which the product differs, with the plan, for a reader to judge by. Empty: equal. */
export function differences(
  expected: ReplayDocument,
  actual: ReplayDocument,
  plans: readonly OraclePlan[],
): string[] {
  const found: string[] = [];
  const {plans: expectedPlans, ...expectedHead} = expected;
  const {plans: actualPlans, ...actualHead} = actual;
  if (!isDeepStrictEqual(actualHead, expectedHead)) {
    found.push(`expected ${JSON.stringify(expectedHead)}, got ${JSON.stringify(actualHead)}`);
  }
  const expectedIds = expectedPlans.map(({id}) => id);
  const actualIds = actualPlans.map(({id}) => id);
  if (!isDeepStrictEqual(actualIds, expectedIds)) found.push('the plans are not the same ones, by id');
  const actualById = new Map(actualPlans.map((plan) => [plan.id, plan]));
  for (const outcome of expectedPlans) {
    const other = actualById.get(outcome.id);
    if (isDeepStrictEqual(other, outcome)) continue;
    const written = plans.find(({id}) => id === outcome.id);
    found.push(
      `expected ${JSON.stringify(outcome)}\n     got ${JSON.stringify(other)}\n     for ${JSON.stringify(written)}`,
    );
  }
  return found;
}
