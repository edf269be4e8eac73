import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {SimulatedDisk} from '../../../src/simulate/disk/simulated-disk.ts';
import {FactBook} from '../../../src/simulate/judge/fact-book.ts';
import {INVARIANTS} from '../../../src/simulate/judge/invariants.ts';
import {atRestCases, foundOfWithdrawals} from './at-rest-cases.ts';
import type {Case} from './fabricated.ts';
import {JUDGE_CASES} from './judge-cases.ts';
import {onAcceptanceCases} from './on-acceptance-cases.ts';
import {onCommitCases, soldAtBid} from './on-commit-cases.ts';

let folder = '';
let book!: FactBook;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-judge-'));
  SimulatedDisk.writeTemplate(join(folder, 'template.db'));
  // Its rows are fabricated; those of the cases of `Judge` are read from a database of their own.
  book = new FactBook(join(folder, 'template.db'));
});

afterAll(() => {
  book.close();
  rmSync(folder, {recursive: true, force: true});
});

const TABLES: readonly (readonly [name: string, cases: readonly Case[]])[] = [
  ['a commit', onCommitCases(() => book)],
  ['an acceptance', onAcceptanceCases(() => book)],
  ['a world at rest', atRestCases(() => book)],
  ['what is told, read and noted', JUDGE_CASES],
];

describe.each(TABLES)('the judge of %s', (_, cases) => {
  it.each(cases)('$rule: finds $what, and not what is nearly that', async ({rule, broken, kept}) => {
    expect(await broken()).toEqual([rule]);
    expect(await kept()).toEqual([]);
  });
});

describe('the judge', () => {
  it('has a case of every rule', () => {
    const rules = new Set(TABLES.flatMap(([, cases]) => cases.map(({rule}) => rule)));
    expect([...rules].toSorted()).toEqual(Object.keys(INVARIANTS).toSorted());
  });

  it('takes the price of a sale for the bid', () => {
    expect(soldAtBid(book)).toEqual([]);
  });

  it('asks before the markets move on only what had to be withdrawn', () => {
    expect(foundOfWithdrawals(book, 'working')).toEqual(['E8']);
    expect(foundOfWithdrawals(book, 'executing')).toEqual([]);
  });
});
