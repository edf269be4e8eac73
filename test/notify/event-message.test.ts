import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {DEFAULT_KINDS, meansSomething, passesOf} from '../../src/notify/event-filter.ts';
import {EVENT_KINDS, eventMessage, TEST_KIND} from '../../src/notify/event-message.ts';
import type {OutboxEvent} from '../../src/ports/outbox.ts';
import {CLOSE, FILL, NOW_MS} from '../ports/stored-values.ts';

const SOURCES = join(import.meta.dirname, '../../src');

function anEvent(
  kind: string,
  details: OutboxEvent['details'],
  changes: Partial<OutboxEvent> = {},
): OutboxEvent {
  const about = kind.startsWith('plan.') ? {planId: 'gold-dip', symbol: 'XAUUSD', level: 1} : {};
  return {
    ...{
      id: 7,
      atMs: NOW_MS,
      kind,
      planId: null,
      symbol: null,
      sequence: null,
      level: null,
      from: null,
      to: null,
    },
    ...about,
    details,
    ...changes,
  };
}

const ORDER = {clientOrderId: 'A1b2C3d4E5f6G7h8', ticket: 'T-1'};
const PLAN = {
  side: 'buy',
  volume: 0.01,
  entry: {type: 'limit', price: 1300},
  stopLoss: 1298,
  expiresAt: '2026-11-23T12:00:00.000Z',
};

/** Of each kind: an event as it is written, and all that is said of it. */
const SAID: Readonly<Record<string, readonly (readonly [OutboxEvent, readonly string[], string])[]>> = {
  'plan.added': [
    [
      anEvent('plan.added', {version: 1, plan: PLAN}),
      [
        'gold-dip XAUUSD: added',
        'buy 0.01 lots, limit',
        'stop loss 1298',
        'expires 2026-11-23T12:00:00.000Z',
      ],
      'info',
    ],
  ],
  'plan.imported': [
    [
      anEvent(
        'plan.imported',
        {plan: {...PLAN, expiresAt: undefined}, reason: 'open there'},
        {to: 'unresolved'},
      ),
      ['gold-dip XAUUSD: imported as unresolved', 'open there', 'buy 0.01 lots, limit', 'stop loss 1298'],
      'info',
    ],
  ],
  'plan.edited': [
    [
      anEvent('plan.edited', {version: 2, plan: {...PLAN, takeProfit: 1310}, changes: [{}, {}]}),
      [
        'gold-dip XAUUSD: edited, now version 2',
        '2 changes',
        'buy 0.01 lots, limit',
        'stop loss 1298',
        'take profit 1310',
        'expires 2026-11-23T12:00:00.000Z',
      ],
      'info',
    ],
  ],
  'plan.armed': [[anEvent('plan.armed', {}), ['gold-dip XAUUSD: armed: it may fire now'], 'info']],
  'plan.claimed': [
    [
      anEvent(
        'plan.claimed',
        {
          ...ORDER,
          ticket: undefined,
          type: 'market',
          side: 'buy',
          volumeLots: 0.01,
          attempt: 2,
          firedPrice: 1301.45,
        },
        {level: 3},
      ),
      [
        'gold-dip level 3 XAUUSD: fired at 1301.45',
        'market buy of 0.01 lots, try 2',
        'order A1b2C3d4E5f6G7h8',
      ],
      'info',
    ],
  ],
  'plan.notSent': [
    [
      anEvent('plan.notSent', {clientOrderId: ORDER.clientOrderId, reason: 'no link'}),
      ['gold-dip XAUUSD: order not sent; the plan waits again', 'no link', 'order A1b2C3d4E5f6G7h8'],
      'warning',
    ],
  ],
  'plan.placed': [
    [
      anEvent('plan.placed', {...ORDER, fill: null}),
      ['gold-dip XAUUSD: order rests at the broker', 'ticket T-1', 'order A1b2C3d4E5f6G7h8'],
      'info',
    ],
  ],
  'plan.partlyFilled': [
    [
      anEvent('plan.partlyFilled', {...ORDER, fill: FILL}),
      ['gold-dip XAUUSD: filled 0.01 lots at 1301.47 so far', 'ticket T-1', 'order A1b2C3d4E5f6G7h8'],
      'good',
    ],
  ],
  'plan.filled': [
    [
      anEvent('plan.filled', {...ORDER, fill: FILL}),
      ['gold-dip XAUUSD: filled 0.01 lots at 1301.47', 'ticket T-1', 'order A1b2C3d4E5f6G7h8'],
      'good',
    ],
  ],
  'plan.rejected': [
    [
      anEvent(
        'plan.rejected',
        {...ORDER, ticket: undefined, code: 'NO_MONEY', message: 'not enough money', retryAtMs: null},
        {to: 'failed'},
      ),
      [
        'gold-dip XAUUSD: order rejected; not tried again',
        'not enough money (NO_MONEY)',
        'order A1b2C3d4E5f6G7h8',
      ],
      'critical',
    ],
    [
      anEvent(
        'plan.rejected',
        {...ORDER, ticket: undefined, code: 'REQUOTE', message: 'price moved', retryAtMs: NOW_MS + 5000},
        {to: 'pending'},
      ),
      [
        'gold-dip XAUUSD: order rejected; tried again later',
        'price moved (REQUOTE)',
        'not before 2026-11-22 12:00:05 UTC',
        'order A1b2C3d4E5f6G7h8',
      ],
      'warning',
    ],
  ],
  'plan.parked': [
    [
      anEvent('plan.parked', {clientOrderId: ORDER.clientOrderId, reason: 'no answer'}),
      [
        'gold-dip XAUUSD: nobody can say whether the order was placed; nothing is sent again',
        'no answer',
        'order A1b2C3d4E5f6G7h8',
        'look at the broker, then: vigil plan resolve ID --executed TICKET --price PRICE, or --not-placed',
      ],
      'critical',
    ],
  ],
  'plan.resolved': [
    [
      anEvent('plan.resolved', {...ORDER, as: 'executed', fill: FILL}),
      [
        'gold-dip XAUUSD: filled 0.01 lots at 1301.47, by the word of a person',
        'ticket T-1',
        'order A1b2C3d4E5f6G7h8',
      ],
      'info',
    ],
    [
      anEvent('plan.resolved', {
        clientOrderId: 'A1',
        as: 'notPlaced',
        reason: 'not placed, by the word of a person',
      }),
      ['gold-dip XAUUSD: not placed', 'not placed, by the word of a person', 'order A1'],
      'info',
    ],
  ],
  'plan.withdrawing': [
    [
      anEvent('plan.withdrawing', {clientOrderId: 'A1', reason: 'enough'}),
      ['gold-dip XAUUSD: its order is to be withdrawn', 'enough', 'order A1'],
      'info',
    ],
  ],
  'plan.closed': [
    [
      anEvent('plan.closed', {clientOrderId: 'A1', close: CLOSE}),
      ['gold-dip XAUUSD: closed at 1310.02 by its take profit', 'profit 8.55', 'order A1'],
      'good',
    ],
    [
      anEvent('plan.closed', {
        clientOrderId: 'A1',
        close: {...CLOSE, price: 1298, reason: 'stopLoss', profit: -3.5},
      }),
      ['gold-dip XAUUSD: closed at 1298 by its stop loss', 'profit -3.5', 'order A1'],
      'warning',
    ],
  ],
  'plan.cancelled': [
    [anEvent('plan.cancelled', {reason: 'enough'}), ['gold-dip XAUUSD: cancelled', 'enough'], 'info'],
    [
      anEvent('plan.cancelled', {...ORDER, state: 'cancelled', fill: null}),
      ['gold-dip XAUUSD: order cancelled; nothing was filled', 'ticket T-1', 'order A1b2C3d4E5f6G7h8'],
      'info',
    ],
  ],
  'plan.expired': [
    [
      anEvent('plan.expired', {expiresAtMs: NOW_MS}),
      ['gold-dip XAUUSD: expired; it has not fired', 'expiry 2026-11-22 12:00:00 UTC'],
      'info',
    ],
  ],
  'plan.quarantined': [
    [
      anEvent(
        'plan.quarantined',
        {level: 2, failures: 5, untilMs: NOW_MS + 60_000, message: 'it threw'},
        {level: null},
      ),
      [
        'gold-dip level 2 XAUUSD: 5 failures in a row; it is asked rarely now',
        'it threw',
        'next try 2026-11-22 12:01:00 UTC',
      ],
      'warning',
    ],
  ],
  'plan.unprotected': [
    [
      anEvent('plan.unprotected', {level: 1, repaired: false, message: 'why'}),
      ['gold-dip XAUUSD: the position has NO STOP LOSS', 'why'],
      'critical',
    ],
    [
      anEvent('plan.unprotected', {level: 1, repaired: true, message: 'why'}),
      ['gold-dip XAUUSD: the position had lost its stop loss, which was set again', 'why'],
      'warning',
    ],
  ],
  'plan.missedByEvents': [
    [
      anEvent('plan.missedByEvents', {level: 1}),
      ['gold-dip XAUUSD: was met, and only the sweep has seen it: a defect of Vigil, please report it'],
      'critical',
    ],
  ],
  'order.orphan': [
    [
      anEvent('order.orphan', {...ORDER, symbol: 'EURUSD', message: 'nobody knows it'}),
      [
        'an order at the broker belongs to no plan: EURUSD, ticket T-1',
        'nobody knows it',
        'order A1b2C3d4E5f6G7h8',
      ],
      'critical',
    ],
  ],
  'trading.halted': [
    [
      anEvent('trading.halted', {reason: 'news', atMs: NOW_MS, flatten: false}),
      ['trading is halted', 'news', 'nothing fires until: vigil resume'],
      'warning',
    ],
    [
      anEvent('trading.halted', {reason: 'news', atMs: NOW_MS, flatten: true}),
      ['trading is halted, everything is being closed', 'news', 'nothing fires until: vigil resume'],
      'warning',
    ],
  ],
  'trading.resumed': [[anEvent('trading.resumed', {}), ['trading goes on: the halt is over'], 'good']],
  'monitor.started': [
    [
      anEvent('monitor.started', {plans: 3, symbols: 2, feed: 'gateway', broker: 'paper'}),
      ['the monitor watches 3 plans', 'gateway feed, paper broker'],
      'info',
    ],
  ],
  'monitor.stopped': [
    [anEvent('monitor.stopped', {reason: null}), ['the monitor has stopped: nothing is watched'], 'warning'],
    [
      anEvent('monitor.stopped', {reason: 'the disk is full'}),
      ['the monitor has stopped: nothing is watched', 'the disk is full'],
      'critical',
    ],
  ],
  'monitor.lapsed': [
    [
      anEvent('monitor.lapsed', {epoch: 3, pid: 7, host: 'box', renewedAtMs: NOW_MS}),
      [
        'a monitor ended without a word, and another has taken over',
        'it was process 7 on box',
        'last heard of 2026-11-22 12:00:00 UTC',
      ],
      'warning',
    ],
  ],
  'link.down': [
    [
      anEvent('link.down', {link: 'broker', sinceMs: NOW_MS - 30_000, lastError: 'refused'}),
      ['no link to the broker since 2026-11-22 11:59:30 UTC: nothing fires', 'last error: refused'],
      'critical',
    ],
  ],
  'link.up': [
    [
      anEvent('link.up', {link: 'feed', forMs: 95_000}),
      ['the link to the feed is up again, after 1m 35s'],
      'good',
    ],
  ],
  'clock.unsure': [
    [
      anEvent('clock.unsure', {offsetMs: null, message: 'it moved by 900 ms'}),
      ['the clock is in doubt: nothing fires until it is sure again', 'it moved by 900 ms'],
      'warning',
    ],
  ],
};

/** Kinds of events as the sources of the store write them, and those that the engine announces. */
function kindsInSources(): Set<string> {
  const kinds = new Set<string>();
  const folder = join(SOURCES, 'store/sqlite');
  for (const file of readdirSync(folder)) {
    // What the checks of the database look for they have from the others.
    if (file.startsWith('check')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, group = ''] of text.matchAll(/\bkind\??\s*[:=]\s*((?:'\w+'[\s|]*)+)/g)) {
      for (const [, kind] of group.matchAll(/'(\w+)'/g)) kinds.add(`plan.${kind}`);
    }
    for (const [, kind = ''] of text.matchAll(/outbox\.append\('([\w.]+)'/g)) kinds.add(kind);
    const staying = /const STAYING[^=]*= \{([\s\S]*?)\};/.exec(text)?.[1] ?? '';
    for (const [, kind] of staying.matchAll(/(\w+):/g)) kinds.add(`plan.${kind}`);
  }
  const port = readFileSync(join(SOURCES, 'ports/outbox.ts'), 'utf8');
  for (const [, kind = ''] of port.matchAll(/\| '([\w.]+)'/g)) kinds.add(kind);
  return kinds;
}

describe('the words for an event', () => {
  it('are there for every kind that can occur, and for no other', () => {
    expect([...kindsInSources()].sort()).toEqual([...EVENT_KINDS].sort());
    expect(Object.keys(SAID).sort()).toEqual([...EVENT_KINDS].sort());
  });

  it.each(Object.entries(SAID).flatMap(([kind, cases]) => cases.map((one) => [kind, ...one] as const)))(
    'say of %s what a person has to know',
    (_, event, said, severity) => {
      const {title, lines, severity: given} = eventMessage(event);
      expect([title, ...lines]).toEqual(said);
      expect(given).toBe(severity);
    },
  );

  it.each(EVENT_KINDS)('say something of %s also when nothing is known of it', (kind) => {
    const {title, lines} = eventMessage(anEvent(kind, {}, {planId: null, symbol: null, level: null}));
    expect([title, ...lines].join('\n')).not.toMatch(/undefined|null|NaN|\[object/);
    expect(title).not.toBe('');
  });

  it('are told also of a kind that a newer version writes', () => {
    expect(eventMessage(anEvent('plan.teleported', {where: 'mars', deep: {x: 1}}))).toEqual({
      title: 'gold-dip XAUUSD: plan.teleported',
      lines: ['where: mars'],
      severity: 'info',
    });
    expect(eventMessage(anEvent('toString', {})).title).toBe('toString');
  });

  it('have times of any size', () => {
    expect(eventMessage(anEvent('plan.expired', {expiresAtMs: 1e300})).lines).toEqual(['expiry 1e+300 ms']);
  });
});

describe('the filter of a channel', () => {
  const kindsThatPass = (filter: Parameters<typeof passesOf>[0]) =>
    EVENT_KINDS.filter((kind) => passesOf(filter)(anEvent(kind, {})));

  it('lets by default through what a person wants to know', () => {
    expect(EVENT_KINDS.filter((kind) => !passesOf({})(anEvent(kind, {}))).sort()).toEqual([
      'plan.added',
      'plan.armed',
      'plan.claimed',
      'plan.edited',
      'plan.imported',
      'plan.notSent',
      'plan.partlyFilled',
      'plan.rejected',
      'plan.withdrawing',
    ]);
    expect(passesOf({})(anEvent('plan.rejected', {}, {to: 'failed'}))).toBe(true);
    expect(DEFAULT_KINDS.every(meansSomething)).toBe(true);
    expect(meansSomething(TEST_KIND)).toBe(false);
  });

  it.each([
    [['plan.filled'], ['plan.filled']],
    [
      ['link.*', 'trading.halted'],
      ['trading.halted', 'link.down', 'link.up'],
    ],
    [['*.u*'], ['plan.unprotected', 'link.up', 'clock.unsure']],
    [['*'], EVENT_KINDS],
  ])('takes patterns: %s', (kinds, passed) => {
    expect(kindsThatPass({kinds})).toEqual(passed);
  });

  it.each(['plan', 'filled', 'plan.fill', 'plan.filledd', 'plan_filled', '.*', ''])(
    'knows that no kind is meant by "%s"',
    (pattern) => {
      expect(meansSomething(pattern)).toBe(false);
    },
  );

  it('keeps plans of other symbols out, and nothing that is about none', () => {
    const passes = passesOf({kinds: ['*'], symbols: ['XAUUSD']});
    expect(passes(anEvent('plan.filled', {}))).toBe(true);
    expect(passes(anEvent('plan.filled', {}, {symbol: 'EURUSD'}))).toBe(false);
    expect(passes(anEvent('plan.filled', {}, {symbol: null}))).toBe(true);
    expect(passes(anEvent('trading.halted', {}))).toBe(true);
  });
});
