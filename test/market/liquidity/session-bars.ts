import type {Bar} from '../../../src/market/bar.ts';

const HOUR_MS = 3_600_000;
/** A Monday. */
export const DAY_START_MS = Date.UTC(2024, 4, 6);

type Prices = Readonly<Partial<Pick<Bar, 'high' | 'low' | 'close'>>>;

/**
 * Hours of a day that ranges from 90 to 110 and closes each at 100, with what is different in some of them.
 *
 * @param different By hours since the start of the Monday; null leaves an hour out.
 */
export function hourBars(
  fromHour: number,
  toHour: number,
  different: Readonly<Record<number, Prices | null>> = {},
): readonly Bar[] {
  return Array.from({length: toHour - fromHour}, (_, index) => fromHour + index).flatMap((hour) => {
    const prices = different[hour];
    if (prices === null) return [];
    const timeMs = DAY_START_MS + hour * HOUR_MS;
    return [{timeMs, open: 100, high: 110, low: 90, close: 100, ticks: 60, ...prices}];
  });
}

export const hourMs = (hour: number) => DAY_START_MS + hour * HOUR_MS;
