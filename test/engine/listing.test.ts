import {describe, expect, it} from 'vitest';
import {SymbolDirectory} from '../../src/engine/symbol-directory.ts';
import type {Listed} from '../../src/market/symbol/listed-symbol.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const gold = (symbol: string, contractSize = 100): Listed => ({
  symbol,
  facts: {digits: 2, contractSize, baseCurrency: 'XAU', quoteCurrency: 'USD'},
});

const LISTS = {
  feed: [gold('XAUUSD.x'), gold('XAUUSDgr', 1)],
  broker: [gold('GOLD.m'), gold('XAUUSDgr', 1)],
};

async function worldWith(symbols: SymbolDirectory): Promise<MonitorWorld> {
  const world = await MonitorWorld.open();
  world.symbols = symbols;
  return world;
}

describe('a symbol that is not listed', () => {
  /** Sweeps every 30 s, as the loops do, and gives the minutes at which the symbol was looked for. */
  async function minutesOfLooks(minutes: number, listedAtMinute = Number.POSITIVE_INFINITY) {
    const world = await MonitorWorld.open();
    const looks: number[] = [];
    const begunMs = world.clock.now();
    const lists = new SymbolDirectory(LISTS);
    world.symbols = {
      find: (symbol) => {
        const minute = (world.clock.now() - begunMs) / 60_000;
        looks.push(minute);
        return minute < listedAtMinute ? lists.find('NOWHERE') : lists.find(symbol);
      },
    };
    await world.add(aPlan({expiresAtMs: null}));
    for (let half = 1; half <= minutes * 2; half++) {
      await world.clock.advance(30_000);
      await world.monitor.sweep();
    }
    return {world, looks};
  }

  it('is looked for again after pauses that grow to an hour, and waits', async () => {
    const {world, looks} = await minutesOfLooks(300);
    expect(looks).toEqual([0, 0.5, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67, 127, 187, 247]);
    expect(await world.status()).toBe('pending');
    expect([...world.monitor.notListed()]).toMatchObject([
      {planId: 'plan', lookAgainAtMs: START_MS + 307 * 60_000},
    ]);
  });

  it('trades as soon as it is found', async () => {
    const {world, looks} = await minutesOfLooks(12, 6);
    expect(looks.at(-1)).toBe(7);
    expect([...world.monitor.notListed()]).toEqual([]);
    await world.quote(2000, 2000.5, {symbol: 'XAUUSD.x'});
    expect(await world.status()).toBe('executed');
  });
});

describe('a plan whose symbol feed and broker spell their own ways', () => {
  it('waits at the desk of the feed’s symbol and trades the broker’s', async () => {
    const world = await worldWith(new SymbolDirectory(LISTS));
    await world.add(aPlan());
    expect([...world.subscribed]).toEqual(['XAUUSD.x']);
    await world.quote(2000);
    expect(world.broker.submitted).toEqual([]);
    await world.quote(80, 80.1, {symbol: 'XAUUSDgr'});
    expect(world.broker.submitted).toEqual([]);
    await world.quote(2000, 2000.5, {symbol: 'XAUUSD.x'});
    expect(world.broker.submitted).toMatchObject([{planId: 'plan', symbol: 'GOLD.m', firedPrice: 2000.5}]);
    expect(await world.row()).toMatchObject({status: 'executed', plan: {symbol: 'XAUUSD'}});
  });

  it('shows the broker the quotes under its own name', async () => {
    const world = await worldWith(new SymbolDirectory(LISTS));
    await world.add(aPlan({when: {not: {always: true}}}));
    await world.quote(2000, 2000.5, {symbol: 'XAUUSD.x'});
    expect(world.observed).toMatchObject([{symbol: 'GOLD.m', bid: 2000}]);
  });

  it('shares the quotes of one desk among two names at the broker, for as long as both are needed', async () => {
    const broker = [gold('XAUUSD.m'), gold('XAUUSD.r')];
    const world = await worldWith(
      new SymbolDirectory({
        feed: [gold('XAUUSD')],
        broker,
        mapped: {'XAUUSD.m': {feed: 'XAUUSD'}, 'XAUUSD.r': {feed: 'XAUUSD'}},
      }),
    );
    const never = {when: {not: {always: true}}} as const;
    await world.add(
      aPlan({id: 'm', symbol: 'XAUUSD.m', ...never}),
      aPlan({id: 'r', symbol: 'XAUUSD.r', ...never}),
    );
    expect(world.monitor.census()).toMatchObject({plans: 2, desks: 1});
    await world.quote(2000);
    expect(world.observed.map(({symbol}) => symbol)).toEqual(['XAUUSD.m', 'XAUUSD.r']);
    await world.store.cancel('m', 'no more', world.clock.now());
    await world.monitor.sync();
    await world.quote(2001);
    expect(world.observed.slice(2).map(({symbol}) => symbol)).toEqual(['XAUUSD.r']);
  });
});

describe('a plan whose symbol is not listed', () => {
  const AMBIGUOUS = new SymbolDirectory({feed: [], broker: [gold('XAUUSD.m'), gold('XAUUSD.r')]});

  it('never fires, whatever is quoted, and says why', async () => {
    const world = await worldWith(AMBIGUOUS);
    await world.add(aPlan());
    for (const symbol of ['XAUUSD', 'XAUUSD.m', 'XAUUSD.r']) await world.quote(2000, 2000.5, {symbol});
    await world.monitor.sweep();
    expect(world.broker.submitted).toEqual([]);
    expect(world.subscribed.size).toBe(0);
    expect(world.kinds()).toEqual(['notListed']);
    expect(world.monitor.lastSweep).toMatchObject({evaluated: 0, skipped: {notListed: 1}});
    expect([...world.monitor.notListed()]).toEqual([
      {
        planId: 'plan',
        lookAgainAtMs: world.clock.now() + 30_000,
        symbol: 'XAUUSD',
        verdict: 'ambiguous',
        at: 'broker',
        candidates: ['XAUUSD.m', 'XAUUSD.r'],
      },
    ]);
    expect(world.monitor.explain('plan')).toMatchObject({
      verdict: 'unknown',
      conditions: [{path: 'symbol', reason: 'symbolAmbiguous', observed: 'XAUUSD.m, XAUUSD.r'}, {}],
    });
    await world.monitor.remember();
    expect(await world.store.verdict('plan')).toMatchObject({state: 'unknown'});
  });

  it('expires in its time', async () => {
    const world = await worldWith(AMBIGUOUS);
    await world.add(aPlan({expiresAtMs: START_MS + 5000}));
    world.clock.set(START_MS + 6000);
    world.monitor.expireDue();
    await world.monitor.settled();
    expect(await world.status()).toBe('expired');
    expect(world.monitor.census()).toMatchObject({plans: 0, desks: 0, expiries: 0});
  });

  it('takes its place at the next sweep after the list has changed', async () => {
    const world = await worldWith(AMBIGUOUS);
    await world.add(aPlan());
    world.symbols = new SymbolDirectory({feed: [], broker: [gold('XAUUSD.m')]});
    await world.quote(2000);
    expect(world.broker.submitted).toEqual([]);
    await world.monitor.sweep();
    expect([...world.subscribed]).toEqual(['XAUUSD']);
    expect([...world.monitor.notListed()]).toEqual([]);
    await world.quote(2001);
    expect(world.broker.submitted).toMatchObject([{symbol: 'XAUUSD.m'}]);
  });

  it('does not keep others from firing', async () => {
    const world = await worldWith(new SymbolDirectory({feed: [], broker: [gold('XAUUSD'), ...oil()]}));
    await world.add(aPlan({id: 'lost', symbol: 'NOSUCH'}), aPlan({id: 'gold'}));
    await world.quote(2000);
    expect(await world.status('gold')).toBe('executed');
    expect(await world.status('lost')).toBe('pending');
  });
});

function oil(): readonly Listed[] {
  return [
    {symbol: 'USOIL', facts: {digits: 2, contractSize: 1000, baseCurrency: null, quoteCurrency: 'USD'}},
  ];
}
