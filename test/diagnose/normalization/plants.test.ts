import {describe, expect, it} from 'vitest';
import {NORMALIZATION_PLANTS} from '../../../src/diagnose/normalization/plants.ts';
import {listOf} from '../../../src/diagnose/normalization/tables/table.ts';
import {answerOf} from '../../market/symbol/lists.ts';

function answer(plant: string, list: string, name: string): string {
  const resolverOf = NORMALIZATION_PLANTS.find((one) => one.name === plant)?.resolverOf;
  return resolverOf === undefined
    ? 'no such plant'
    : answerOf(resolverOf(listOf(list, 'test')).resolve(name));
}

describe('the plants of the normalization', () => {
  it.each([
    ['strip-trailing-c', 'BTCUSDC BTCUSDT', 'BTCUSD', 'BTCUSDC'],
    ['strip-trailing-c', 'XAUUSD EURUSD', 'XAUUSDc', 'XAUUSD'],
    ['strip-trailing-c', 'ETHBTC', 'ETHBT', 'ETHBTC'],
    ['uppercase-all', 'XAUUSD.m EURUSD.m', 'xauusd', 'XAUUSD.M'],
    ['first-match-wins', 'XAUUSDgr XAUUSD', 'XAUUSD', 'XAUUSDgr'],
  ])('%s is wrong: among %s, %s is %s', (plant, list, name, symbol) => {
    expect(answer(plant, list, name)).toBe(symbol);
  });

  it.each([
    ['strip-trailing-c', 'XAUUSD.m EURUSD.m XAUUSDgr', 'GOLD', 'XAUUSD.m'],
    ['uppercase-all', 'USTEC US30', 'nas100', 'USTEC'],
    ['first-match-wins', 'GOLD SILVER', 'XAUUSD', 'GOLD'],
  ])('%s is right where its rule is not in the way: among %s, %s is %s', (plant, list, name, symbol) => {
    expect(answer(plant, list, name)).toBe(symbol);
  });
});
