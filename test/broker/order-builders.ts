import type {Quote} from '../../src/market/quote.ts';
import type {Intent} from '../../src/ports/broker.ts';

/** A gold quote at 1300.00 / 1300.50, at second 1. */
export function aQuote(parts: Partial<Quote> = {}): Quote {
  const timeMs = parts.timeMs ?? 1_000;
  return {symbol: 'XAUUSD', bid: 1300, ask: 1300.5, timeMs, receivedAtMs: timeMs, ...parts};
}

/**
 * A buy of 0.01 lot of gold at the market, without stop loss and take profit, which may be sent until
 * second 6.
 */
export function anIntent(parts: Partial<Intent> = {}): Intent {
  return {
    clientOrderId: 'A000000000000001',
    planId: 'gold-dip',
    level: 1,
    attempt: 1,
    symbol: 'XAUUSD',
    side: 'buy',
    type: 'market',
    price: null,
    volumeLots: 0.01,
    stopLoss: null,
    takeProfit: null,
    expiresAtMs: null,
    firedPrice: 1300.5,
    firedAtMs: 1_000,
    notAfterMs: 6_000,
    ...parts,
  };
}

/** The same as a limit order, resting a dollar below the ask. */
export function aLimit(parts: Partial<Intent> = {}): Intent {
  return anIntent({type: 'limit', price: 1299.5, ...parts});
}

/** The same as a stop order, resting a dollar above the ask. */
export function aStop(parts: Partial<Intent> = {}): Intent {
  return anIntent({type: 'stop', price: 1301.5, ...parts});
}
