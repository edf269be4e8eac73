import {describe, expect, it} from 'vitest';
import {dynamicThreshold} from '../../../src/market/microstructure/dynamic-threshold.ts';
import {MicrostructureBook} from '../../../src/market/microstructure/microstructure-book.ts';
import type {SessionName} from '../../../src/market/session/sessions.ts';

const book = new MicrostructureBook();

const thresholdOf = (name: string, session: SessionName, ratio: number) => {
  const {threshold, sessions} = book.of(name).profile.instrument;
  return dynamicThreshold(threshold, sessions[session].thresholdBias, ratio);
};

describe('dynamicThreshold', () => {
  it.each([
    // The three worked values of the reference, §5.7.
    ['BTCUSD', 'ASIAN', 1, 72.2],
    ['BTCUSD', 'OVERLAP', 1.5, 95],
    ['BTCUSD', 'ASIAN', 0.8, 64.4],
    // Reckoned with Python from the table of §5.7.
    ['BTCUSD', 'LONDON', 1, 75],
    ['BTCUSD', 'NY', 0.8, 66.9],
    ['BTCUSD', 'POST_NY', 1, 73.6],
    ['XAUUSD', 'ASIAN', 1, 64.1],
    ['XAUUSD', 'LONDON', 1, 73.7],
    ['XAUUSD', 'OVERLAP', 1, 77.2],
    ['XAUUSD', 'NY', 1.5, 85.8],
    ['XAUUSD', 'POST_NY', 0.8, 60.2],
    ['EURUSD', 'ASIAN', 1, 56.5],
    ['GBPUSD', 'OVERLAP', 1.5, 81.4],
    ['USDJPY', 'POST_NY', 1, 58.7],
    ['US30', 'ASIAN', 1, 70],
    ['US30', 'OVERLAP', 1.5, 85.8],
    // Clamped below: r = 0 is what the old ATR of 0 gave for every market (D-09).
    ['BTCUSD', 'LONDON', 0, 50],
    ['EURUSD', 'ASIAN', 0.5, 50],
  ] as const)('of %s in %s at %d of the usual ATR is %d', (name, session, ratio, expected) => {
    expect(thresholdOf(name, session, ratio)).toBe(expected);
  });
});
