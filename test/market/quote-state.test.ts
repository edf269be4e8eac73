import {describe, expect, it} from 'vitest';
import {quoteAgesOf, type QuoteState, quoteState} from '../../src/market/quote-state.ts';
import {FOREX_WEEK} from '../../src/market/session/market-hours.ts';

const TUESDAY_MS = Date.UTC(2026, 0, 6, 12);
const SATURDAY_MS = Date.UTC(2026, 0, 10, 12);

describe('quoteState', () => {
  it.each<[string, string, {agoS: number; changedAgoS?: number}, QuoteState]>([
    ['gold, just now', 'XAUUSD', {agoS: 10}, 'fresh'],
    ['gold, a while ago', 'XAUUSD', {agoS: 10.001}, 'late'],
    ['gold, a minute ago', 'XAUUSD', {agoS: 60}, 'late'],
    ['gold, longer ago', 'XAUUSD', {agoS: 60.001}, 'stale'],
    ['an index is quoted less often', 'US30.cash', {agoS: 60.001}, 'late'],
    ['an index after minutes', 'US30.cash', {agoS: 300.001}, 'stale'],
    ['something unknown has more time still', 'ODDITY', {agoS: 300.001}, 'late'],
    ['the same for a quarter of an hour', 'XAUUSD', {agoS: 1, changedAgoS: 900}, 'fresh'],
    ['the same for longer', 'XAUUSD', {agoS: 1, changedAgoS: 900.001}, 'frozen'],
    ['stale is said before frozen', 'XAUUSD', {agoS: 61, changedAgoS: 1000}, 'stale'],
  ])('%s', (_what, symbol, {agoS, changedAgoS = agoS}, state) => {
    const receivedAtMs = TUESDAY_MS - agoS * 1000;
    const terms = {ages: quoteAgesOf(symbol), hours: FOREX_WEEK};
    expect(quoteState({receivedAtMs}, TUESDAY_MS - changedAgoS * 1000, TUESDAY_MS, terms)).toBe(state);
  });

  it('is that of a closed market at a weekend, whatever comes, where its hours are known', () => {
    const now = {receivedAtMs: SATURDAY_MS};
    const ages = quoteAgesOf('XAUUSD');
    expect(quoteState(now, SATURDAY_MS, SATURDAY_MS, {ages, hours: FOREX_WEEK})).toBe('marketClosed');
    expect(quoteState(now, SATURDAY_MS, SATURDAY_MS, {ages, hours: undefined})).toBe('fresh');
  });
});
