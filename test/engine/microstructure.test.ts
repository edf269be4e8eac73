import {describe, expect, it} from 'vitest';
import {AS_WRITTEN, SymbolDirectory} from '../../src/engine/symbol-directory.ts';
import type {Condition} from '../../src/condition/condition-kind.ts';
import type {Listed} from '../../src/market/symbol/listed-symbol.ts';
import type {Symbols} from '../../src/ports/symbols.ts';
import {aPlan, MonitorWorld} from './monitor-world.ts';

const listed = (...symbols: readonly string[]): readonly Listed[] =>
  symbols.map((symbol) => ({
    symbol,
    facts: {digits: null, contractSize: null, baseCurrency: null, quoteCurrency: null},
  }));

/** A list that shows by its names alone that its endings mean nothing. */
const ending = (end: string) => listed(...['XAUUSD', 'EURUSD', 'GBPUSD', 'USDJPY'].map((name) => name + end));

const GOLD: Listed = {
  symbol: 'GOLD',
  facts: {digits: 2, contractSize: 100, baseCurrency: 'XAU', quoteCurrency: 'USD'},
};

const directory = (options: Partial<ConstructorParameters<typeof SymbolDirectory>[0]>) =>
  new SymbolDirectory({feed: [], broker: [], ...options});

const CONFIDENT: Condition = {m1Confidence: {direction: 'bull'}};

/** The row by which a plan of this symbol is judged, as `explain` shows it for both of its conditions. */
async function rowsOf(symbol: string, symbols: Symbols): Promise<readonly string[]> {
  const world = await MonitorWorld.open();
  world.symbols = symbols;
  await world.add(aPlan({symbol, when: CONFIDENT, cancelWhen: CONFIDENT}));
  const rows = world.monitor.explain('plan')?.conditions ?? [];
  return rows.flatMap(({threshold}) => /\(row (.+)\)$/.exec(threshold)?.[1] ?? []);
}

describe('the row by which a plan is judged', () => {
  it.each<[string, string, Symbols, string]>([
    ['its symbol, without lists', 'XAUUSD', AS_WRITTEN, 'XAUUSD'],
    ['any spelling of it', 'xau/usd', AS_WRITTEN, 'XAUUSD'],
    ['no other contract, without lists', 'XAUUSDm', AS_WRITTEN, 'other'],
    ['what the feed’s list shows the name to mean', 'XAUUSDm', directory({feed: ending('m')}), 'XAUUSD'],
    [
      'what the broker’s list shows, where the feed has none',
      'XAUUSDc',
      directory({broker: ending('c')}),
      'XAUUSD',
    ],
    [
      'what the contract in the list says',
      'XAUUSD',
      directory({feed: [GOLD, ...listed('EURUSD')]}),
      'XAUUSD',
    ],
    ['what `symbols` puts in its place', 'GOLD', directory({mapped: {GOLD: 'XAUUSD'}}), 'XAUUSD'],
    [
      'its own symbol, where the feed’s tells nothing',
      'XAUUSD',
      directory({mapped: {XAUUSD: {feed: 'GOLD'}}}),
      'XAUUSD',
    ],
    [
      'the broker’s symbol, where no other tells anything',
      'yellow',
      directory({mapped: {yellow: {feed: 'GOLD', broker: 'XAUUSD.r'}}}),
      'XAUUSD',
    ],
    ['the feed’s symbol before the plan’s', 'BTCUSD', directory({mapped: {BTCUSD: 'EURUSD'}}), 'EURUSD'],
    ['none, where no name has one', 'SYM1', AS_WRITTEN, 'other'],
  ])('is that of %s', async (_name, symbol, symbols, row) => {
    expect(await rowsOf(symbol, symbols)).toEqual([row, row]);
  });

  it('becomes that of the instrument as soon as it is listed', async () => {
    const world = await MonitorWorld.open();
    const row = () => world.monitor.explain('plan')?.conditions.at(-1)?.threshold;
    world.symbols = directory({feed: listed('US30')});
    await world.add(aPlan({symbol: 'XAUUSDm', when: CONFIDENT}));
    expect(row()).toContain('(row other)');
    world.symbols = directory({feed: ending('m')});
    await world.monitor.sweep();
    expect(row()).toContain('(row XAUUSD)');
  });

  it('stays when the plan is edited', async () => {
    const world = await MonitorWorld.open();
    world.symbols = directory({feed: ending('m')});
    await world.add(aPlan({symbol: 'XAUUSDm', when: CONFIDENT}));
    const edited = aPlan({symbol: 'XAUUSDm', when: {all: [CONFIDENT, {price: {above: 1}}]}});
    await world.store.edit(edited, 1, world.clock.now());
    await world.monitor.sync();
    expect(world.monitor.explain('plan')?.conditions).toMatchObject([
      {path: 'when.all'},
      {path: 'when.all[0].m1Confidence', threshold: expect.stringContaining('(row XAUUSD)')},
      {path: 'when.all[1].price'},
    ]);
  });
});

describe('plans of one desk', () => {
  it('share one analysis of its minutes, whatever they call the instrument', async () => {
    const world = await MonitorWorld.open();
    world.symbols = directory({feed: ending('m'), mapped: {GOLD: 'XAUUSDm'}});
    const signals = (id: string, symbol: string) =>
      aPlan({id, symbol, when: {all: [{m1Signal: {is: 'bullish'}}, {not: {m1Squeeze: {atLeast: 3}}}]}});
    await world.add(signals('a', 'XAUUSD'), signals('b', 'XAUUSDm'), signals('c', 'GOLD'));
    expect(world.monitor.census()).toMatchObject({plans: 3, desks: 1, studies: 1});
  });
});
