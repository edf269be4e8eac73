import {describe, expect, it} from 'vitest';
import type {ResolverOf} from '../../../../src/diagnose/normalization/normalization-plant.ts';
import {listOf} from '../../../../src/diagnose/normalization/tables/table.ts';
import {judgePlan, outcomeText} from '../../../../src/diagnose/normalization/trading/judge-plan.ts';
import {playScene} from '../../../../src/diagnose/normalization/trading/play-scene.ts';
import type {Scene} from '../../../../src/diagnose/normalization/trading/scene.ts';
import {SymbolResolver} from '../../../../src/market/symbol/symbol-resolver.ts';

const sound: ResolverOf = (listed) => new SymbolResolver(listed);

const GOLD = {feedSymbol: 'GOLD', brokerSymbol: 'XAUUSD.m'};
const SCENE: Scene = {
  topic: 'gold',
  feed: listOf('XAUEUR GOLD EURUSD', 'test'),
  broker: listOf('XAUUSDgr XAUUSD.m EURUSD.m', 'test'),
  plans: [
    {symbol: 'XAUUSD', expected: GOLD},
    {symbol: 'XAGUSD', expected: null},
  ],
};

/** What a resolver answers in a list that has the symbol; elsewhere it is sound. */
function answering(name: string, symbol: string): ResolverOf {
  return (listed) => {
    const careful = new SymbolResolver(listed);
    return {
      meaningOf: (one) => careful.meaningOf(one),
      resolve: (asked) =>
        asked === name && listed.some((one) => one.symbol === symbol.split(' ')[0])
          ? {
              query: asked,
              verdict: 'resolved',
              symbol: symbol.split(' ').at(-1) ?? '',
              candidates: [],
              trace: [],
            }
          : careful.resolve(asked),
    };
  };
}

async function judged(resolverOf: ResolverOf, scene = SCENE): Promise<string[]> {
  const {plans} = await playScene(scene, resolverOf);
  return plans.map((one) => judgePlan(one, scene));
}

describe('playScene', () => {
  it('trades the right contract at the right price, and holds what is not listed, saying so', async () => {
    const played = await playScene(SCENE, sound);
    expect(played).toEqual({
      plans: [
        {plan: SCENE.plans[0], orders: [{...GOLD, volumeLots: 0.25}], isExplained: false},
        {plan: SCENE.plans[1], orders: [], isExplained: true},
      ],
      unlistedSubscriptions: [],
      failures: [],
    });
    expect(played.plans.map((one) => judgePlan(one, SCENE))).toEqual(['tradedRight', 'heldRight']);
  });

  it.each([
    ['another contract', 'XAUUSDgr', 'tradedWrong'],
    ['a name that is not listed', 'XAUUSDgr xauusd.m', 'unlistedOrder'],
    ['a price of another instrument', 'XAUEUR', 'movedByOther'],
  ])('shows %s for what it is', async (_, symbol, judgement) => {
    expect((await judged(answering('XAUUSD', symbol)))[0]).toBe(judgement);
  });

  it('shows quotes that are wanted under a name that the feed does not have', async () => {
    const {plans, unlistedSubscriptions} = await playScene(SCENE, answering('XAUUSD', 'XAUEUR gold'));
    expect(unlistedSubscriptions).toEqual(['gold']);
    expect(plans.map((one) => judgePlan(one, SCENE))).toEqual(['heldInSilence', 'heldRight']);
  });

  it('shows an order where there must be none', async () => {
    expect(await judged(answering('XAGUSD', 'XAUUSDgr'))).toEqual(['tradedRight', 'heldRight']);
    const both: ResolverOf = (listed) => {
      const careful = new SymbolResolver(listed);
      return {
        meaningOf: (one) => careful.meaningOf(one),
        resolve: (name) => careful.resolve(name === 'XAGUSD' ? 'EURUSD' : name),
      };
    };
    expect(await judged(both)).toEqual(['tradedRight', 'tradedWrong']);
  });

  it('shows what is held although it is listed', async () => {
    const none: ResolverOf = () => new SymbolResolver([]);
    expect(await judged(none)).toEqual(['heldInVain', 'heldRight']);
  });

  it('tells of an error of the resolver, for each plan that it kept out', async () => {
    const failing: ResolverOf = () => ({
      meaningOf: () => undefined,
      resolve: () => {
        throw new Error('the resolver broke');
      },
    });
    const {failures, plans} = await playScene(SCENE, failing);
    expect(failures).toHaveLength(plans.length);
    for (const failure of failures) expect(failure).toContain('the resolver broke');
  });
});

describe('outcomeText', () => {
  it('names query, expected and got', () => {
    const plan = {symbol: 'XAUUSD', expected: GOLD};
    const order = {brokerSymbol: 'XAUUSDgr', feedSymbol: 'GOLD', volumeLots: 0.5};
    expect(outcomeText({plan, orders: [order], isExplained: false})).toBe(
      'plan for "XAUUSD": expected an order for XAUUSD.m at the price of GOLD, ' +
        'got an order for XAUUSDgr of 0.5 instead of 0.25 lots at the price of GOLD',
    );
    expect(outcomeText({plan: {...plan, expected: null}, orders: [], isExplained: false})).toBe(
      'plan for "XAUUSD": expected no order, got no order and no word that the instrument is not listed',
    );
  });
});
