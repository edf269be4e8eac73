import {hash} from 'node:crypto';
import type {MarketView} from '../../src/condition/market-view.ts';
import {studyKey} from '../../src/market/study/study-book.ts';
import type {Asked} from './rig.ts';

/** Conditions, and what their plans saw at one moment. */
export type Seen = Readonly<{asked: readonly Asked[]; views: ReadonlyMap<Asked['watch'], MarketView>}>;

/** What was said at one moment, in few letters each: by the name of a condition, or the key of an analysis. */
export type Digests = ReadonlyMap<string, string>;

/** Asks every condition for its explanation, and every analysis that it needs, in all its digits. */
export function say(seen: Seen): Digests {
  const digests = new Map<string, string>();
  for (const one of seen.asked) {
    const view = viewOf(one, seen);
    digests.set(one.name, digestOf(one.condition.explain(view)));
    for (const need of one.condition.needs) {
      const key = studyKey(need);
      if (!digests.has(key)) digests.set(key, digestOf(view.study(need)));
    }
  }
  return digests;
}

/** What a condition or an analysis says now of what was seen then, in words for people. */
export function toldBy(seen: Seen, name: string): string {
  for (const one of seen.asked) {
    const view = viewOf(one, seen);
    if (one.name === name) return plainText(one.condition.explain(view));
    const need = one.condition.needs.find((each) => studyKey(each) === name);
    if (need !== undefined) return plainText(view.study(need)).slice(0, TOLD_LETTERS_MAX);
  }
  return 'nothing';
}

const TOLD_LETTERS_MAX = 1000;

/** What the plan of a condition saw. */
export function viewOf({watch}: Asked, {views}: Pick<Seen, 'views'>): MarketView {
  const view = views.get(watch);
  if (view === undefined) throw new Error('Invariant: each plan sees something');
  return view;
}

function digestOf(value: unknown): string {
  return hash('sha1', plainText(value), 'base64');
}

/** Everything of a value that is plain data, with the numbers and the maps that JSON has no words for. */
function plainText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0))) return `number ${part}`;
    if (part instanceof Map || part instanceof Set) return [...(part as Iterable<unknown>)];
    return part === undefined ? 'undefined' : part;
  });
}
