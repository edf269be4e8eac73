import {describe, expect, it} from 'vitest';
import type {StatusReport} from '../../src/app/monitor-status.ts';
import type {MonitorStatus} from '../../src/app/status.ts';
import {statusText} from '../../src/cli/status-text.ts';
import {PLAIN} from '../../src/cli/top/plain-style.ts';
import {answers, NOON, NOW_MS} from '../app/doctor/some-facts.ts';

const NO_HALT = {halted: false, reason: null, at: null, flatten: false, inDatabase: false};
const QUOTES = {accepted: 9, stale: 1, unwatched: 0, nonPositive: 1, crossed: 0, outOfOrder: 1, jump: 0};
const LATER = new Date(NOW_MS + 90_000).toISOString();

function shown(monitor: Partial<MonitorStatus> | null, changes: Partial<StatusReport> = {}): string[] {
  const facts = answers({since: NOON, asOf: LATER, quotes: QUOTES, ...monitor});
  const status = monitor === null || facts.state !== 'answers' ? null : facts.status;
  const report = {db: 'p.db', monitor: status, plans: {pending: 2}, broken: 0, halt: NO_HALT, ...changes};
  return statusText(report, PLAIN).split('\n');
}

const ORDINARY = [
  'database  p.db',
  'plans     2 pending',
  'monitor   running, process 4711, since 2026-11-22T12:00:00Z (1m 30s)',
  'feed      simulated up, broker paper up',
  'lease     held, epoch 3, since 2026-11-22T12:00:00Z',
  'quotes    9 accepted, 2 refused, 1 stale; every plan looked at 1m 30s ago',
];

/** What there is to say beside the ordinary. */
const beside = (lines: readonly string[]) => lines.filter((line) => !ORDINARY.includes(line));

describe('status', () => {
  it('has a handful of lines in ordinary times', () => {
    expect(shown({})).toEqual(ORDINARY);
  });

  it('says how to go on where there is nothing', () => {
    expect(shown(null, {plans: {}})).toEqual([
      'database  p.db',
      'plans     none; add one with `vigil plan add`',
      'monitor   not running; start it with `vigil run`',
    ]);
  });

  it('tells a halt once, with and without a monitor', () => {
    const halt = {halted: true, reason: 'news', at: NOON, flatten: true, inDatabase: true};
    const line = 'halted    since 2026-11-22T12:00:00Z, and closes everything: news; `vigil resume` ends it';
    const gate = [{reason: 'halted', observed: 'halted', wanted: 'no halt'}] as const;
    expect(beside(shown({gate}, {halt}))).toEqual([line]);
    expect(shown(null, {halt})).toContain(line);
  });

  it('says of a link that is down since when, why, and when it is tried again', () => {
    const up = {state: 'up', attempts: 0, lastError: null, since: NOON, nextRetryAt: null} as const;
    const nextRetryAt = new Date(NOW_MS + 94_000).toISOString();
    const down = {...up, state: 'down', lastError: 'refused', nextRetryAt} as const;
    const gate = [{reason: 'brokerDown', observed: 'down since noon: refused', wanted: 'broker up'}] as const;
    expect(beside(shown({gate, links: {feed: up, broker: down}}))).toEqual([
      'feed      simulated up, broker paper down',
      'broker    down for 1m 30s: refused; next try in 4s',
    ]);
  });

  it('has a line for every other reason that keeps plans from firing, and for every trouble', () => {
    const gate = [{reason: 'notReconciled', observed: 'not complete', wanted: 'a pass'}] as const;
    expect(beside(shown({gate, missedByEvents: 2}))).toEqual([
      'shut      notReconciled: not complete; nothing fires until: a pass',
      'missed    2 plans were met that no event had woken',
    ]);
  });

  it('says that there are more desks than it shows', () => {
    const desk = {
      symbol: 'XAUUSD',
      plans: 1,
      quotes: 1,
      bid: 1,
      ask: 2,
      quoteState: 'fresh',
      quoteAgeMs: 5,
    } as const;
    const census = {plans: 9, desks: 51, wakes: 0, studies: 0, expiries: 0, busy: 0, heldMutexes: 0};
    expect(beside(shown({desks: [desk], census}))).toEqual([
      '',
      'SYMBOL\tPLANS\tBID\tASK\tAGE\tSTATE',
      'XAUUSD\t1\t1\t2\t5ms\tfresh',
      'and 50 more',
    ]);
  });
});
