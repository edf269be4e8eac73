import type {MarketView} from '../../src/condition/market-view.ts';
import {TIMEFRAME_MS} from '../../src/market/bar.ts';
import type {Cut} from './cuts.ts';
import type {Recording} from './recordings.ts';
import {type Asked, Rig} from './rig.ts';
import {type Digests, say, type Seen, viewOf} from './said.ts';

/** How often conditions said what, asked whenever bars of five minutes had closed. */
export type Tally = Readonly<Record<'met' | 'unmet' | 'unknown', number>>;

/** What was said at a cut, and where it is to be asked again also what was seen; a thousand of those would not fit. */
export type Said = Readonly<{digests: Digests; seen: Seen | undefined}>;

export type WholeRun = Readonly<{
  /** By what conditions say. */
  tallies: ReadonlyMap<string, Tally>;
  /** Conditions that failed, or could not say what they had looked at. */
  failures: readonly string[];
  /** By the index of the quote. */
  said: ReadonlyMap<number, Said>;
  /** What was stored before the first quote that is watched for a cut, as JSON. */
  memories: ReadonlyMap<Cut, string>;
}>;

const PAUSE_MS = TIMEFRAME_MS.M5;

/** One long run over a whole recording, and what was said at the cuts on the way. */
export function runWhole(
  {quotes, symbol}: Recording,
  cuts: readonly Cut[],
  asked: readonly Asked[],
): WholeRun {
  const rig = new Rig(symbol, asked);
  const tallies = new Map(asked.map(({says}) => [says, {met: 0, unmet: 0, unknown: 0}]));
  const failures = new Set<string>();
  const said = new Map<number, Said>();
  const memories = new Map<Cut, string>();
  const beginnings = Map.groupBy(cuts, ({fromIndex}) => fromIndex);
  const ends = Map.groupBy(cuts, ({atIndex}) => atIndex);
  const note = (one: Asked, view: MarketView) => {
    for (const failure of failuresOf(one, view)) failures.add(failure);
  };
  let lastSlot = Number.NaN;
  for (const [index, quote] of quotes.entries()) {
    for (const cut of beginnings.get(index) ?? [])
      memories.set(cut, JSON.stringify(rig.memory(cut.isRestart)));
    rig.work(quote);
    const slot = Math.floor(quote.timeMs / PAUSE_MS);
    const ending = ends.get(index);
    if (slot === lastSlot && ending === undefined) continue;
    const seen = {asked, views: rig.views()};
    if (slot !== lastSlot) {
      for (const one of asked) {
        const view = viewOf(one, seen);
        const state = one.condition.state(view);
        const tally = tallies.get(one.says);
        if (tally !== undefined) tally[state] += 1;
        if (state === 'unknown') note(one, view);
      }
    }
    lastSlot = slot;
    if (ending === undefined) continue;
    const isKept = ending.some(({isAskedAgain}) => isAskedAgain);
    said.set(index, {digests: say(seen), seen: isKept ? seen : undefined});
    if (isKept) for (const one of asked) note(one, viewOf(one, seen));
  }
  return {tallies, failures: [...failures], said, memories};
}

/** Kinds that look at nothing themselves. */
const BLIND_KINDS: ReadonlySet<string> = new Set(['always', 'all', 'any', 'not']);

function failuresOf({name, condition}: Asked, view: MarketView): readonly string[] {
  return condition.explain(view).flatMap(({path, kind, verdict, reason, observed}) => {
    if (reason === 'error' || reason.startsWith('error: ')) return [`${name}: ${path}: ${reason}`];
    // Who knows a verdict knows what it rests on: what fails while it tells that is swallowed.
    if (verdict === 'unknown' || observed !== null || BLIND_KINDS.has(kind)) return [];
    return [`${name}: ${path}: ${verdict}, and nothing observed`];
  });
}
