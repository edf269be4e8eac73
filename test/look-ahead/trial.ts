import type {Timeframe} from '../../src/market/bar.ts';
import type {Quote} from '../../src/market/quote.ts';
import type {DeskMemory} from '../../src/ports/store.ts';
import {type Cut, mirrored} from './cuts.ts';
import {barsBefore, type Recording} from './recordings.ts';
import {type Asked, Rig} from './rig.ts';
import {say, type Seen, toldBy} from './said.ts';
import {runWhole, type Said, type WholeRun} from './whole-run.ts';

/** Makes the conditions that are asked about a file; those of the product do not look at it. */
export type AskedOf = (quotesOf: () => readonly Quote[]) => readonly Asked[];

/** Something that was not said twice alike, and the law that asks for it; see `tryCuts`. */
export type Difference = Readonly<{law: 'cut' | 'otherwise' | 'later'; told: string}>;

export type Outcome = Pick<WholeRun, 'tallies' | 'failures'> & Readonly<{differences: readonly Difference[]}>;

/** When so much differs, the first tell why. */
const TOLD_MAX = 10;

/**
 * Asks conditions about a whole file, and about the same file cut here and there. Three laws must hold, to the last
 * bit of every analysis and every row of the explanations:
 *
 * - `cut`: who has the file up to a cut, and began a few minutes before with the bars that analyses ask for, says what
 *   was said of the whole file there;
 * - `otherwise`: that is said again of the same view after something else than the rest of the file has followed;
 * - `later`: what was said of the whole file is said again of the same view when all of it has been seen.
 */
export function tryCuts(recording: Recording, cuts: readonly Cut[], askedOf: AskedOf): Outcome {
  const {quotes} = recording;
  const {said, memories, tallies, failures} = runWhole(
    recording,
    cuts,
    askedOf(() => quotes),
  );
  const differences: Difference[] = [];
  const compare = (law: Difference['law'], cut: Cut, expected: Said, found: Seen): Said => {
    const digests = say(found);
    for (const [name, digest] of expected.digests) {
      if (digests.get(name) === digest || differences.length >= TOLD_MAX) continue;
      const at = new Date(quotes[cut.atIndex]?.timeMs ?? Number.NaN).toISOString();
      const told = [expected.seen, found].map((seen) =>
        seen === undefined ? '' : `\n  ${toldBy(seen, name)}`,
      );
      differences.push({law, told: `${at}, ${JSON.stringify(cut)}: ${name}${told.join('')}`});
    }
    return {digests, seen: undefined};
  };
  for (const cut of cuts) {
    const ofWhole = said.get(cut.atIndex);
    if (ofWhole === undefined) throw new Error('Invariant: each cut was asked about');
    if (ofWhole.seen !== undefined) compare('later', cut, ofWhole, ofWhole.seen);
    const after = mirrored(quotes, cut);
    const asked = askedOf(() => [...quotes.slice(0, cut.atIndex + 1), ...after]);
    const rig = rigBefore(recording, cut, asked, memories.get(cut));
    for (const quote of quotes.slice(cut.fromIndex, cut.atIndex + 1)) rig.work(quote);
    const seen = {asked, views: rig.views()};
    const ofCut = compare('cut', cut, ofWhole, seen);
    if (!cut.isAskedAgain) continue;
    for (const quote of after) rig.work(quote);
    compare('otherwise', cut, ofCut, seen);
  }
  return {tallies, failures, differences};
}

/** A desk some minutes before the cut, in a process that has just begun. @param stored What the last one has left. */
function rigBefore(recording: Recording, cut: Cut, asked: readonly Asked[], stored: string | undefined): Rig {
  const first = recording.quotes[cut.fromIndex];
  if (stored === undefined || first === undefined)
    throw new Error('Invariant: something was seen before a cut');
  const barsOf = (timeframe: Timeframe, count: number) =>
    cut.isRestart ? [] : barsBefore(recording, timeframe, {atMs: first.timeMs, count});
  return new Rig(recording.symbol, asked, {memory: JSON.parse(stored) as DeskMemory, barsOf});
}
