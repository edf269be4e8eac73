import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {cut, fit, harmless, widthOf, wrap} from '../../../src/cli/top/text-width.ts';
import {hasProgram} from '../../has-program.ts';

/** What Python's own table of Unicode says: the code points that are assigned, and how wide each is. */
const PYTHON = `
import unicodedata
for point in list(range(0x20, 0xd800)) + list(range(0xe000, 0x10000)) + list(range(0x1f300, 0x1f700)) + list(range(0x20000, 0x20100)):
    letter = chr(point)
    kind = unicodedata.category(letter)
    if kind in ('Cn', 'Cc', 'Co', 'Cs', 'Zl', 'Zp') or 0x1100 <= point <= 0x11ff: continue
    width = 0 if kind in ('Mn', 'Me', 'Cf') else 2 if unicodedata.east_asian_width(letter) in 'WF' else 1
    print(point, width)
`;

const hasPython = hasProgram('python3');

describe('width of text', () => {
  it.skipIf(!hasPython)('is that of every letter by Python’s table of Unicode', () => {
    const {stdout} = spawnSync('python3', ['-c', PYTHON], {encoding: 'utf8', maxBuffer: 1e8});
    const table = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number));
    expect(table.length).toBeGreaterThan(50_000);
    const wrong = table.filter(
      ([point = 0, width]) => widthOf(String.fromCodePoint(point)) !== width && !isNewer(point),
    );
    expect(wrong.map(([point = 0, width]) => `U+${point.toString(16)} is ${width}`)).toEqual([]);
  });

  it.each([
    ['gold-dip', 8],
    ['金の計画', 8],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['', 0],
  ])('of %j is %i', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it('is kept by what is cut, fitted and wrapped, whatever the text', () => {
    const text = fc.string({unit: 'grapheme', maxLength: 40});
    fc.assert(
      fc.property(text, fc.integer({min: 2, max: 30}), (raw, width) => {
        const safe = harmless(raw);
        expect(widthOf(cut(safe, width))).toBeLessThanOrEqual(width);
        expect(widthOf(fit(safe, width))).toBe(width);
        expect(widthOf(fit(safe, width, 'right'))).toBe(width);
        for (const line of wrap(safe, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(wrap(safe, width).join('').replaceAll(' ', '')).toBe(safe.replaceAll(' ', ''));
      }),
    );
  });

  it('cuts whole letters and leaves an ellipsis', () => {
    expect([cut('gold-dip', 5), cut('金の計画', 5), cut('金の計画', 4), cut('gold', 4)]).toEqual([
      'gold…',
      '金の…',
      '金…',
      'gold',
    ]);
  });

  it('lets nothing pass that a terminal would obey', () => {
    expect(harmless('a\u001b[2Jb\u009b5mc\nd\u202ee')).toBe('a [2Jb 5mc de');
  });
});

/** Assigned or made wide in a version of Unicode that either side may not have yet. */
function isNewer(point: number): boolean {
  return (
    (point >= 0x4dc0 && point <= 0x4dff) ||
    (point >= 0x2630 && point <= 0x2637) ||
    (point >= 0x268a && point <= 0x268f)
  );
}
