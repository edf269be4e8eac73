import {describe, expect, it} from 'vitest';
import {TABLES} from '../../../src/diagnose/normalization/tables.ts';

describe('TABLES', () => {
  it('have topics of their own', () => {
    const topics = TABLES.map(({topic}) => topic);
    expect(new Set(topics).size).toBe(topics.length);
  });

  it.each(TABLES)('$topic: expects nothing that is not listed', ({listed, questions}) => {
    const symbols = listed.map(({symbol}) => symbol);
    for (const {expected} of questions) {
      if (expected.verdict === 'resolved') expect(symbols).toContain(expected.symbol);
      if (expected.verdict === 'ambiguous')
        expect(symbols).toEqual(expect.arrayContaining([...expected.candidates]));
    }
  });

  it('cover each kind of answer many times', () => {
    const counts = new Map<string, number>();
    for (const {questions} of TABLES)
      for (const {expected} of questions)
        counts.set(expected.verdict, (counts.get(expected.verdict) ?? 0) + 1);
    expect(counts.get('resolved')).toBeGreaterThan(200);
    expect(counts.get('unknown')).toBeGreaterThan(50);
    expect(counts.get('ambiguous')).toBeGreaterThan(10);
  });
});
