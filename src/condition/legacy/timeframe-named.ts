import {type Timeframe, TIMEFRAMES} from '../../market/bar.ts';

/** The bars that a text names, whatever its case; undefined when it names none. */
export function timeframeNamed(value: unknown): Timeframe | undefined {
  if (typeof value !== 'string') return undefined;
  return TIMEFRAMES.find((one) => one === value.toUpperCase());
}

/** The last bars that are named in free text, such as `wait for M5 structure`. */
export function timeframeIn(text: string): Timeframe | undefined {
  return timeframeNamed(text.match(/\b(?:M1|M5|M15|M30|H1|H4|D1)\b/gi)?.at(-1));
}
