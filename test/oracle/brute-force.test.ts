import {describe, expect, it} from 'vitest';
import {bruteForceReplay} from './brute-force.ts';
import {mergeStreams, parseLeanTicks} from './lean-ticks.ts';
import type {OraclePlan, PlanOutcome, ReplayDocument, When} from './written-plan.ts';
import {zoneMidnightMs} from './zone-clock.ts';

const MIDNIGHT_MS = Date.UTC(2014, 4, 5);

function aPlan(overrides: Partial<OraclePlan> = {}): OraclePlan {
  return {id: 'plan', symbol: 'EURUSD', side: 'buy', volume: 1, when: {always: true}, ...overrides};
}

/** Replays lines of `ms,bid,ask`. */
function replay(lines: readonly string[], ...plans: OraclePlan[]): ReplayDocument {
  return bruteForceReplay(parseLeanTicks(lines.join('\n'), 'EURUSD', MIDNIGHT_MS), plans);
}

function outcome(lines: readonly string[], overrides: Partial<OraclePlan>): PlanOutcome {
  const [only] = replay(lines, aPlan(overrides)).plans;
  if (only === undefined) throw new Error('one plan went in');
  return only;
}

/** Milliseconds after midnight at which a plan with this condition fires; null when it does not. */
function firesAt(lines: readonly string[], when: When, overrides: Partial<OraclePlan> = {}): number | null {
  const {executedAt} = outcome(lines, {...overrides, when});
  return executedAt === null ? null : Date.parse(executedAt) - MIDNIGHT_MS;
}

const at = (ms: number): string => new Date(MIDNIGHT_MS + ms).toISOString();

describe('bruteForceReplay: prices', () => {
  it.each<[string, string, When, boolean]>([
    ['near, on its upper edge', '0,1.1,1.1001', {price: {near: 1.1, within: 0.0001}}, true],
    ['near, past its upper edge', '0,1.1,1.10011', {price: {near: 1.1, within: 0.0001}}, false],
    ['near, on its lower edge', '0,1.09,1.0999', {price: {near: 1.1, within: 0.0001}}, true],
    ['near without width, on it', '0,1.1,1.1001', {price: {near: 1.1001, within: 0}}, true],
    ['a finer near than the file', '0,1.1,1.1001', {price: {near: 1.100005, within: 0.000094}}, false],
    ['above, on it', '0,1.1,1.1001', {price: {above: 1.1001}}, false],
    ['above, past it', '0,1.1,1.1001', {price: {above: 1.10009999}}, true],
    ['below, on it', '0,1.1,1.1001', {price: {below: 1.1001}}, false],
    ['below, past it', '0,1.1,1.1001', {price: {below: 1.10010001}}, true],
    ['between', '0,1.1,1.1001', {price: {above: 1.1, below: 1.1002}}, true],
    ['the bid instead of the side', '0,1.1,1.1001', {price: {near: 1.1, within: 0, of: 'bid'}}, true],
    ['the middle, on it', '0,1.1,1.1001', {price: {near: 1.10005, within: 0, of: 'mid'}}, true],
    ['the middle, above', '0,1.1,1.1001', {price: {above: 1.10005, of: 'mid'}}, false],
    ['a spread on its limit', '0,1310.1,1310.3', {spread: {atMost: 0.2}}, true],
    ['a spread past its limit', '0,1310.1,1310.301', {spread: {atMost: 0.2}}, false],
    ['no spread', '0,1310.1,1310.1', {spread: {atMost: 0}}, true],
  ])('judges %s', (_, line, when, fires) => {
    expect(firesAt([line], when)).toBe(fires ? 0 : null);
  });

  it.each([
    ['on its tolerance', 0.2, true],
    ['outside its tolerance', 0.1999, false],
  ])('lets a plan enter %s', (_, tolerance, fires) => {
    const entry = {type: 'market', price: 1310.1, tolerance} as const;
    expect(firesAt(['0,1310.0,1310.3'], {always: true}, {entry})).toBe(fires ? 0 : null);
  });

  it('takes the bid for a sell', () => {
    expect(firesAt(['0,1.1,1.1001'], {price: {near: 1.1, within: 0}}, {side: 'sell'})).toBe(0);
    const entry = {type: 'market', price: 1.1, tolerance: 0} as const;
    expect(outcome(['0,1.1,1.1001'], {side: 'sell', entry})).toMatchObject({fillPrice: 1.1});
  });
});

describe('bruteForceReplay: crossing', () => {
  const up: When = {price: {crossesAbove: 1.1}};

  it.each<[string, string[], When, number | null]>([
    ['from below', ['1,1,1.09', '2,1,1.11'], up, 2],
    ['from the level itself', ['1,1,1.1', '2,1,1.11'], up, 2],
    ['not on arriving at the level', ['1,1,1.09', '2,1,1.1', '3,1,1.09'], up, null],
    ['on leaving the level at which it arrived', ['1,1,1.09', '2,1,1.1', '3,1,1.11'], up, 3],
    ['not without a previous quote', ['1,1,1.11'], up, null],
    ['past a refused quote', ['1,1,1.09', '2,1.2,1.11', '3,1,1.11'], up, 3],
    ['downwards from the level', ['1,1,1.1', '2,1,1.09'], {price: {crossesBelow: 1.1}}, 2],
    ['not downwards onto the level', ['1,1,1.11', '2,1,1.1'], {price: {crossesBelow: 1.1}}, null],
    ['of the middle', ['1,1.09,1.11', '2,1.0901,1.11'], {price: {crossesAbove: 1.1, of: 'mid'}}, 2],
  ])('fires %s', (_, lines, when, ms) => {
    expect(firesAt(lines, when)).toBe(ms);
  });

  it('stays unknown inside not while nothing came before', () => {
    expect(firesAt(['1,1,1.05', '2,1,1.05'], {not: up})).toBe(2);
  });

  it.each<[string, When, number | null]>([
    ['any with something met', {any: [up, {always: true}]}, 1],
    ['any with nothing met', {any: [up, {not: {always: true}}]}, null],
    ['all with the rest met', {all: [{not: up}, {always: true}]}, 2],
    ['not of all with something unmet', {not: {all: [up, {not: {always: true}}]}}, 1],
  ])('judges an unknown in %s by Kleene', (_, when, ms) => {
    expect(firesAt(['1,1,1.05', '2,1,1.05'], when)).toBe(ms);
  });

  it('counts a previous quote from before the plan was made', () => {
    expect(firesAt(['1,1,1.09', '2,1,1.11'], up, {createdAt: at(2)})).toBe(2);
  });
});

describe('bruteForceReplay: life', () => {
  const lines = ['10.5,1,1.1', '20.5,1,1.1', '60030.5,1,1.1'];

  it.each<[string, Partial<OraclePlan>, PlanOutcome['status'], number | null]>([
    ['a plan made at the first quote', {}, 'executed', 10],
    ['a plan made at a later quote', {createdAt: at(20)}, 'executed', 20],
    ['a plan made just after a quote', {createdAt: at(21)}, 'executed', 60_030],
    ['a plan made after the stream', {createdAt: at(90_000)}, 'pending', null],
    ['a plan past its expiry at the first quote', {expiresAt: at(10)}, 'expired', null],
    ['a plan that expires just after the first quote', {expiresAt: at(11)}, 'executed', 10],
    ['a plan made and ended between two quotes', {createdAt: at(21), expiresAt: at(22)}, 'expired', null],
    ['a plan that expires after the stream', {createdAt: at(90_000), expiresIn: '1m'}, 'pending', null],
  ])('ends %s as its times say', (_, overrides, status, ms) => {
    expect(outcome(lines, overrides)).toMatchObject({status, executedAt: ms === null ? null : at(ms)});
  });

  it('expires instead of firing when both are due', () => {
    const when: When = {price: {above: 1.15}};
    const quotes = ['10,1,1.1', '20,1,1.2'];
    expect(outcome(quotes, {when, expiresAt: at(20)}).status).toBe('expired');
    expect(outcome(quotes, {when, expiresAt: at(21)}).status).toBe('executed');
  });

  it('counts expiresIn from the first accepted quote', () => {
    const quotes = ['0,0,0', '10.5,1,1.1', '60010.4,1,1.2', '60010.5,1,1.3'];
    const expiring = {expiresIn: '1m'};
    expect(outcome(quotes, {...expiring, when: {price: {above: 1.15}}}).status).toBe('executed');
    expect(outcome(quotes, {...expiring, when: {price: {above: 1.25}}}).status).toBe('expired');
  });

  it('lets a plan expire by the quotes of another symbol', () => {
    const gold = parseLeanTicks('1,1300,1300.5', 'XAUUSD', MIDNIGHT_MS);
    const euro = parseLeanTicks('9,1.1,1.1', 'EURUSD', MIDNIGHT_MS);
    const plan = aPlan({symbol: 'XAUUSD', when: {price: {above: 9999}}, expiresAt: at(9)});
    expect(bruteForceReplay(mergeStreams([euro, gold]), [plan])).toMatchObject({
      quotes: 2,
      from: at(1),
      to: at(9),
      plans: [{status: 'expired'}],
    });
  });

  it.each<[string, [string, string], string, number[], number | null]>([
    ['from its first minute', ['09:00', '10:00'], 'UTC', [9 * 60 - 1, 9 * 60], 9 * 60],
    ['before its end', ['09:00', '10:00'], 'UTC', [10 * 60, 11 * 60], null],
    ['in summer time', ['09:00', '10:00'], 'Europe/London', [8 * 60, 9 * 60], 8 * 60],
    ['at half hours', ['14:30', '15:00'], 'Asia/Kolkata', [8 * 60 + 59, 9 * 60], 9 * 60],
    ['after midnight', ['22:00', '02:00'], 'UTC', [119, 121], 119],
    ['after midnight but not from its end on', ['22:00', '02:00'], 'UTC', [120, 1319], null],
    ['before midnight', ['22:00', '02:00'], 'UTC', [120, 1319, 1320], 1320],
  ])('keeps a window %s', (_, between, zone, minutes, fires) => {
    const quotes = minutes.map((minute) => `${minute * 60_000},1,1.1`);
    expect(firesAt(quotes, {time: {between, zone}})).toBe(fires === null ? null : fires * 60_000);
  });
});

describe('bruteForceReplay: positions', () => {
  it('does not test stop loss and take profit on the quote that fired', () => {
    const quotes = ['1,1.0,1.2', '2,1.15,1.2', '3,1.1,1.2'];
    expect(outcome(quotes, {stopLoss: 1.1, takeProfit: 1.3})).toEqual({
      id: 'plan',
      symbol: 'EURUSD',
      status: 'closed',
      executedAt: at(1),
      fillPrice: 1.2,
      closedAt: at(3),
      exitPrice: 1.1,
      profit: -10_000,
      closeReason: 'stopLoss',
    });
  });

  it.each<[string, OraclePlan['side'], Partial<OraclePlan>, string, object]>([
    ['a buy at its target', 'buy', {takeProfit: 1.13}, '2,1.13,1.14', {exitPrice: 1.13, profit: 1000}],
    ['a buy beyond its target', 'buy', {takeProfit: 1.13}, '2,1.131,1.14', {closeReason: 'takeProfit'}],
    ['a buy by its bid only', 'buy', {takeProfit: 1.13}, '2,1.12,1.14', {status: 'executed', profit: null}],
    ['a buy at its stop', 'buy', {stopLoss: 1.09}, '2,1.09,1.14', {exitPrice: 1.09, closeReason: 'stopLoss'}],
    ['a sell at its stop', 'sell', {stopLoss: 1.13}, '2,1.12,1.13', {exitPrice: 1.13, profit: -2000}],
    ['a sell at its target', 'sell', {takeProfit: 1.09}, '2,1.08,1.09', {exitPrice: 1.09, profit: 2000}],
    ['a sell by its ask only', 'sell', {takeProfit: 1.09}, '2,1.08,1.1', {status: 'executed'}],
  ])('closes %s', (_, side, levels, line, expected) => {
    expect(outcome(['1,1.11,1.12', line], {side, ...levels})).toMatchObject(expected);
  });

  it('reckons profit in decimals', () => {
    const gold = parseLeanTicks('1,1300.335,1300.799\n2,1301.4,1301.7', 'XAUUSD', MIDNIGHT_MS);
    const plan = aPlan({symbol: 'XAUUSD', volume: 0.1, takeProfit: 1301.4});
    expect(bruteForceReplay(gold, [plan]).plans[0]?.profit).toBe(6.01);
  });

  it('knows no profit without a contract size', () => {
    const other = parseLeanTicks('1,1,1\n2,2,2\n3,2,2\n4,2,2', 'OTHER', MIDNIGHT_MS);
    const plan = aPlan({symbol: 'OTHER', takeProfit: 1.5});
    expect(bruteForceReplay(other, [plan]).plans[0]).toMatchObject({exitPrice: 2, profit: null});
  });

  it('lists plans by the code units of their ids', () => {
    const plans = ['a', '_', 'B', '-', '7', 'a-b', 'a_b', 'aB'].map((id) => aPlan({id}));
    expect(
      replay(['1,1,1'], ...plans)
        .plans.map(({id}) => id)
        .join(' '),
    ).toBe('- 7 B _ a a-b aB a_b');
  });
});

describe('bruteForceReplay: refused quotes', () => {
  it.each<[string, string[], Partial<ReplayDocument['refused']>]>([
    ['prices that are not positive, before crossed ones', ['1,3,0', '2,0,3', '3,-2,-3'], {nonPositive: 3}],
    ['crossed quotes, before late ones', ['5,1,1', '4,1.1,1'], {crossed: 1}],
    ['late quotes, before jumps', ['5,1,1', '4,9,9', '5,1,1', '4.999999,1,1'], {outOfOrder: 2}],
    ['nothing in a refused quote’s shadow', ['5,1,1', '9,0,1', '7,1,1'], {nonPositive: 1}],
    ['a jump', ['1,1000,1000', '2,1101,1101', '3,1000,1000'], {jump: 1}],
    ['no move of exactly a tenth', ['1,1000,1000', '2,1100,1100', '3,990,990'], {}],
    ['two jumps but not the third', ['1,1,1', '2,2,2', '3,2,2', '4,2,2', '5,2,2'], {jump: 2}],
    ['jumps broken by a good quote', ['1,1,1', '2,2,2', '3,2,2', '4,1,1', '5,2,2', '6,2,2'], {jump: 4}],
    ['jumps to different levels', ['1,1,1', '2,2,2', '3,2,2', '4,3,3', '5,3,3'], {jump: 4}],
    [
      'jumps in a row past another bad quote',
      ['1,1,1', '2,2,2', '3,3,2', '4,2,2', '5,2,2'],
      {jump: 2, crossed: 1},
    ],
  ])('refuses %s', (_, lines, refused) => {
    const nothing = {nonPositive: 0, crossed: 0, outOfOrder: 0, jump: 0};
    const document = replay(lines);
    expect(document.refused).toEqual({...nothing, ...refused});
    const count = Object.values(refused).reduce((sum, each) => sum + each, 0);
    expect(document.quotes).toBe(lines.length - count);
  });

  it('fires on no refused quote and keeps it out of from and to', () => {
    const document = replay(['1,0,1', '2.9,1,1', '3,2,1', '4,0,1'], aPlan());
    expect(document).toMatchObject({from: at(2), to: at(2), plans: [{executedAt: at(2), fillPrice: 1}]});
  });
});

describe('zoneMidnightMs', () => {
  it.each([
    ['Etc/GMT+5', '2014-05-02T05:00:00.000Z'],
    ['Asia/Kolkata', '2014-05-01T18:30:00.000Z'],
    ['Europe/London', '2014-05-01T23:00:00.000Z'],
  ])('finds the midnight of %s', (zone, iso) => {
    expect(new Date(zoneMidnightMs(2014, 5, 2, zone)).toISOString()).toBe(iso);
  });
});
