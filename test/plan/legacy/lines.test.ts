import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {type JudgedRow, judgeRows} from '../../../src/plan/legacy/judge-rows.ts';
import {oldRowsOf} from '../../../src/plan/legacy/old-rows.ts';
import {testData} from '../../test-data.ts';
import {type ExpectedVerdict, LINES} from './lines.ts';

const FILE = testData('legacy-plans.jsonl');

describe.skipIf(FILE === undefined)('the plans that users of the old system wrote', () => {
  const rows = FILE === undefined ? [] : oldRowsOf(readFileSync(FILE, 'utf8'));
  const nowMs = Date.UTC(2026, 10, 29);
  const judged = judgeRows(rows, {nowMs});
  const named = judgeRows(rows, {nowMs, symbol: 'BTCUSDc'});

  it('have each a verdict', () => {
    expect(judged.map(({line}) => line)).toEqual(LINES.map(({line}) => line));
    expect(LINES.map(({line}) => line)).toEqual(Array.from({length: 211}, (_, index) => index + 1));
  });

  it.each(LINES.map((expected) => [expected.line, expected] as const))('line %d', (line, expected) => {
    expect(shown(judged[line - 1])).toEqual(plain(expected));
    expect(shown(named[line - 1])).toEqual(plain(expected.named ?? expected));
  });

  it('are imported where they say all that a plan has to say', () => {
    const whole = named.filter((row) => row.as === 'imported' && saysAll(row.legacy.kept.plan));
    expect(whole.length).toBeGreaterThanOrEqual(60);
  });

  it('never fire from an order of theirs, nor where something is missing', () => {
    for (const row of named) {
      if (row.as === 'refused') continue;
      expect(['draft', 'pending', 'expired', 'unresolved']).toContain(row.legacy.status);
      if (row.as === 'needsAttention') expect(row.legacy.status).toBe('draft');
      if (row.legacy.status === 'pending') expect(saysAll(row.legacy.kept.plan)).toBe(true);
    }
  });
});

type Shown = Readonly<{as: string; status?: string; field?: string}>;

function shown(row: JudgedRow | undefined): Shown | undefined {
  if (row === undefined) return undefined;
  return row.as === 'refused' ? {as: row.as, field: row.field} : {as: row.as, status: row.legacy.status};
}

function plain(expected: ExpectedVerdict): Shown {
  const {as} = expected;
  return expected.as === 'refused' ? {as, field: expected.field} : {as, status: expected.status};
}

function saysAll(plan: Readonly<Record<string, unknown>>): boolean {
  const entry = plan['entry_price'] ?? plan['entry'];
  return (
    [entry, plan['stop_loss'], plan['take_profit']].every((price) => typeof price === 'number') &&
    plan['conditions'] !== undefined
  );
}
