import {describe, expect, it} from 'vitest';
import {FindingList} from '../../../src/diagnose/normalization/finding-list.ts';

describe('FindingList', () => {
  it('names a few of each code, the gravest first, and counts the others', () => {
    const findings = new FindingList();
    for (let count = 1; count <= 20; count += 1) findings.add('NOT_FOUND', `name ${count}`, 'refused');
    findings.add('TRADED_ANOTHER', 'XAUUSD', 'traded grams');
    const all = findings.all();
    expect(all[0]).toEqual({code: 'TRADED_ANOTHER', subject: 'XAUUSD', evidence: 'traded grams'});
    expect(all.slice(1, -1).map(({subject}) => subject)).toEqual(
      Array.from({length: 12}, (_, index) => `name ${index + 1}`),
    );
    expect(all.at(-1)).toEqual({code: 'NOT_FOUND', subject: 'more of the same', evidence: '8 times more'});
  });
});
