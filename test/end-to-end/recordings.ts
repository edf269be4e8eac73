import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** One line of a recording: bid and ask. */
export type Prices = readonly [bid: number, ask: number];

const FIRST_MS = Date.UTC(2026, 0, 5, 12);

/** Writes a CSV of quotes, `everyMs` apart, as the file of a replay feed; gives its path. */
export function writeRecording(
  folder: string,
  name: string,
  quotes: readonly Prices[],
  {
    symbol = 'XAUUSD',
    everyMs = 1000,
    firstMs = FIRST_MS,
  }: Readonly<{symbol?: string; everyMs?: number; firstMs?: number}> = {},
): string {
  const lines = quotes.map(
    ([bid, ask], index) =>
      `${new Date(firstMs + index * everyMs).toISOString()},${symbol},${bid.toFixed(2)},${ask.toFixed(2)}`,
  );
  const path = join(folder, name);
  writeFileSync(path, `time,symbol,bid,ask\n${lines.join('\n')}\n`);
  return path;
}

/** Quotes that go from one ask to another in equal steps, 0.2 wide, both ends included. */
export function ramp(fromAsk: number, toAsk: number, count: number): Prices[] {
  return Array.from({length: count}, (_, index): Prices => {
    const ask = fromAsk + ((toAsk - fromAsk) * index) / Math.max(1, count - 1);
    return [Number((ask - 0.2).toFixed(2)), Number(ask.toFixed(2))];
  });
}
