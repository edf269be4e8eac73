import {describe, expect, it} from 'vitest';
import {Draw} from '../../../../src/diagnose/normalization/draw.ts';
import {FIXED_SCENES} from '../../../../src/diagnose/normalization/trading/fixed-scenes.ts';
import {makeScene} from '../../../../src/diagnose/normalization/trading/made-scene.ts';
import type {Scene} from '../../../../src/diagnose/normalization/trading/scene.ts';
import {SeededRandom} from '../../../../src/system/seeded-random.ts';

const MADE = Array.from({length: 10}, (_, seed) => makeScene(new Draw(new SeededRandom(seed))));

function isSound({feed, broker, plans}: Scene): boolean {
  return plans.every(
    ({expected}) =>
      expected === null ||
      (feed.some(({symbol}) => symbol === expected.feedSymbol) &&
        broker.some(({symbol}) => symbol === expected.brokerSymbol)),
  );
}

describe('the scenes', () => {
  it.each([...FIXED_SCENES, ...MADE])('$topic: expect nothing that is not listed', (scene) => {
    expect(scene.plans.length).toBeGreaterThan(0);
    expect(isSound(scene)).toBe(true);
  });

  it('have plans to trade and plans to hold', () => {
    for (const scenes of [FIXED_SCENES, MADE]) {
      const expected = scenes.flatMap(({plans}) => plans.map((plan) => plan.expected));
      expect(expected.filter((one) => one === null).length).toBeGreaterThan(10);
      expect(expected.filter((one) => one !== null).length).toBeGreaterThan(20);
    }
  });
});
