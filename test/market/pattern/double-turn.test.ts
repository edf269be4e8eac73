import {describe, expect, it} from 'vitest';
import {type DoubleTurnRules, doubleTurn} from '../../../src/market/pattern/double-turn.ts';
import {known, mirrored, type Row} from '../structure/made-bars.ts';
import {led, pointRows, zigzag} from './paths.ts';

const RULES: DoubleTurnRules = {tolerance: {price: 0.125}, minDepthAtr: 1};

/** A fall to 90, a rise to 96, a fall to the second bottom and what follows; 3.0 a bar at the end. */
const path = (second: number, after: readonly number[], neckline = 96) => [
  ...zigzag([100, 90, neckline, second], 4),
  ...after,
];

const TABLE: readonly (readonly [
  what: string,
  prices: readonly number[],
  rules: DoubleTurnRules,
  expected: Readonly<{level: number; isConfirmed: boolean}> | undefined,
])[] = [
  ['equal bottoms', path(90, [92, 93, 94]), RULES, {level: 90, isConfirmed: false}],
  ['the lower one is the level', path(90.125, [92, 93, 94]), RULES, {level: 90, isConfirmed: false}],
  ['the second may be lower', path(89.875, [92, 93, 94]), RULES, {level: 89.875, isConfirmed: false}],
  ['further apart than the tolerance', path(90.25, [92, 93, 94]), RULES, undefined],
  ['a tolerance in ATR', path(90.25, [92, 93, 94]), {tolerance: {atr: 0.5}}, {level: 90, isConfirmed: false}],
  ['the second is no swing yet', path(90, [92, 93]), RULES, undefined],
  ['a close beyond the neckline', path(90, [92, 94, 96.125]), RULES, {level: 90, isConfirmed: true}],
  ['a close at the neckline', path(90, [92, 94, 96]), RULES, {level: 90, isConfirmed: false}],
  [
    'it was confirmed, and the price came back',
    path(90, [92, 97, 95]),
    RULES,
    {level: 90, isConfirmed: true},
  ],
  ['the level was traded through since', path(90, [92, 93, 94, 89.75]), RULES, undefined],
  ['the level was reached again', path(90, [92, 93, 94, 90]), RULES, {level: 90, isConfirmed: false}],
  ['the way back between them was short', path(90, [92, 93, 94], 90.75), RULES, undefined],
];

describe('doubleTurn', () => {
  it.each(TABLE)('%s', (_what, prices, rules, expected) => {
    const bars = led(pointRows(prices), 130);
    const at = (barsAgo: number) => bars.at(-1 - barsAgo)?.timeMs;
    const barsAgo = prices.length - 1 - 12;
    const found = expected && {
      direction: 'bull',
      level: expected.level,
      neckline: 96,
      firstTimeMs: at(barsAgo + 8),
      isConfirmed: expected.isConfirmed,
      timeMs: at(barsAgo),
      barsAgo,
    };
    expect(known(doubleTurn(rules), bars)).toEqual({bull: found, bear: undefined});
    const {bull, bear} = known(doubleTurn(rules), mirrored(bars));
    expect(bull).toBeUndefined();
    expect(bear).toEqual(
      found && {...found, direction: 'bear', level: 4096 - found.level, neckline: 4096 - found.neckline},
    );
  });

  it('measures the depth in ATR of the bar of the second turn', () => {
    // 14 true ranges: 12 of the path's, two of the lead's.
    const prices = path(90, [92, 93, 94]);
    const bars = led(pointRows(prices), 130);
    const atr = (4 * 2.5 + 8 * 1.5 + 2 * 0.125) / 14;
    expect(known(doubleTurn({...RULES, minDepthAtr: 6 / atr - 0.001}), bars).bull).toBeDefined();
    expect(known(doubleTurn({...RULES, minDepthAtr: 6 / atr + 0.001}), bars).bull).toBeUndefined();
  });

  it('measures it from the inner turn', () => {
    const bars = led(pointRows(path(90.125, [92, 93, 94])), 130);
    const atr = (4 * 2.5 + 4 * 1.5 + 5.875 + 2 * 0.125) / 14;
    expect(known(doubleTurn({...RULES, minDepthAtr: 5.87 / atr}), bars).bull).toBeDefined();
    expect(known(doubleTurn({...RULES, minDepthAtr: 5.88 / atr}), bars).bull).toBeUndefined();
  });

  it('is not confirmed by the bar of the second turn, whose top is no neckline', () => {
    const second: Row = [91.5, 97, 90, 97];
    const rows = [
      ...pointRows([...zigzag([100, 90, 96], 4), 94.5, 93, 91.5]),
      second,
      ...pointRows([95, 94, 93]),
    ];
    const {bull} = known(doubleTurn(RULES), led(rows, 130));
    expect(bull).toMatchObject({neckline: 96, isConfirmed: false, barsAgo: 3});
  });

  it('forgets a first turn that is 100 bars old', () => {
    const rising = Array.from({length: 88}, (_, index) => 92 + index / 64);
    const prices = path(90, rising);
    const bars = led(pointRows(prices), 200);
    expect(known(doubleTurn(RULES), bars).bull).toMatchObject({barsAgo: 88});
    expect(known(doubleTurn(RULES), led(pointRows([...prices, 94]), 200)).bull).toMatchObject({barsAgo: 89});
    expect(known(doubleTurn(RULES), led(pointRows([...prices, 94, 94, 94, 94]), 200)).bull).toBeUndefined();
  });
});
