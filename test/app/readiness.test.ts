import {describe, expect, it} from 'vitest';
import {type Judged, readiness} from '../../src/app/readiness.ts';
import type {LoopReport} from '../../src/engine/loop-health.ts';
import {MonitorLoops} from '../../src/engine/monitor-loops.ts';
import {SILENT} from '../../src/ports/journal.ts';
import {MonitorWorld} from '../engine/monitor-world.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 12);

function ago(ms: number): string {
  return new Date(NOW_MS - ms).toISOString();
}

function aLoop(name: string, overrides: Partial<LoopReport> = {}): LoopReport {
  return {
    name,
    turns: 5,
    failures: 0,
    consecutiveFailures: 0,
    lastError: null,
    restarts: 0,
    sinceMs: NOW_MS - 600_000,
    lastTurnMs: NOW_MS - 200,
    isStalled: false,
    ...overrides,
  };
}

function aLink(state: 'up' | 'down' | 'degraded' | 'connecting', lastError: string | null = null) {
  return {state, since: ago(60_000), attempts: 0, lastError, nextRetryAt: null};
}

const NAMES = [
  'work quotes',
  'look for changes',
  'sweep',
  'reconcile',
  'look after the loops',
  'expire plans',
];
const QUIET = {holder: null, longestWaiter: null};
const COUNTERS = {lockedForMs: 0, lockHolders: []};

/** A monitor that is well; of what readiness does not look at nothing is there. */
function well(overrides: Readonly<Record<string, unknown>> = {}): Judged {
  const status: unknown = {
    state: 'running',
    since: ago(600_000),
    asOf: ago(0),
    lease: {epoch: 3, state: 'held', acquiredAt: ago(600_000), renewedAt: ago(4000), ttlMs: 15_000},
    links: {feed: aLink('up'), broker: aLink('up')},
    gate: [],
    sweep: {at: ago(20_000)},
    loops: NAMES.map((name) => aLoop(name)),
    store: COUNTERS,
    locks: {classes: {databaseWriter: QUIET}},
    pauses: {syncMs: 250, sweepMs: 30_000, reconcileMs: 60_000},
    ...overrides,
  };
  return status as Judged;
}

function loopsWith(name: string, overrides: Partial<LoopReport>): LoopReport[] {
  return NAMES.map((one) => aLoop(one, one === name ? overrides : {}));
}

function lease(state: string, renewedMsAgo: number) {
  return {lease: {epoch: 3, state, acquiredAt: ago(600_000), renewedAt: ago(renewedMsAgo), ttlMs: 15_000}};
}

function writer(overrides: Readonly<Record<string, unknown>>) {
  return {locks: {classes: {databaseWriter: {...QUIET, ...overrides}}}};
}

describe('readiness', () => {
  it('is given when everything is well, with a word on each check', () => {
    const {ready, checks} = readiness(well());
    expect(ready).toBe(true);
    expect(checks.map(({name, message}) => `${name}: ${message}`)).toEqual([
      `started: runs since ${ago(600_000)}`,
      'lease: held, epoch 3, renewed 4s ago',
      'store: writable',
      'feed: up',
      'broker: up',
      'gate: open',
      'sweep: the last one was 20s ago',
      'loops: 6 alive',
      'trading: not halted',
    ]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string, RegExp]>([
    ['the lease has lapsed', lease('lapsed', 4000), 'lease', /lapsed/],
    ['the lease is lost', lease('lost', 4000), 'lease', /lost/],
    ['the lease was not renewed for its time to live', lease('held', 15_001), 'lease', /renewed 15s ago/],
    [
      'the database is locked',
      {store: {lockedForMs: 5001, lockHolders: [{pid: 4711, command: 'sqlite3'}]}},
      'store',
      /^locked for 5s by process 4711$/,
    ],
    [
      'a write waits',
      writer({longestWaiter: {key: 'claim', doing: 'claim of plan "x"', forMs: 5001}}),
      'store',
      /^a write \(claim\) takes 5s so far$/,
    ],
    ['a write does not end', writer({holder: {key: 'settle', doing: null, forMs: 9000}}), 'store', /settle/],
    [
      'the feed is down',
      {links: {feed: aLink('down', 'refused'), broker: aLink('up')}},
      'feed',
      /^down since .*: refused$/,
    ],
    ['the broker is degraded', {links: {feed: aLink('up'), broker: aLink('degraded')}}, 'broker', /degraded/],
    [
      'nothing was reconciled yet',
      {gate: [{reason: 'notReconciled', observed: 'not complete', wanted: ''}]},
      'gate',
      /notReconciled: not complete/,
    ],
    [
      'a clock is in doubt',
      {gate: [{reason: 'clockUnsure', observed: 'it was set', wanted: ''}]},
      'gate',
      /clockUnsure/,
    ],
    ['the last sweep is old', {sweep: {at: ago(90_001)}}, 'sweep', /1m 30s ago/],
    ['there was never a sweep', {sweep: null}, 'sweep', /none yet, begun 10m ago/],
    ['a loop hangs', {loops: loopsWith('work quotes', {isStalled: true})}, 'loops', /"work quotes"/],
    [
      'a loop has no turns',
      {loops: loopsWith('look for changes', {lastTurnMs: NOW_MS - 30_251})},
      'loops',
      /"look for changes"/,
    ],
    [
      'nobody looks after the loops',
      {loops: loopsWith('look after the loops', {lastTurnMs: NOW_MS - 30_001})},
      'loops',
      /"look after the loops"/,
    ],
  ])('is not given when %s', (_, overrides, name, message) => {
    const {ready, checks} = readiness(well(overrides));
    expect(ready).toBe(false);
    expect(checks.filter(({ok}) => !ok).map((check) => check.name)).toEqual([name]);
    expect(checks.find((check) => check.name === name)?.message).toMatch(message);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['the lease is as old as it may be', lease('held', 15_000)],
    ['the database was locked for as long as it may be', {store: {lockedForMs: 5000, lockHolders: []}}],
    ['a write takes as long as it may', writer({longestWaiter: {key: 'claim', doing: null, forMs: 5000}})],
    ['the last sweep is as old as it may be', {sweep: {at: ago(90_000)}}],
    [
      'no sweep was due yet',
      {sweep: null, loops: loopsWith('sweep', {sinceMs: NOW_MS - 90_000, lastTurnMs: null})},
    ],
    ['the market is quiet', {loops: loopsWith('work quotes', {lastTurnMs: NOW_MS - 86_400_000})}],
    ['no plan has ever expired', {loops: loopsWith('expire plans', {lastTurnMs: null})}],
    ['the machine’s clock was set back', {asOf: ago(3_600_000)}],
  ])('is given although %s', (_, overrides) => {
    expect(readiness(well(overrides)).checks.filter(({ok}) => !ok)).toEqual([]);
  });

  it('knows the loops by the names that they have', async () => {
    const {monitor, clock} = await MonitorWorld.open();
    const names = new MonitorLoops(monitor, clock, SILENT).report().map(({name}) => name);
    expect(names).toEqual(NAMES);
  });

  it('tells of a halt, and is given all the same', () => {
    const observed = 'halted since 2026-01-05T11:00:00.000Z: news';
    const {ready, checks} = readiness(well({gate: [{reason: 'halted', observed, wanted: ''}]}));
    expect(ready).toBe(true);
    expect(checks.at(-1)).toEqual({name: 'trading', ok: true, message: observed});
  });

  it('tells of a broker that is down once, by its link and not by the gate', () => {
    const links = {feed: aLink('up'), broker: aLink('down')};
    const gate = [{reason: 'brokerDown', observed: 'down', wanted: ''}];
    const {checks} = readiness(well({links, gate}));
    expect(checks.filter(({ok}) => !ok).map(({name}) => name)).toEqual(['broker']);
  });

  it('is not given while the monitor starts, when nearly nothing is known', () => {
    const {ready, checks} = readiness(
      well({state: 'starting', lease: null, links: null, sweep: null, loops: [], store: undefined}),
    );
    expect(ready).toBe(false);
    expect(checks.filter(({ok}) => ok).map(({name}) => name)).toEqual(['trading']);
  });
});
