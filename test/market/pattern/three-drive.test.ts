import {describe, expect, it} from 'vitest';
import {type ThreeDriveRules, threeDrive} from '../../../src/market/pattern/three-drive.ts';
import {known, mirrored} from '../structure/made-bars.ts';
import {led, pointRows, zigzag} from './paths.ts';

/** The leg from 10,012 to 9,996 has the length 16. */
const path = (retracement: number, legRatio: number, after: readonly number[] = [1, 2, 3, 4, 5]) => {
  const top = 9996 + 16 * retracement;
  const third = top - 16 * legRatio;
  return [...zigzag([10_020, 10_000, 10_012, 9996, top, third], 6), ...after.map((rise) => third + rise)];
};

/** Legs as they have to be, and the first low below the second. */
const LIFTED = [
  ...zigzag([10_020, 9995, 10_012, 9996, 10_007, 9991], 6),
  ...[1, 2, 3, 4, 5].map((rise) => 9991 + rise),
];

type Line = readonly [what: string, prices: readonly number[], isFound: boolean, rules?: ThreeDriveRules];

const TABLE: readonly Line[] = [
  ['legs of one length', path(0.6875, 1), true],
  ['a leg of 1.272', path(0.6875, 1.2734375), true],
  ['a leg of √2', path(0.6875, 1.4140625), true],
  ['a leg of 1.618', path(0.6875, 1.6171875), true],
  ['a leg within the tolerance', path(0.6875, 1.09375), true],
  ['a leg of 1.125, which is near none', path(0.6875, 1.125), false],
  ['a leg of 0.875', path(0.6875, 0.875), false],
  ['a leg of 1.75', path(0.6875, 1.75), false],
  ['a smaller tolerance of ratios', path(0.6875, 1.09375), false, {ratioTolerance: 0.08}],
  ['a pause of 0.53 of the leg', path(0.53125, 1), true],
  ['a pause of half the leg (D-53: pauses are looked at)', path(0.5, 1), false],
  ['a pause of 0.875', path(0.875, 1), true],
  ['a pause of 0.906', path(0.90625, 1), false],
  ['a third low above the second', path(0.78125, 0.75), false, {ratioTolerance: 0.26}],
  ['a second low above the first', LIFTED, false],
  ['drives too far apart', path(0.6875, 1), false, {driveTolerance: 0.0009}],
  ['drives just near enough', path(0.6875, 1), true, {driveTolerance: 0.00091}],
  ['the third low is no swing yet', path(0.6875, 1, [1, 2, 3, 4]), false],
  ['the third low was traded through since', path(0.6875, 1, [1, 2, 3, 4, 5, -0.125]), false],
  ['the third low was reached again', path(0.6875, 1, [1, 2, 3, 4, 5, 0]), true],
];

const LINES = TABLE.map(([what, prices, isFound, rules = {}]) => [what, prices, isFound, rules] as const);

describe('threeDrive', () => {
  it.each(LINES)('%s', (_what, prices, isFound, rules) => {
    const bars = led(pointRows(prices), 120);
    expect(known(threeDrive(rules), bars).bull !== undefined).toBe(isFound);
    expect(known(threeDrive(rules), bars).bear).toBeUndefined();
    // A share of the price is another length in the mirror.
    const turned = known(threeDrive({...rules, driveTolerance: rules.driveTolerance ?? 1}), mirrored(bars));
    if (rules.driveTolerance === undefined) expect(turned.bear !== undefined).toBe(isFound);
    expect(turned.bull).toBeUndefined();
  });

  it('tells the drives, and ratios of legs from turn to turn, not from drive to drive (D-53)', () => {
    const bars = led(pointRows(path(0.6875, 1.25)), 120);
    // From drive to drive it is 4 and then 9, of which no ratio comes.
    expect(known(threeDrive(), bars).bull).toEqual({
      direction: 'bull',
      drives: [10_000, 9996, 9987],
      legRatio: 1.25,
      retracement: 0.6875,
      timeMs: bars.at(-6)?.timeMs,
      barsAgo: 5,
    });
  });
});
