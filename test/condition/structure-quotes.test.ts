import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../src/condition/compile.ts';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {conditionSchema} from '../../src/condition/schema.ts';
import type {Side} from '../../src/market/quote.ts';
import {goldMinutes, HAS_REAL_BARS} from './real-bars.ts';
import {sleepUntilMet} from './sleep.ts';
import {viewsOf} from './study-views.ts';

describe.skipIf(!HAS_REAL_BARS)('conditions of structure on a stream of gold', async () => {
  const quotes = HAS_REAL_BARS ? await goldMinutes(2500) : [];

  it.each<[Side, Condition]>([
    ['buy', {pullback: {}}],
    ['sell', {pullback: {}}],
    ['buy', {orderBlock: {within: 0.5}}],
    ['sell', {breakerBlock: {timeframe: 'M5'}}],
    ['buy', {premiumDiscount: {}}],
    ['buy', {killZone: {timeframe: 'M1'}}],
    ['sell', {all: [{session: {in: ['NY']}}, {premiumDiscount: {in: 'upperHalf'}}]}],
  ])('of a %s %j is met at some quotes of gold, and a sleeper finds it', (side, written) => {
    const condition = compileCondition(conditionSchema.parse(written), side);
    const views = viewsOf(quotes, {needs: condition.needs});
    const first = views.findIndex((view) => condition.state(view) === 'met');
    const {metAt, looks} = sleepUntilMet(condition, views);
    expect(first).toBeGreaterThan(0);
    expect(metAt).toBe(first);
    expect(looks).toBeLessThan(first);
  });
});
