import {describe, expect, it} from 'vitest';
import {warningsOf} from '../../src/plan/warnings.ts';
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
});
