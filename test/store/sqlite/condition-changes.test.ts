import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Explained, VerdictState} from '../../../src/condition/verdict.ts';
import {conditionChanges} from '../../../src/store/sqlite/condition-changes.ts';

/** `path verdict reason`, and what was observed. */
function row(text: string, observed: number | null = null): Explained {
  const [path = '', verdict, reason = ''] = text.split(' ');
  return {
    path,
    kind: 'price',
    verdict: verdict as VerdictState,
    observed,
    threshold: '',
    ageMs: null,
    reason,
  };
}

const rowsOf = (texts: readonly string[]) => texts.map((text) => row(text));

/** `path: verdict reason > verdict reason`; what was not said is empty. */
function changesOf(before: readonly Explained[], now: readonly Explained[]): readonly string[] {
  return conditionChanges(before, now).map(({path, from, to}) => {
    const words = (said: typeof from) => (said === null ? '' : `${said.verdict} ${said.reason}`);
    return `${path}: ${words(from)} > ${words(to)}`;
  });
}

describe('what changed of conditions', () => {
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['nothing of none', [], [], []],
    ['nothing', ['a met met', 'b unmet unmet'], ['a met met', 'b unmet unmet'], []],
    ['all, the first time', [], ['a met met'], ['a:  > met met']],
    ['a verdict', ['a met met', 'b met met'], ['a met met', 'b unmet unmet'], ['b: met met > unmet unmet']],
    ['a reason', ['a unknown noBars'], ['a unknown staleBars'], ['a: unknown noBars > unknown staleBars']],
    ['one that came', ['a met met'], ['g unknown halted', 'a met met'], ['g:  > unknown halted']],
    ['one that went', ['g unknown halted', 'a met met'], ['a met met'], ['g: unknown halted > ']],
    [
      'the first of two with one path',
      ['g unknown feedDown', 'g unknown halted'],
      ['g unknown halted'],
      ['g: unknown feedDown > '],
    ],
    [
      'one of two with one path, and their order',
      ['g unknown feedDown', 'g unknown halted'],
      ['g unknown halted', 'g unknown leaseLost'],
      ['g: unknown feedDown > unknown leaseLost'],
    ],
  ])('is %s', (_, before, now, expected) => {
    expect(changesOf(rowsOf(before), rowsOf(now))).toEqual(expected);
  });

  it('is not what was observed; it is told with the change', () => {
    expect(conditionChanges([row('a met met', 1)], [row('a met met', 2)])).toEqual([]);
    expect(conditionChanges([row('a met met', 1)], [row('a unmet unmet', 2)])).toMatchObject([
      {path: 'a', kind: 'price', from: {verdict: 'met', reason: 'met'}, to: {observed: 2, threshold: ''}},
    ]);
  });

  it('leads from what was said before to what is said now, and is none between equals', () => {
    const said = fc.array(
      fc
        .tuple(
          fc.constantFrom('a', 'b', 'g'),
          fc.constantFrom('met met', 'unmet unmet', 'unknown x', 'unknown y'),
        )
        .map(([path, words]) => `${path} ${words}`),
      {maxLength: 6},
    );
    fc.assert(
      fc.property(said, said, (before, now) => {
        const led = [...before];
        for (const {path, from, to} of conditionChanges(rowsOf(before), rowsOf(now))) {
          if (from !== null) {
            const index = led.indexOf(`${path} ${from.verdict} ${from.reason}`);
            expect(index, path).not.toBe(-1);
            led.splice(index, 1);
          }
          if (to !== null) led.push(`${path} ${to.verdict} ${to.reason}`);
          // What is said before and after is no change.
          expect(`${from?.verdict} ${from?.reason}`).not.toBe(`${to?.verdict} ${to?.reason}`);
        }
        expect(led.toSorted()).toEqual(now.toSorted());
        expect(changesOf(rowsOf(now), rowsOf(now.toReversed()))).toEqual([]);
      }),
    );
  });
});
