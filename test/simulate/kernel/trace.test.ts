import {describe, expect, it} from 'vitest';
import {Trace} from '../../../src/simulate/kernel/trace.ts';

type Noted = readonly [timeMs: number, who: string, what: string];

const NOTED: readonly Noted[] = [
  [1000, 'disk', 'locked'],
  [1000.25, 'wire', 'cut'],
];

function traceOf(lines: readonly Noted[], keepsLines = false): Trace {
  const trace = new Trace(1000, keepsLines);
  for (const line of lines) trace.note(...line);
  return trace;
}

describe('Trace', () => {
  const [first = [0, '', ''], second = [0, '', '']] = NOTED;

  it.each<[string, readonly Noted[]]>([
    ['a time', [first, [1000.5, 'wire', 'cut']]],
    ['who says it', [first, [1000.25, 'disk', 'cut']]],
    ['what is said', [first, [1000.25, 'wire', 'cut ']]],
    ['the order', [second, first]],
    ['a line more', [...NOTED, second]],
    ['a line less', [first]],
    ['the first line', [[1000, 'disk', 'full'], second]],
    ['nothing at all', []],
  ])('has another hash with another of its parts: %s', (_, lines) => {
    expect(traceOf(lines).digest()).not.toBe(traceOf(NOTED).digest());
  });

  it('has the same hash for the same lines, kept or not, and however often it is asked', () => {
    const trace = traceOf(NOTED, true);
    const [once, twice] = [trace.digest(), trace.digest()];
    expect([once, twice]).toEqual([traceOf(NOTED).digest(), traceOf(NOTED).digest()]);
    expect(once).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps its lines where somebody wants to read them, by the time of the run', () => {
    expect(traceOf(NOTED, true).lines).toEqual([
      {atMs: 0, who: 'disk', what: 'locked'},
      {atMs: 0.25, who: 'wire', what: 'cut'},
    ]);
    expect(traceOf(NOTED).lines).toEqual([]);
  });
});
