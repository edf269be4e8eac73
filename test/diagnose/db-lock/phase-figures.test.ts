import {describe, expect, it} from 'vitest';
import {phaseFigures} from '../../../src/diagnose/db-lock/phase-figures.ts';
import {someBeats, someDone, someSamples, someWindow, someWorld} from './results.ts';

const {ledger} = someWorld();

describe('phaseFigures', () => {
  it('says what the lock did to the monitor', () => {
    expect(phaseFigures(someWindow(), someWorld(), someBeats())).toMatchObject({
      lockedMs: 1000,
      loopGapMs: 2,
      idleGapMs: 1,
      ownGapMs: 1,
      quotesDue: 100,
      quotesMissed: 0,
      busyRetries: 10,
      busyMs: 1000,
      waitingMax: 3,
    });
  });

  it('takes off the time in which the thread waited for a processor', () => {
    const samples = someSamples((atMs) => (atMs === 1500 ? {gapsMs: [400], ownGapMs: 30} : {}));
    const figures = phaseFigures(someWindow(), {samples, ledger}, someBeats());
    expect(figures).toMatchObject({loopGapMs: 400, ownGapMs: 30});
  });

  it('takes off what an idle process missed in the same moments, and in no others', () => {
    const samples = someSamples((atMs) => (atMs === 1500 ? {gapsMs: [400], ownGapMs: 400} : {}));
    const stalledAt = (stallMs: number) => someBeats((atMs) => (atMs === stallMs ? {gapsMs: [380]} : {}));
    const ownGapMs = (stallMs: number) =>
      phaseFigures(someWindow(), {samples, ledger}, stalledAt(stallMs)).ownGapMs;
    expect(ownGapMs(1500)).toBe(20);
    expect(ownGapMs(1900)).toBe(399);
    // Without an idle process nothing is let off.
    expect(phaseFigures(someWindow(), {samples, ledger}, []).ownGapMs).toBe(400);
  });

  it('looks at what the loop missed even when it could tell of it only afterwards', () => {
    const samples = [
      ...someSamples().filter(({atMs}) => atMs <= 1000),
      ...someSamples((atMs) =>
        atMs === 2100 ? {spanMs: 1100, gapsMs: [1050], ownGapMs: 1050, late: 90} : {late: 90},
      ).filter(({atMs}) => atMs >= 2100),
    ];
    const figures = phaseFigures(someWindow(), {samples, ledger}, someBeats());
    expect(figures).toMatchObject({loopGapMs: 1050, ownGapMs: 1049, quotesDue: 110, quotesMissed: 90});
  });

  it('tells what comes after the lock apart from the lock', () => {
    const samples = someSamples((atMs) => (atMs === 2300 ? {gapsMs: [80], ownGapMs: 80} : {}));
    const figures = phaseFigures(someWindow(), {samples, ledger}, someBeats());
    expect(figures).toMatchObject({loopGapMs: 2, ownGapMs: 1, gapAfterMs: 80});
  });

  it('counts what the monitor wrote meanwhile, and no others', () => {
    const wrote = (atMs: number, by: 'monitor' | 'user') =>
      someDone({what: 'added', planId: 'plan'}, {atMs, by});
    const done = [wrote(900, 'monitor'), wrote(1100, 'monitor'), wrote(1200, 'user'), wrote(2100, 'monitor')];
    const figures = phaseFigures(someWindow(), {samples: someSamples(), ledger: {...ledger, done}}, []);
    expect(figures.writes).toBe(1);
  });

  it('goes on counting from 0 with a monitor that was started again', () => {
    const samples = someSamples((atMs) => (atMs > 1500 ? {due: 7, accepted: 7} : {}));
    expect(phaseFigures(someWindow(), {samples, ledger}, []).quotesDue).toBe(7);
  });
});
