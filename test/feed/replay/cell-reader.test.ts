import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {CellReader, numberOf} from '../../../src/feed/replay/cell-reader.ts';

function cellsOf(line: string): number[] {
  const bytes = Buffer.from(`before,${line},after`);
  const reader = new CellReader();
  const numbers: number[] = [];
  reader.open(bytes, 7, 7 + line.length);
  while (!reader.isDone) numbers.push(reader.next());
  return numbers;
}

describe('CellReader', () => {
  it('gives the very numbers that Number gives for decimals', () => {
    const decimal = fc
      .tuple(fc.bigInt({min: 0n, max: 10n ** 18n}), fc.integer({min: 0, max: 18}))
      .map(([digits, decimals]) => {
        const text = digits.toString().padStart(decimals + 1, '0');
        return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
      });
    const law = fc.property(fc.array(decimal, {minLength: 1, maxLength: 5}), (texts) => {
      expect(cellsOf(texts.join(','))).toEqual(texts.map(Number));
    });
    fc.assert(law, {numRuns: 2000});
  });

  it('gives the very numbers that Number gives for any double as it is printed', () => {
    const law = fc.property(fc.double({noNaN: true, noDefaultInfinity: true}), (value) => {
      expect(cellsOf(String(value))).toEqual([value === 0 ? Number(String(value)) : value]);
    });
    fc.assert(law, {numRuns: 2000});
  });

  it('ends with the line, not with the bytes', () => {
    expect(cellsOf('1,2')).toEqual([1, 2]);
    expect(cellsOf('1,')).toEqual([1, Number.NaN]);
    expect(cellsOf('')).toEqual([Number.NaN]);
  });
});

describe('numberOf', () => {
  it.each([
    [' 1.5 ', 1.5],
    ['-3', -3],
    ['+.5', 0.5],
    ['5.', 5],
    ['1e-3', 0.001],
  ])('reads %j', (cell, value) => {
    expect(numberOf(cell)).toBe(value);
  });

  it.each(['', ' ', 'NaN', 'Infinity', '-Infinity', '0x10', '1,5', '1.2.3', '1 2', 'null', '1_000', '.'])(
    'takes %j for no number',
    (cell) => {
      expect(numberOf(cell)).toBeNaN();
    },
  );
});
