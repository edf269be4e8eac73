import {describe, expect, it} from 'vitest';
import {volumeWarnings, warningsOf} from '../../src/plan/warnings.ts';
import {aPlan, NOW_MS} from './plans.ts';

function told(overrides: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  return warningsOf(aPlan(overrides), NOW_MS).map(({code, field}) => [code, field]);
}

describe('warningsOf', () => {
  it('has nothing to say of an ordinary plan', () => {
    expect(warningsOf(aPlan(), NOW_MS)).toEqual([]);
  });

  it.each([
    [{all: [{price: {above: 1310}}, {price: {below: 1300}}]}, 'when'],
    [{all: [{price: {near: 1301.5, within: 0.5}}, {not: {price: {within: 0.5, near: 1301.5}}}]}, 'when.all'],
    [
      {all: [{always: true}, {all: [{any: [{always: true}]}, {not: {any: [{always: true}]}}]}]},
      'when.all[1].all',
    ],
    // The entry gate is from 1301 to 1302.
    [{price: {above: 1302}}, 'entry'],
    // The bid is never above the ask.
    [{price: {above: 1302, of: 'bid'}}, 'entry'],
    [{any: [{price: {above: 1302}}, {price: {below: 1301}}]}, 'entry'],
  ])('says that %j can never hold', (when, field) => {
    expect(told({when})).toEqual([['neverMet', field]]);
  });

  it.each([
    {price: {above: 1301.99}},
    {any: [{price: {above: 1302}}, {price: {below: 1301.01}}]},
    {any: [{always: true}, {all: [{always: true}, {not: {always: true}}]}]},
  ])('leaves %j alone, which can hold', (when) => {
    expect(told({when})).toEqual([]);
  });

  it('warns of a missing stop loss', () => {
    expect(told({stopLoss: undefined})).toEqual([['noStopLoss', 'stopLoss']]);
  });

  it.each([
    [{stopLoss: 1301}, 'stopLoss'],
    [{stopLoss: 1301.2}, 'stopLoss'],
    [{takeProfit: 1302}, 'takeProfit'],
    [{side: 'sell', stopLoss: 1301.9, takeProfit: 1290}, 'stopLoss'],
    [{side: 'sell', stopLoss: 1310, takeProfit: 1301}, 'takeProfit'],
  ])('warns when the gate reaches the exit in %j', (overrides, field) => {
    expect(told(overrides)).toEqual([['exitInsideGate', field]]);
  });

  it.each([
    ['59s', [['expiresSoon', 'expiresAt']]],
    ['60s', []],
  ])('of a plan that expires in %s says %j', (expiresIn, warnings) => {
    expect(told({expiresIn})).toEqual(warnings);
  });

  const TWO_GATES = {entry: {type: 'market', tolerance: 0.5}, levels: [{price: 1301.5}, {price: 1305}]};

  it('says of each level by itself that it can never fire', () => {
    expect(told({...TWO_GATES, when: {price: {above: 1304}}})).toEqual([['neverMet', 'levels[0]']]);
    expect(told({...TWO_GATES, when: {price: {above: 1306}}})).toEqual([
      ['neverMet', 'levels[0]'],
      ['neverMet', 'levels[1]'],
    ]);
    expect(told({...TWO_GATES, when: {any: [{price: {above: 1304}}, {price: {below: 1302}}]}})).toEqual([]);
  });

  it('measures resting orders against no gate', () => {
    const written = {entry: {type: 'limit', price: 1301.5}, expiresIn: '24h', when: {price: {above: 1320}}};
    expect(told(written)).toEqual([]);
  });

  it('says that cancelWhen can never hold', () => {
    expect(told({cancelWhen: {all: [{price: {above: 1310}}, {price: {below: 1300}}]}})).toEqual([
      ['neverMet', 'cancelWhen'],
    ]);
    expect(told({cancelWhen: {all: [{always: true}, {not: {always: true}}]}})).toEqual([
      ['neverMet', 'cancelWhen.all'],
    ]);
  });

  const CROSSING = {any: [{price: {crossesAbove: 1301.5}}, {price: {crossesBelow: 1301.5, of: 'mid'}}]};

  it.each([
    [{price: {above: 1301.6}}, {price: {above: 1301.6}}],
    [{price: {above: 1301.6}}, {price: {above: 1301.5}}],
    [{price: {above: 1301.6}}, {always: true}],
    [CROSSING, CROSSING],
    // Not by itself, but within the entry gate from 1301 to 1302.
    [{always: true}, {price: {above: 1300}}],
    [{all: [{spread: {atMost: 0.3}}, {price: {above: 1301.6}}]}, {spread: {atMost: 0.4}}],
  ])('says that a plan which fires when %j is cancelled first when %j', (when, cancelWhen) => {
    expect(told({when, cancelWhen})).toEqual([['cancelsItself', 'cancelWhen']]);
  });

  it.each([
    [{price: {above: 1301.5}}, {price: {above: 1301.6}}],
    [{always: true}, {price: {above: 1301.9}}],
    [{price: {crossesAbove: 1301.5}}, {price: {crossesBelow: 1301.5}}],
  ])('leaves a plan alone that can fire when %j before it is cancelled when %j', (when, cancelWhen) => {
    expect(told({when, cancelWhen})).toEqual([]);
  });

  it('says of a plan that can never fire only that', () => {
    const never = {not: {always: true}};
    expect(told({when: never, cancelWhen: {always: true}})).toEqual([['neverMet', 'when']]);
  });

  it('says of levels one of which has a gate that cancelWhen spares nothing', () => {
    expect(told({...TWO_GATES, when: {always: true}, cancelWhen: {price: {above: 1304}}})).toEqual([]);
    expect(told({...TWO_GATES, when: {always: true}, cancelWhen: {price: {above: 1300}}})).toEqual([
      ['cancelsItself', 'cancelWhen'],
    ]);
  });

  it.each([
    [{orderFlow: {is: 'cvdRising'}}, 'when.orderFlow', 'order flow', 'the plan cannot fire'],
    [{not: {news: {is: 'quiet'}}}, 'when.not.news', 'news', 'the plan cannot fire'],
    [
      {all: [{price: {above: 1301.1}}, {crossMarket: {is: 'dxyStall'}}]},
      'when.all[1].crossMarket',
      'other markets',
      'the plan cannot fire',
    ],
    [
      {holdFor: {condition: {orderFlow: {is: 'cvdRising'}}, seconds: 5}},
      'when.holdFor.condition.orderFlow',
      'order flow',
      'the plan cannot fire',
    ],
    // Another part may do.
    [
      {any: [{price: {above: 1301.1}}, {orderFlow: {is: 'cvdRising'}}]},
      'when.any[1].orderFlow',
      'order flow',
      'that part never holds',
    ],
    // One part that does not hold is enough for the opposite of all.
    [
      {not: {all: [{price: {above: 1301.1}}, {news: {is: 'quiet'}}]}},
      'when.not.all[1].news',
      'news',
      'that part never holds',
    ],
  ])('says of %j that %s needs a source of %s: %s', (when, field, source, consequence) => {
    expect(warningsOf(aPlan({when}), NOW_MS)).toEqual([
      {
        code: 'noSource',
        field,
        message: `${field} needs a source of ${source}, and none is configured: ${consequence}`,
      },
    ]);
  });

  it.each([
    // The calendar answers quiet.
    [{news: {is: 'quiet'}}, []],
    [
      {news: {is: 'reclaimed'}},
      [
        'when.news needs a source of news, and the one that is configured does not answer reclaimed: the plan cannot fire',
      ],
    ],
    [
      {any: [{news: {is: 'quiet'}}, {news: {is: 'reclaimed'}}]},
      [
        'when.any[1].news needs a source of news, and the one that is configured does not answer reclaimed: that part never holds',
      ],
    ],
    [
      {all: [{news: {is: 'quiet'}}, {orderFlow: {is: 'spoof'}}]},
      ['when.all[1].orderFlow needs a source of order flow, and none is configured: the plan cannot fire'],
    ],
  ])('where a calendar is configured, says of %j %j', (when, messages) => {
    const warnings = warningsOf(aPlan({when}), NOW_MS, {news: ['quiet']});
    expect(warnings.map(({message}) => message)).toEqual(messages);
  });

  it('says so of what would cancel a plan', () => {
    const cancelWhen = {news: {is: 'reclaimed'}};
    expect(warningsOf(aPlan({cancelWhen}), NOW_MS)).toEqual([
      {
        code: 'noSource',
        field: 'cancelWhen.news',
        message: 'cancelWhen.news needs a source of news, and none is configured: it never cancels the plan',
      },
    ]);
  });

  it('says it of each of them', () => {
    const all = [{orderFlow: {is: 'cvdRising'}}, {any: [{always: true}, {orderFlow: {is: 'spoof'}}]}];
    expect(told({when: {all}})).toEqual([
      ['noSource', 'when.all[0].orderFlow'],
      ['noSource', 'when.all[1].any[1].orderFlow'],
    ]);
  });

  it('warns of each level that has no stop loss when others have', () => {
    const levels = [{price: 1301, stopLoss: 1299}, {price: 1302}];
    const written = {entry: {type: 'limit'}, levels, stopLoss: undefined, expiresIn: '24h'};
    expect(told(written)).toEqual([['noStopLoss', 'levels[1].stopLoss']]);
    expect(told({...written, levels: [{price: 1301}, {price: 1302}]})).toEqual([['noStopLoss', 'stopLoss']]);
  });

  it('warns of an exit inside the gate of a level', () => {
    const levels = [{price: 1301.5, stopLoss: 1301.2}, {price: 1305}];
    const written = {...TWO_GATES, levels, when: {always: true}};
    expect(told(written)).toEqual([['exitInsideGate', 'levels[0].stopLoss']]);
  });

  it.each([
    ['limit', undefined, [['noExpiry', 'expiresAt']]],
    ['stop', undefined, [['noExpiry', 'expiresAt']]],
    ['stop', '24h', []],
  ])('of a %s order that expires in %s says %j', (type, expiresIn, warnings) => {
    expect(told({entry: {type, price: 1301.5}, expiresIn})).toEqual(warnings);
  });
});

describe('volumeWarnings', () => {
  const levels = [{price: 1300}, {price: 1301, weight: 9}];
  const LADDER = {entry: {type: 'limit'}, levels, expiresIn: '24h'};

  it.each([
    [{volume: 0.3}, {}, []],
    [{volume: 0.305}, {}, [['volumeNotInSteps', 'volume']]],
    [{volume: 0.305}, {volumeStepLots: null}, []],
    [{volume: 0.05}, {volumeMinLots: 0.1}, [['volumeTooSmall', 'volume']]],
    [{...LADDER, volume: 0.1}, {}, []],
    [{...LADDER, volume: 0.04}, {}, [['volumeTooSmall', 'levels[0]']]],
    [{...LADDER, volume: 0.5}, {volumeMinLots: 0.1}, [['volumeTooSmall', 'levels[0]']]],
    [{...LADDER, volume: 0.5}, {volumeMinLots: null}, []],
    [{...LADDER, volume: 0.01}, {volumeStepLots: null, volumeMinLots: null}, []],
  ])('of %j under %j says %j', (written, terms, warnings) => {
    const found = volumeWarnings(aPlan(written), {volumeStepLots: 0.01, volumeMinLots: 0.01, ...terms});
    expect(found.map(({code, field}) => [code, field])).toEqual(warnings);
  });
});
