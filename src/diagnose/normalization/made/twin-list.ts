import type {Draw} from '../draw.ts';
import {drawHabits, factsOf, symbolOf} from './broker-habits.ts';
import {drawInstruments, drawQuestion} from './dealer-list.ts';
import {type Entry, type MadeList, madeList} from './made-list.ts';

/** Endings of accounts; each stands for the same contract. */
const ACCOUNTS = ['.r', '.raw', '.pro', '.ecn', '-ECN', '.std', '+', '_i', '.vip'];

/** The list of a broker with two kinds of account, where most instruments are listed once for each. */
export function makeTwinList(draw: Draw): MadeList {
  const drawn = drawHabits(draw);
  const habits = {...drawn, before: '', isAfterPairsOnly: false, factor: 1, isLowerCase: false};
  const accounts = draw.some(ACCOUNTS, 2);
  const instruments = drawInstruments(draw);
  const entries = instruments.flatMap((one): Entry[] => {
    const listed = draw.isTrue(0.7) ? accounts : draw.some(accounts, 1);
    return listed.map((after) => ({
      symbol: symbolOf(one, {...habits, after}, null),
      facts: factsOf(one, habits),
      identity: one.name,
    }));
  });
  const asked = instruments.map((one) => drawQuestion(one, draw));
  return madeList(`two accounts, ${accounts.join(' and ')}`, draw.shuffled(entries), asked);
}
