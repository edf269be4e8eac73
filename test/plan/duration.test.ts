import {describe, expect, it} from 'vitest';
import {formatDuration, parseDuration} from '../../src/plan/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
    ['250ms', 250],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
    ['24', undefined],
    ['h', undefined],
    ['-5h', undefined],
    ['1h 30m', undefined],
    ['1h30', undefined],
    ['5y', undefined],
    ['', undefined],
    [`${'9'.repeat(400)}s`, undefined],
  ])('reads %j as %s ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0ms'],
    [-5, '0ms'],
    [999, '999ms'],
    [59_999, '59s'],
    [90_000, '1m 30s'],
    [5_400_000, '1h 30m'],
    [86_400_000 + 60_000, '1d 1m'],
    [90_061_000, '1d 1h'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
