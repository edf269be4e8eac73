import {describe, expect, it} from 'vitest';
import {backoffDelayMs} from '../../src/notify/backoff-delay.ts';
import {answerText, judged} from '../../src/notify/judge-answer.ts';
import {retryAfterMs, secondsIn} from '../../src/notify/retry-after.ts';
import {cutTo} from '../../src/notify/text-length.ts';

const answer = (status: number, body = '') => ({status, headers: {}, body});

describe('an answer', () => {
  it('is a delivery, a refusal or a failure by its status alone', () => {
    const by = (verdict: string) =>
      Array.from({length: 500}, (_, index) => index + 100).filter((code) => judged(answer(code)) === verdict);
    expect(by('delivered')).toEqual(Array.from({length: 100}, (_, index) => index + 200));
    const refused = Array.from({length: 100}, (_, index) => index + 400);
    expect(by('refused')).toEqual(refused.filter((code) => ![408, 425, 429].includes(code)));
    expect(by('failed')).toHaveLength(500 - 100 - 97);
  });

  it('is told on one line that a terminal can take, without secrets and not too long', () => {
    const redacted = (text: string) => text.replaceAll('SECRET', '[redacted]');
    expect(answerText(answer(500, 'no\n\tdb \u001b[31mSECRET'), redacted)).toBe(
      'HTTP 500: no db [31m[redacted]',
    );
    expect(answerText(answer(301), redacted)).toBe('HTTP 301 (a redirect, which is not followed)');
    // The secret stands where the text is cut: half of it would be shown if it were cut first.
    const long = answerText(answer(500, `${'x'.repeat(197)}SECRET`), redacted);
    expect(long).toBe(`HTTP 500: ${'x'.repeat(197)}[re…`);
    expect(answerText(answer(500, '😀'.repeat(150)), redacted).isWellFormed()).toBe(true);
  });
});

describe('what an endpoint asks for', () => {
  const NOW_MS = Date.UTC(2026, 0, 5, 12);

  it.each([
    ['120', 120_000],
    [' 1.5 ', 1500],
    ['0', 0],
    ['Mon, 05 Jan 2026 12:00:30 GMT', 30_000],
    ['Mon, 05 Jan 2026 11:00:00 GMT', 0],
    ['-5', undefined],
    ['2026', 2_026_000],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is read from the header %s', (header, ms) => {
    expect(retryAfterMs(header, NOW_MS)).toBe(ms);
  });

  it.each([
    ['{"retry_after": 0.65}', ['retry_after'], 650],
    ['{"parameters": {"retry_after": 7}}', ['parameters', 'retry_after'], 7000],
    ['{"parameters": null}', ['parameters', 'retry_after'], undefined],
    ['{"retry_after": "7"}', ['retry_after'], undefined],
    ['{"retry_after": -7}', ['retry_after'], undefined],
    ['<html>', ['retry_after'], undefined],
    ['null', ['retry_after'], undefined],
  ])('is read from the body %s', (body, path, ms) => {
    expect(secondsIn(body, ...path)).toBe(ms);
  });
});

describe('the pause after failures', () => {
  it('is anywhere up to 1, 2, 4 … 60 s', () => {
    const most = {next: () => 1 - Number.EPSILON};
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 5000].map((failures) => backoffDelayMs(failures, most));
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(backoffDelayMs(4, {next: () => 0})).toBe(0);
    expect(backoffDelayMs(4, {next: () => 0.5})).toBe(4000);
  });
});

describe('a text that is too long', () => {
  it('is cut between characters, and says so', () => {
    expect(cutTo('abcdef', 6)).toBe('abcdef');
    expect(cutTo('abcdefg', 6)).toBe('abcde…');
    expect(cutTo('abcd😀fg', 6)).toBe('abcd…');
    expect(cutTo('abc😀efg', 6)).toBe('abc😀…');
  });
});
