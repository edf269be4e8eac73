import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {blindView} from '../../../src/condition/market-view.ts';
import {kindOf, POSSIBLE_ENDS} from '../../../src/diagnose/concurrency/plan-kind.ts';
import {LEAD_MS, SPREAD, Timetable} from '../../../src/diagnose/concurrency/timetable.ts';
import {someOptions} from './runs.ts';

const START_MS = Date.UTC(2026, 0, 5, 12);
const options = someOptions({hands: 3, waves: 4, waveMs: 500, plansInWave: 20, symbols: 6, counters: 2});
const timetable = new Timetable(options, 7, START_MS);

function deeds() {
  return Array.from({length: options.hands}, (_, hand) => timetable.deedsOf(hand)).flat();
}

/** Whether the plan would fire on what the feed says of its symbol at that time. */
function isMet(planId: string, nowMs: number): boolean {
  const plan = timetable.planOf(planId, START_MS);
  const bid = timetable.bidAt(timetable.symbols().indexOf(plan.symbol), nowMs);
  const quote = {symbol: plan.symbol, bid, ask: bid + SPREAD, timeMs: nowMs, receivedAtMs: nowMs};
  return compileCondition(plan.when, plan.side).state({...blindView(nowMs), quote}) === 'met';
}

describe('Timetable', () => {
  it('adds every plan once, before its wave, in the hands of one', () => {
    const added = deeds().flatMap((deed) => (deed.does === 'add' ? deed.planIds : []));
    expect(added).toHaveLength(4 * 20 + 2);
    expect(new Set(added).size).toBe(added.length);
    for (const deed of deeds()) {
      if (deed.does !== 'add') continue;
      for (const planId of deed.planIds) {
        if (kindOf(planId) === 'counter') continue;
        const waveAtMs = timetable.waveAtMs(Number(planId.split('-')[1]));
        expect(waveAtMs - deed.atMs).toBeGreaterThan(LEAD_MS / 2);
      }
    }
  });

  it('has plans of every kind', () => {
    const kinds = new Set(
      timetable.deedsOf(0).flatMap((deed) => (deed.does === 'add' ? deed.planIds.map(kindOf) : [])),
    );
    expect([...kinds].sort()).toEqual(Object.keys(POSSIBLE_ENDS).sort());
  });

  it('lets a plan fire in its wave, not before, and whenever a monitor comes late to it', () => {
    for (const planId of ['early-0-0', 'cancel-1-1', 'edit-2-7', 'late-3-5']) {
      const waveAtMs = timetable.waveAtMs(Number(planId.split('-')[1]));
      expect([waveAtMs - 1, waveAtMs + 50, waveAtMs + 60_000].map((atMs) => isMet(planId, atMs))).toEqual([
        false,
        true,
        true,
      ]);
    }
    expect(isMet('counter-0', timetable.endMs)).toBe(false);
  });

  it('has cancels and edits on both sides of the wave, from every hand', () => {
    for (const does of ['cancel', 'edit'] as const) {
      const times = deeds().flatMap((deed) =>
        deed.does === does ? [deed.atMs - timetable.waveAtMs(Number(deed.planId.split('-')[1]))] : [],
      );
      expect(Math.min(...times)).toBeLessThan(-100);
      expect(Math.max(...times)).toBeGreaterThan(0);
      for (let hand = 0; hand < options.hands; hand += 1) {
        expect(timetable.deedsOf(hand).some((deed) => deed.does === does)).toBe(true);
      }
    }
  });

  it('is a function of the seed', () => {
    expect(new Timetable(options, 7, START_MS).deedsOf(1)).toEqual(timetable.deedsOf(1));
    expect(new Timetable(options, 8, START_MS).deedsOf(1)).not.toEqual(timetable.deedsOf(1));
  });
});
