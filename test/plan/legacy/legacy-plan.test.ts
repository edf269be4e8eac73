import {describe, expect, it} from 'vitest';
import {legacyPlanOf, type LegacyVerdict} from '../../../src/plan/legacy/legacy-plan.ts';
import {NEVER} from '../../../src/plan/legacy/old-entry.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 12);

/** A plan of the old system with nothing wrong with it. */
const OLD = {
  plan_id: 'chatgpt_1',
  symbol: 'XAUUSDc',
  direction: 'BUY',
  entry_price: 1300,
  stop_loss: 1295,
  take_profit: 1310,
  volume: 0.02,
  conditions: {price_near: 1300, tolerance: 5, price_above: 1299},
  created_at: '2026-11-20T10:00:00+00:00',
};

const verdictOf = (changes: Record<string, unknown> = {}, symbol?: string): LegacyVerdict =>
  legacyPlanOf({...OLD, ...changes}, {nowMs: NOW_MS, symbol});

function legacyOf(changes: Record<string, unknown> = {}) {
  const verdict = verdictOf(changes);
  if (verdict.as === 'refused') throw new Error(JSON.stringify(verdict.problems));
  return verdict.legacy;
}

function fieldOf(changes: Record<string, unknown>): string | undefined {
  const verdict = verdictOf(changes);
  return verdict.as === 'refused' ? verdict.problems[0].field : undefined;
}

describe('an old plan', () => {
  it('becomes a plan with the zone as its entry gate', () => {
    expect(verdictOf()).toMatchObject({
      as: 'imported',
      warnings: [],
      legacy: {
        status: 'pending',
        plan: {
          id: 'chatgpt_1',
          symbol: 'XAUUSDc',
          side: 'buy',
          volumeLots: 0.02,
          entry: {type: 'market', price: 1300, tolerance: 5},
          stopLoss: 1295,
          takeProfit: 1310,
          createdAtMs: Date.UTC(2026, 10, 20, 10),
          expiresAtMs: null,
          when: {price: {above: 1299}},
        },
      },
    });
  });

  // D-32: `buy` was a SELL to the checks and a BUY to the execution.
  it.each(['buy', 'Buy', ' BUY '])('has one side, however it is written: %j', (direction) => {
    expect(legacyOf({direction}).plan.side).toBe('buy');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a stop loss on the wrong side', {stop_loss: 1301}, 'stop_loss'],
    ['a stop loss at the entry', {stop_loss: 1300}, 'stop_loss'],
    ['a take profit on the wrong side', {take_profit: 1299}, 'take_profit'],
    ['a take profit at the entry', {take_profit: 1300}, 'take_profit'],
    ['a stop loss of a sell below its entry', {direction: 'SELL', take_profit: 1290}, 'stop_loss'],
    ['a price in words', {entry_price: 'PDH'}, 'entry_price'],
    ['a number in quotes', {stop_loss: '1295'}, 'stop_loss'],
    ['a price of nothing', {take_profit: 0}, 'take_profit'],
    ['a volume in words', {volume: 'small'}, 'volume'],
    ['an unknown direction', {direction: 'LONGISH'}, 'direction'],
    ['no direction', {direction: null}, 'direction'],
    ['no symbol', {symbol: null}, 'symbol'],
    ['a bad id', {plan_id: 'a plan'}, 'plan_id'],
    ['conditions that are no JSON', {conditions: '{"choch_bull": tru'}, 'conditions'],
    ['conditions in words only', {conditions: null, conditions_text: 'likely a CHOCH'}, 'conditions_text'],
    ['a time that is none', {created_at: 'yesterday'}, 'created_at'],
    ['an expiry that is none', {expires_at: 'soon'}, 'expires_at'],
    // D-25: the zone was about the entry, and what price_near said was not asked.
    [
      'a zone in which its other prices leave no room',
      {conditions: {price_near: 1290, tolerance: 5, price_above: 1299}},
      'conditions.price_near',
    ],
    [
      'a bracket of the other side',
      {conditions: {bracket_side: 'sell', price_above: 1}},
      'conditions.bracket_side',
    ],
    ['levels that are none', {entry_levels: '{"price": 1'}, 'entry_levels'],
    ['a level in words', {entry_levels: [{price: 'PDL'}]}, 'entry_levels[0].price'],
    ['a level beyond the stop loss', {entry_levels: [{price: 1290}]}, 'stop_loss'],
    ['a micro scalp', {plan_type: 'micro_scalp'}, 'conditions.plan_type'],
  ])('is refused for %s', (_, changes, field) => {
    expect(fieldOf(changes)).toBe(field);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no entry price', {entry_price: null, conditions: {price_above: 1299}}, /entry_price is missing/],
    ['no stop loss', {stop_loss: null}, /stop_loss is missing/],
    ['no take profit', {take_profit: null}, /take_profit is missing/],
    ['no conditions', {conditions: null}, /conditions are missing/],
    ['empty conditions', {conditions: {}}, /conditions are empty/],
    ['only the name of a strategy', {conditions: {strategy_type: 'bb_fade'}}, /\[strategy:bb_fade]/],
    ['an unknown status', {status: 'Active'}, /status is "Active"/],
    ['levels', {entry_levels: [{price: 1300}, {price: 1298}]}, /entry_levels/],
    ['more lots than the old program traded', {volume: 0.1}, /volume is 0.1/],
    [
      'a pair that never passed',
      {symbol: 'EURUSD', conditions: {choch_bull: true, timeframe: 'M5'}},
      /currency pair/,
    ],
  ])('is a draft with %s', (_, changes, why) => {
    const verdict = verdictOf(changes);
    expect(verdict).toMatchObject({as: 'needsAttention', legacy: {status: 'draft'}});
    expect(verdict.as === 'needsAttention' && verdict.why.join('; ')).toMatch(why);
  });

  it('never fires as a draft in which a condition is missing, whoever arms it', () => {
    expect(legacyOf({conditions: null}).plan.when).toEqual(NEVER);
    expect(legacyOf({conditions: {price_above: 1299, adx_below: 25}}).plan.when).toEqual({
      all: [{price: {above: 1299}}, NEVER],
    });
  });

  it.each([[null], [0], [undefined], [-1]])('has 0.01 lots where it says %j', (volume) => {
    const verdict = verdictOf({volume});
    expect(verdict).toMatchObject({as: 'imported', legacy: {plan: {volumeLots: 0.01}}});
    expect(verdict.as === 'imported' && verdict.warnings).toEqual([
      expect.stringMatching('0.01 lots were filled in'),
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['pending', {}, 'pending'],
    ['PENDING', {}, 'pending'],
    ['pending', {expires_at: '2026-11-22T11:59:59Z'}, 'expired'],
    ['executing', {}, 'unresolved'],
    ['pending_order_placed', {pending_order_ticket: 7}, 'unresolved'],
    ['executed', {ticket: 4711, executed_at: '2026-11-21T10:00:00Z'}, 'unresolved'],
    ['closed', {}, 'unresolved'],
    ['cancelled', {}, 'cancelled'],
    ['replaced', {}, 'cancelled'],
    ['expired', {}, 'expired'],
    ['failed', {}, 'failed'],
  ])('that is %s there with %j is %3$s here', (status, changes, expected) => {
    const legacy = legacyOf({status, ...changes});
    expect(legacy).toMatchObject({status: expected, fill: null, close: null, kept: {status}});
  });

  it.each([
    ['stopLoss', 1294.5],
    ['takeProfit', 1310],
    ['manual', 1302],
  ])('that is closed there has what was recorded: %s', (reason, exitPrice) => {
    const closed = {
      status: 'closed',
      ticket: 4711,
      executed_at: '2026-11-21T10:00:00Z',
      close_time: '2026-11-21T11:00:00',
      exit_price: exitPrice,
      profit_loss: -11.5,
      close_reason: 'closed',
    };
    expect(legacyOf(closed)).toMatchObject({
      status: 'closed',
      fill: {positionId: '4711', price: 1300, volumeLots: 0.02, timeMs: Date.UTC(2026, 10, 21, 10)},
      close: {price: exitPrice, timeMs: Date.UTC(2026, 10, 21, 11), reason, profit: -11.5},
    });
  });

  it('that is over needs nobody to look at it', () => {
    const verdict = verdictOf({
      status: 'cancelled',
      stop_loss: null,
      conditions: {},
      entry_levels: [1300, 1298],
    });
    expect(verdict).toMatchObject({as: 'imported', legacy: {status: 'cancelled', plan: {levels: null}}});
  });

  it.each<[Record<string, unknown>, number | null]>([
    [{expires_at: '2026-12-15T15:24:45.192195+00:00'}, Date.UTC(2026, 11, 15, 15, 24, 45, 192)],
    [{expires: '2026-12-05T18:30:57 (7.9 hours remaining)'}, Date.UTC(2026, 11, 5, 18, 30, 57)],
    [{expires_hours: 72}, Date.UTC(2026, 10, 23, 10)],
    [{expires: '7.5 hours remaining'}, NOW_MS + 7.5 * 3_600_000],
    [{}, null],
  ])('with %j ends at %s', (changes, expiresAtMs) => {
    expect(legacyOf(changes).plan.expiresAtMs).toBe(expiresAtMs);
  });

  it('has entries of which each is its own, from the column before the key', () => {
    const levels = [{sl_offset: -4}, {price: 1296, tp_offset: 6, weight: 2}, {price: 1297.5}];
    const {plan} = legacyOf({
      entry_levels: JSON.stringify(levels),
      conditions: {price_near: 1300, tolerance: 5, entry_levels: [1]},
    });
    expect(plan).toMatchObject({
      entry: {type: 'market', tolerance: 5},
      levels: [
        {price: 1296, weight: 2, takeProfit: 1302},
        {price: 1300, stopLoss: 1296},
      ],
    });
  });

  it.each(['limit', 'stop'])('that rests rests at its entry: %s', (order) => {
    expect(legacyOf({order_type: order}).plan).toMatchObject({
      entry: {type: order, price: 1300},
      when: {all: [{price: {near: 1300, within: 5}}, {price: {above: 1299}}]},
    });
  });

  it('keeps its zone as a condition where that is not about the entry', () => {
    expect(legacyOf({conditions: {price_near: 1302, tolerance: 5}}).plan).toMatchObject({
      entry: {type: 'market'},
      when: {price: {near: 1302, within: 5}},
    });
  });

  it('is of the group of its bracket', () => {
    expect(
      legacyOf({conditions: {bracket_trade_id: 'bracket_1', bracket_side: 'buy', price_above: 1}}).plan.group,
    ).toBe('bracket_1');
  });

  it('names its strategy in its notes, once', () => {
    expect(legacyOf({notes: 'a dip', strategy: 'bb_fade'}).plan.notes).toBe('a dip [strategy:bb_fade]');
    expect(legacyOf({notes: 'a dip [strategy:x]', strategy: 'x'}).plan.notes).toBe('a dip [strategy:x]');
  });

  it('without a symbol takes the one that is given for such', () => {
    expect(verdictOf({symbol: null}, 'GOLD.m')).toMatchObject({
      as: 'imported',
      legacy: {plan: {symbol: 'GOLD.m'}},
      warnings: ['symbol is not given; GOLD.m was filled in'],
    });
  });

  it('has an id by its content where it has none', () => {
    const one = legacyOf({plan_id: null});
    expect(one.plan.id).toMatch(/^legacy-[0-9a-f]{16}$/);
    const sorted = {tolerance: 5, price_above: 1299, price_near: 1300};
    expect(legacyOf({plan_id: null, conditions: sorted, notes: 'other words'}).plan.id).toBe(one.plan.id);
    for (const changes of [
      {stop_loss: 1294},
      {conditions: {...sorted, tolerance: 4}},
      {status: 'cancelled'},
    ]) {
      expect(legacyOf({plan_id: null, ...changes}).plan.id).not.toBe(one.plan.id);
    }
  });

  it('keeps what has no place here', () => {
    const old = {kill_switch_triggered: 1, multi_level: '✅ 3 levels', status: 'cancelled'};
    expect(legacyOf(old).kept).toMatchObject({status: 'cancelled', plan: old});
  });
});
