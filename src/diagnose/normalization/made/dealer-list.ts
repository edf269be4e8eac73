import {NO_FACTS} from '../../../market/symbol/contract-facts.ts';
import type {Draw} from '../draw.ts';
import {type BrokerHabits, drawHabits, factsOf, habitsText, symbolOf} from './broker-habits.ts';
import {drawContradicted, drawMarked, drawStranger} from './decoys.ts';
import {instrumentsOf, type KnownInstrument, KNOWN_INSTRUMENTS} from './known-instrument.ts';
import {type Asked, type Entry, type MadeList, madeList} from './made-list.ts';

/** Instruments that are asked for and not listed. */
const ABSENT_MAX = 6;
/** Contracts that only look like others are so many of the rest; more of them would be the habit. */
const DECOY_SHARE = 0.2;

/** Instruments as a dealer may have them: many pairs, some of the rest. */
export function drawInstruments(draw: Draw): readonly KnownInstrument[] {
  return [
    ...draw.some(instrumentsOf('currency'), draw.number(6, 28)),
    ...draw.some(instrumentsOf('metal'), draw.number(0, 4)),
    ...draw.some(instrumentsOf('index'), draw.number(0, 9)),
    ...draw.some(instrumentsOf('energy'), draw.number(0, 3)),
    ...draw.some(instrumentsOf('coin'), draw.number(0, 8)),
  ];
}

/** The list of a dealer that writes all its names in one way, with contracts among them that are others. */
export function makeDealerList(
  draw: Draw,
  instruments: readonly KnownInstrument[] = drawInstruments(draw),
): MadeList {
  const habits = drawHabits(draw);
  const shares = draw.isTrue(0.2) ? draw.some(instrumentsOf('share'), draw.number(2, 6)) : [];
  const forgetful = draw.isTrue(0.2);
  const entries = instruments.map((one): Entry => {
    const facts = forgetful && draw.isTrue(0.3) ? NO_FACTS : factsOf(one, habits);
    return {symbol: symbolOf(one, habits, drawOwnName(one, draw)), facts, identity: one.name};
  });
  const unlisted = KNOWN_INSTRUMENTS.filter((one) => one.kind !== 'share' && !instruments.includes(one));
  const absent = draw.some(unlisted, ABSENT_MAX);
  const lookalikes = [...draw.some(instruments, ABSENT_MAX), ...absent];
  const decoys = draw.shuffled(drawDecoys(lookalikes, habits, draw));
  const listed = [
    ...entries,
    ...shareEntries(shares, habits, draw),
    ...decoys.slice(0, Math.floor(instruments.length * DECOY_SHARE)),
  ];
  const asked = [...instruments, ...shares, ...absent].map((one) => drawQuestion(one, draw));
  return madeList(habitsText(habits), draw.shuffled(listed), asked);
}

function drawDecoys(
  lookalikes: readonly KnownInstrument[],
  habits: BrokerHabits,
  draw: Draw,
): readonly Entry[] {
  const times = <Drawn>(max: number, drawn: () => Drawn): Drawn[] =>
    Array.from({length: draw.number(0, max)}, drawn);
  return [
    ...times(3, () => drawMarked(lookalikes, habits, draw)).flat(),
    ...times(2, () => drawContradicted(lookalikes, habits, draw)).flat(),
    ...times(2, () => drawStranger(habits, draw)),
  ];
}

/** Shares are marked by a sign or an exchange, or stand by their tickers. */
function shareEntries(
  shares: readonly KnownInstrument[],
  habits: BrokerHabits,
  draw: Draw,
): readonly Entry[] {
  const written = draw.one([
    (share: KnownInstrument) => symbolOf(share, habits, null),
    ({name}: KnownInstrument) => `#${name}`,
    ({name}: KnownInstrument) => `${name}.US`,
  ]);
  return shares.map((share) => ({symbol: written(share), facts: NO_FACTS, identity: share.name}));
}

/** Energies have no base and quote; the rest goes by its plain name in half of the lists. */
function drawOwnName({kind, ownNames}: KnownInstrument, draw: Draw): string | null {
  if (ownNames.length === 0) return null;
  if (kind !== 'energy' && draw.isTrue(kind === 'metal' ? 0.85 : 0.5)) return null;
  return draw.one(ownNames);
}

/** The plain name, or another way to write it that means the same to everybody. */
export function drawQuestion({name, kind, base, quote, ownNames}: KnownInstrument, draw: Draw): Asked {
  const names = [name, name, name, name, name.toLowerCase()];
  if (kind === 'currency' || kind === 'coin') names.push(`${base}/${quote}`, `${base}_${quote}`);
  // GOLD is a company too, and means both where shares are listed.
  if (kind === 'index' || kind === 'energy') names.push(...ownNames);
  return {name: draw.one(names), identity: name};
}
