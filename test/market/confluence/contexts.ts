import type {TrendContext} from '../../../src/market/confluence/trend-context.ts';

/** A context in which nothing speaks for a direction; fields of the test override it. */
export function aContext(overrides: Partial<TrendContext> = {}): TrendContext {
  return {
    close: 100,
    ema20: 100,
    ema50: 100,
    ema200: 100,
    rsi: 50,
    macd: {macd: 0, signal: 0, histogram: 0},
    adx: {adx: 20, plusDi: 20, minusDi: 20},
    bands: {middle: 100, upper: 102, lower: 98, width: 4},
    ...overrides,
  };
}

/** Rising: stacked upwards, RSI above 60, MACD above its signal and zero; no level within 0.5 %. */
export const RISING = aContext({
  close: 110,
  ema20: 108,
  ema50: 106,
  ema200: 104,
  rsi: 65,
  macd: {macd: 1, signal: 0.5, histogram: 0.5},
  bands: {middle: 109, upper: 111, lower: 107, width: 4},
});

/** The mirror image at 100. */
export function upsideDown(context: TrendContext): TrendContext {
  const {close, ema20, ema50, ema200, rsi, macd, adx, bands} = context;
  return {
    close: 200 - close,
    ema20: 200 - ema20,
    ema50: 200 - ema50,
    ema200: 200 - ema200,
    rsi: 100 - rsi,
    macd: {macd: -macd.macd, signal: -macd.signal, histogram: -macd.histogram},
    adx: {adx: adx.adx, plusDi: adx.minusDi, minusDi: adx.plusDi},
    bands: {
      middle: 200 - bands.middle,
      upper: 200 - bands.lower,
      lower: 200 - bands.upper,
      width: bands.width,
    },
  };
}

export const FALLING = upsideDown(RISING);
