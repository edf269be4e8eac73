import {adx} from '../indicator/adx.ts';
import {bollinger} from '../indicator/bollinger.ts';
import {windowed} from '../indicator/definition.ts';
import {ema} from '../indicator/ema.ts';
import {macd} from '../indicator/macd.ts';
import {rsi} from '../indicator/rsi.ts';
import {type Together, together} from '../indicator/together.ts';
import type {StudyDefinition} from '../study/study.ts';

const PARTS = {
  /** Of the newest closed bar: the price that all else is compared with. */
  close: windowed('close', 1, (bars) => bars[0]?.close),
  ema20: ema(20),
  ema50: ema(50),
  ema200: ema(200),
  rsi: rsi(14),
  macd: macd(12, 26, 9),
  adx: adx(14),
  bands: bollinger(20, 2),
};

/** What scores over several timeframes look at in each of them. */
export type TrendContext = Together<typeof PARTS>;

/**
 * One analysis for all who ask for a bias, an alignment or a confluence. Answers from the 200th bar. It remembers
 * nothing but its bars: what other instruments do, or how often it is asked, does not move it.
 */
export function trendContext(): StudyDefinition<TrendContext> {
  return together('trendContext', PARTS);
}
