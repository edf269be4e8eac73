import {describe, expect, it} from 'vitest';
import {MONITOR_DEFAULTS} from '../../src/engine/monitor-options.ts';
import {PLAIN_LOCKS} from '../../src/engine/plain-locks.ts';
import {type LevelWatch, PlanWatch} from '../../src/engine/plan-watch.ts';
import {MicrostructureBook} from '../../src/market/microstructure/microstructure-book.ts';
import {InstrumentBook} from '../../src/market/instrument.ts';
import {GUARDS_OFF} from '../../src/plan/guards.ts';
import {aRow} from '../ports/stored-values.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const PAUSE_MAX_MS = 40_000;

/** A plan that was written at the start. */
function aWatch(retryAtMs: number | null = null): PlanWatch {
  return new PlanWatch(aRow({retryAtMs}, {plan: aPlan()}), {
    locks: PLAIN_LOCKS,
    guards: GUARDS_OFF,
    instruments: new InstrumentBook(),
    microstructure: new MicrostructureBook(),
    retryPauseMaxMs: PAUSE_MAX_MS,
  });
}

/** The only level of such a plan. */
function aLevelWatch(retryAtMs: number | null): LevelWatch {
  const [level] = aWatch(retryAtMs).levels;
  if (level === undefined) throw new Error('the plan has a level');
  return level;
}

describe('LevelWatch', () => {
  const NOW_MS = START_MS + 60_000;

  it.each<[string, number | null, number]>([
    ['without a pause', null, START_MS],
    ['whose pause is over', NOW_MS - 1, NOW_MS - 1],
    ['whose pause ends now', NOW_MS, NOW_MS],
    ['whose pause has a second left', NOW_MS + 1000, NOW_MS + 1000],
    ['whose pause is as long as any can be', NOW_MS + PAUSE_MAX_MS, NOW_MS + PAUSE_MAX_MS],
    ['whose pause is longer than any can be', NOW_MS + PAUSE_MAX_MS + 1, START_MS],
    ['whose pause was begun by a clock an hour ahead', NOW_MS + 3_600_000, START_MS],
  ])('%s is ready when it should be', (_, retryAtMs, readyAtMs) => {
    const level = aLevelWatch(retryAtMs);
    expect(level.readyAtMs(NOW_MS)).toBe(readyAtMs);
    const quote = {symbol: 'XAUUSD', bid: 1300, ask: 1301, timeMs: NOW_MS, receivedAtMs: NOW_MS};
    expect(level.isReadyFor(quote, NOW_MS)).toBe(readyAtMs <= NOW_MS);
  });

  it('is held back by a failure of its own, though its stored pause is none', () => {
    const level = aLevelWatch(NOW_MS + 3_600_000);
    level.fail(NOW_MS, 250, 'boom');
    expect(level.readyAtMs(NOW_MS)).toBe(NOW_MS + 250);
  });

  it('is held back by every pause that the monitor begins, also in the next process', async () => {
    const executor = {...MONITOR_DEFAULTS.executor, retryDelayMs: 5000, attemptsMax: 5};
    const world = await MonitorWorld.open({executor});
    world.broker.answer = () =>
      Promise.resolve({status: 'rejected', code: 'REQUOTE', message: 'price moved', retry: 'later'});
    await world.add(aPlan());
    for (let second = 0; second < 80; second += 1) {
      await world.quote(1300);
      await world.restart();
    }
    const times = world.broker.submitted.map(({firedAtMs}) => (firedAtMs - START_MS) / 1000);
    expect(times).toEqual([1, 6, 16, 36, 76]);
  });
});

describe('PlanWatch', () => {
  it('forgets the pauses of the plan, its cancel rule and its levels', () => {
    const watch = aWatch();
    const paused = [watch, watch.cancel, ...watch.levels];
    for (const one of paused) one.notBeforeMs = START_MS;
    watch.forgetPauses();
    expect(paused.map(({notBeforeMs}) => notBeforeMs)).toEqual([0, 0, 0]);
  });
});
