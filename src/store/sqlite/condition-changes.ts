import type {Explained} from '../../condition/verdict.ts';
import type {ConditionChange} from '../../ports/store.ts';

/**
 * What is said of conditions now and was not said before, in the order in which it is said; then what is said
 * no more. What was observed may move without a change.
 *
 * Several rows may have one path, as several things that keep a monitor from firing have. Those that say what
 * one of the rows before said are the same as it; only the others are held against each other, in order.
 */
export function conditionChanges(
  before: readonly Explained[],
  now: readonly Explained[],
): readonly ConditionChange[] {
  const left = [...before];
  const takeLeft = (isIt: (row: Explained) => boolean) => {
    const index = left.findIndex(isIt);
    return index === -1 ? undefined : left.splice(index, 1)[0];
  };
  const unlike = now.filter((row) => takeLeft((other) => saysTheSame(row, other)) === undefined);
  const said = unlike.map(({path, kind, ...to}): ConditionChange => {
    const from = takeLeft((other) => other.path === path);
    return {path, kind, from: from === undefined ? null : wordsOf(from), to};
  });
  return [...said, ...left.map((row) => ({path: row.path, kind: row.kind, from: wordsOf(row), to: null}))];
}

function saysTheSame(row: Explained, other: Explained): boolean {
  return row.path === other.path && row.verdict === other.verdict && row.reason === other.reason;
}

function wordsOf({verdict, reason}: Explained): Pick<Explained, 'verdict' | 'reason'> {
  return {verdict, reason};
}
