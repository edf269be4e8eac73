import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {quietAt} from '../../../src/source/calendar/quiet-times.ts';

const INFINITY = Number.POSITIVE_INFINITY;

describe('quietAt', () => {
  // Events at 100, 110 and 200; not quiet from 20 before (inclusive) until 30 after (exclusive).
  it.each([
    [0, true, 80, 0],
    [79.9, true, 80, 0],
    [80, false, 140, 0],
    [100, false, 140, 0],
    // The first has ended at 130, and the second goes on.
    [130, false, 140, 1],
    [139.9, false, 140, 1],
    [140, true, 180, 2],
    [179, true, 180, 2],
    [180, false, 230, 2],
    [229.9, false, 230, 2],
    [230, true, INFINITY, undefined],
  ])('at %d it is quiet: %s, until %d', (nowMs, isQuiet, untilMs, nearest) => {
    const window = {beforeMs: 20, afterMs: 30};
    expect(quietAt(nowMs, [100, 110, 200], window)).toEqual({isQuiet, untilMs, nearest});
  });

  it.each([
    // Windows that touch are one; a gap of the shortest kind is one too.
    [[100, 150], 80, 180],
    [[100, 151], 80, 130],
    [[100, 100], 80, 130],
  ])('of events at %j the window from %d ends at %d', (timesMs, nowMs, untilMs) => {
    expect(quietAt(nowMs, timesMs, {beforeMs: 20, afterMs: 30})).toMatchObject({isQuiet: false, untilMs});
  });

  it.each([
    [{beforeMs: 0, afterMs: 0}, 100, true],
    [{beforeMs: 0, afterMs: 1}, 99.9, true],
    [{beforeMs: 0, afterMs: 1}, 100, false],
    [{beforeMs: 1, afterMs: 0}, 99, false],
    [{beforeMs: 1, afterMs: 0}, 100, true],
  ])('with a window of %j the time %d is quiet: %s', (window, nowMs, isQuiet) => {
    expect(quietAt(nowMs, [100], window).isQuiet).toBe(isQuiet);
  });

  it('says at each minute what looking at each event says, and until the very minute at which that changes', () => {
    const minutes = (max: number) => fc.integer({min: 0, max});
    fc.assert(
      fc.property(
        fc.array(minutes(300), {maxLength: 12}),
        minutes(40),
        minutes(40),
        (times, beforeMs, afterMs) => {
          const timesMs = times.toSorted((a, b) => a - b);
          const isQuiet = (nowMs: number) =>
            timesMs.every((timeMs) => nowMs < timeMs - beforeMs || nowMs >= timeMs + afterMs);
          const wrong: string[] = [];
          for (let nowMs = -50; nowMs < 350; nowMs += 1) {
            const answer = quietAt(nowMs, timesMs, {beforeMs, afterMs});
            if (answer.isQuiet !== isQuiet(nowMs)) wrong.push(`quiet at ${nowMs}`);
            let changesMs = nowMs;
            while (changesMs < 400 && isQuiet(changesMs) === answer.isQuiet) changesMs += 1;
            const untilMs = changesMs < 400 ? changesMs : INFINITY;
            // A window of no length begins and ends at once.
            if (answer.untilMs !== untilMs && beforeMs + afterMs > 0) wrong.push(`until at ${nowMs}`);
          }
          expect(wrong).toEqual([]);
        },
      ),
      {numRuns: 200},
    );
  });
});
