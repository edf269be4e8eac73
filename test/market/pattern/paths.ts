import type {Bar} from '../../../src/market/bar.ts';
import {barsOf, type Row} from '../structure/made-bars.ts';

/** Prices in straight lines from one turn to the next, `steps` bars each; the turns are hit exactly. */
export function zigzag(turns: readonly number[], steps: number): number[] {
  const prices: number[] = [];
  for (const [index, to] of turns.slice(1).entries()) {
    const from = turns[index] ?? to;
    for (let step = 0; step < steps; step++) prices.push(from + ((to - from) * step) / steps);
  }
  return [...prices, turns.at(-1) ?? Number.NaN];
}

/** Rows that open and close at these prices, with wicks of `wick`: a turn of the prices stands out strictly. */
export function pointRows(prices: readonly number[], wick = 0): Row[] {
  return prices.map((price) => [price, price + wick, price - wick, price]);
}

/** As many rows before these that there are `count`: they rise evenly, so none of them is a swing. */
export function led(rows: readonly Row[], count: number): Bar[] {
  const [first] = rows;
  const from = first?.[0] ?? 0;
  const lead = Array.from({length: Math.max(0, count - rows.length)}, (_, index) => {
    return from - (count - rows.length - index) / 8;
  });
  return barsOf([...pointRows(lead), ...rows]);
}
