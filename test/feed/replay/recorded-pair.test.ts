import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {openRecording} from '../../../src/feed/replay/recording.ts';
import {replayed} from './recorded-files.ts';

const HEADER = 'time,open,high,low,close';

/** Two files in one folder, with a line for each minute and price. */
function aPair(
  files: Readonly<Record<string, readonly (readonly [minute: number, price: number])[]>>,
): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-pair-'));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  return Object.entries(files).map(([name, bars]) => {
    const path = join(folder, name);
    const lines = bars.map(([minute, price]) => {
      const time = new Date(Date.UTC(2024, 0, 2) + minute * 60_000).toISOString();
      return `${time},${price},${price + 3},${price - 1},${price + 2}`;
    });
    writeFileSync(path, `${[HEADER, ...lines].join('\n')}\n`);
    return path;
  });
}

describe('openRecording of bids and asks in two files', () => {
  it('plays them as one market, the extremes of both in the order of the bid', async () => {
    const paths = aPair({'gbpusd-m1-bid.csv': [[0, 10]], 'gbpusd-m1-ask.csv': [[0, 20]]});
    const {rows, symbols, recording} = await replayed([...paths].reverse());
    expect(symbols).toEqual(['GBPUSD']);
    expect(rows.map((row) => row.slice(17))).toEqual([
      '00.000Z 10 20',
      '20.000Z 9 19',
      '40.000Z 13 23',
      '59.999Z 12 22',
    ]);
    expect(recording.bytesRead).toBe(recording.bytesTotal);
    expect(recording.startMs).toBe(Date.UTC(2024, 0, 2));
  });

  it.each([
    ['GBPUSD_bid_M1.csv', 'GBPUSD_ask_M1.csv'],
    ['bid.GBPUSD_M1.csv', 'ask.GBPUSD_M1.csv'],
    ['GBPUSD_M1.BID', 'GBPUSD_M1.ASK'],
  ])('finds the two by their names: %s and %s', async (bid, ask) => {
    const {rows} = await replayed(aPair({[bid]: [[0, 10]], [ask]: [[0, 20]]}), {
      symbol: 'GBPUSD',
      timeframe: 'M1',
    });
    expect(rows[0]).toMatch(/ 10 20$/);
  });

  it('leaves out bars that lack their other side, and says which', async () => {
    const paths = aPair({
      'gbpusd-m1-bid.csv': [
        [0, 10],
        [1, 10],
        [3, 10],
        [5, 10],
      ],
      'gbpusd-m1-ask.csv': [
        [1, 20],
        [2, 20],
        [3, 20],
        [4, 20],
        [6, 20],
        [7, 20],
      ],
    });
    const {rows, bad, recording} = await replayed(paths);
    expect(rows.filter((_, index) => index % 4 === 0).map((row) => row.slice(14, 16))).toEqual(['01', '03']);
    expect(bad).toEqual([
      '2: the bar of "2024-01-02T00:00:00.000Z" is not in "gbpusd-m1-ask.csv"; add it there',
      '3: the bar of "2024-01-02T00:02:00.000Z" is not in "gbpusd-m1-bid.csv"; add it there',
      '5: the bar of "2024-01-02T00:04:00.000Z" is not in "gbpusd-m1-bid.csv"; add it there',
      '5: the bar of "2024-01-02T00:05:00.000Z" is not in "gbpusd-m1-ask.csv"; add it there',
      '6: the bar of "2024-01-02T00:06:00.000Z" is not in "gbpusd-m1-bid.csv"; add it there',
      '7: the bar of "2024-01-02T00:07:00.000Z" is not in "gbpusd-m1-bid.csv"; add it there',
    ]);
    expect(recording.badLines.first.map(({file}) => file)).toEqual(
      [0, 1, 1, 0, 1, 1].map((index) => paths[index]),
    );
  });

  it('refuses asks without their bids, and plays bids alone as any bars', async () => {
    const [bid = '', ask = ''] = aPair({'gbpusd-m1-bid.csv': [[0, 10]], 'gbpusd-m1-ask.csv': [[0, 20]]});
    await expect(openRecording([ask])).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      message: '"gbpusd-m1-ask.csv" holds asks only, by its name',
      hint: 'name the file of its bids too',
    });
    expect((await replayed(bid, {spread: 1})).rows[0]).toMatch(/ 10 11$/);
  });
});
