import {describe, expect, it} from 'vitest';
import {openRecording} from '../../../src/feed/replay/recording.ts';
import {Zone} from '../../../src/market/zone.ts';
import {aFile, gzipped, replayed} from './recorded-files.ts';

const MT5_TICKS = '<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>';

/** Each layout: a file, and the first quote in it. */
const LAYOUTS = [
  [
    'mt5-tick',
    'EURUSD.csv',
    [MT5_TICKS, '2024.01.02\t00:05:00.101\t1.1\t1.2\t\t\t6'],
    '2024-01-02T00:05:00.101Z 1.1 1.2',
  ],
  [
    'mt4-bars',
    'EURUSD1.csv',
    ['2022.08.15,10:06,1.1,1.3,1,1.2,105', '2022.08.15,10:07,1.2,1.3,1,1.1,9'],
    '2022-08-15T10:06:00.000Z 1.1 1.1',
  ],
  [
    'histdata-bars',
    'DAT_ASCII_EURUSD_M1_2019.csv',
    ['20190102 170300;1.1;1.3;1;1.2;0'],
    '2019-01-02T22:03:00.000Z 1.1 1.1',
  ],
  [
    'histdata-tick',
    'DAT_ASCII_EURUSD_T_201907.csv',
    ['20190702 170300123,1.1,1.2,0'],
    '2019-07-02T22:03:00.123Z 1.1 1.2',
  ],
  [
    'dukascopy-tick',
    'eurusd-tick-2019-02-04.json',
    ['[', '[1549238400994, 1.2, 1.1, 1, 2.06]', ']'],
    '2019-02-04T00:00:00.994Z 1.1 1.2',
  ],
  [
    'dukascopy-tick',
    'eurusd-tick-2019-02-04.json',
    ['[{"timestamp":1549238400994,"askPrice":1.2,"bidPrice":1.1}]'],
    '2019-02-04T00:00:00.994Z 1.1 1.2',
  ],
  [
    'dukascopy-bars',
    'eurusd-m1-bid-2019.json',
    ['[[1549238400000,1.1,1.3,1,1.2,5]]'],
    '2019-02-04T00:00:00.000Z 1.1 1.1',
  ],
  [
    'dukascopy-bars',
    'eurusd-m1-bid-2019.json',
    ['[', '{"timestamp":1549238400000,"open":1.1,"high":1.3,"low":1,"close":1.2}', ']'],
    '2019-02-04T00:00:00.000Z 1.1 1.1',
  ],
  [
    'binance-bars',
    'ADABTC-1m-2021.csv',
    ['1637971200000,1.1,1.3,1,1.2,5,1637971259999,1,79,1,1,0'],
    '2021-11-27T00:00:00.000Z 1.1 1.1',
  ],
] as const;

describe('openRecording of each layout', () => {
  it.each(LAYOUTS)('tells %s by its first line: %s', async (format, name, lines, first) => {
    const found = await replayed(aFile(name, lines));
    expect(found.rows[0]).toBe(first);
    expect(found.bad).toEqual([]);
    expect(found.symbols).toEqual([name.startsWith('ADA') ? 'ADABTC' : 'EURUSD']);
    const told = await replayed(aFile(name, lines), {format});
    expect(told.rows).toEqual(found.rows);
  });

  it.each(LAYOUTS)(
    'tells it without the name, gzipped, with Windows line ends: %s %s',
    async (_format, _name, lines, first) => {
      const content = gzipped(
        ['\uFEFF', ...lines].map((line) => `${line}\r`).map((line, index) => (index === 0 ? '\r' : line)),
      );
      const {rows, bad} = await replayed(aFile('data', content), {symbol: 'X', timeframe: 'M1'});
      expect(rows[0]).toBe(first);
      expect(bad).toEqual([]);
    },
  );

  it('plays bars in the one way that bars are played', async () => {
    const rows = ['0', '20', '40', '59.999'].map((second) =>
      second.padStart(second.includes('.') ? 6 : 2, '0'),
    );
    const bars = LAYOUTS.filter(([format]) => format.endsWith('-bars'));
    for (const [, name, lines] of bars) {
      const found = await replayed(aFile(name, lines), {spread: 0.5});
      expect(found.rows.slice(0, 4).map((row) => row.slice(17))).toEqual([
        `${rows[0]}.000Z 1.1 1.6`,
        `${rows[1]}.000Z 1 1.5`,
        `${rows[2]}.000Z 1.3 1.8`,
        `${rows[3]}Z 1.2 1.7`,
      ]);
    }
  });

  it('takes a file that fits nothing for none of them', async () => {
    for (const line of [
      '2022.08.15,10:06,1,1,1,1',
      '20190102 170300;1;1;1;1',
      '1,2,3,4,5,6,7,8,9,10,11,12',
      '[1,2]',
      '[]',
      '{}',
    ]) {
      await expect(openRecording([aFile('data', [line])], {symbol: 'X'})).rejects.toMatchObject({
        code: 'FILE_FORMAT_UNKNOWN',
      });
    }
  });

  it('never guesses between ticks and bars of five numbers', async () => {
    const path = aFile('eurusd-m1-bid.json', [
      '[[1549238400000,1.1,1.1,1,1],',
      '[1549238460000,1.2,1.2,1,1]]',
    ]);
    await expect(openRecording([path])).rejects.toMatchObject({
      code: 'FILE_FORMAT_UNKNOWN',
      message: 'the first records of "eurusd-m1-bid.json" may be ticks or bars: five numbers that fit both',
      hint: 'say it: --format dukascopy-tick or --format dukascopy-bars',
    });
    const ticks = await replayed(path, {format: 'dukascopy-tick'});
    expect(ticks.rows).toHaveLength(2);
    const bars = await replayed(path, {format: 'dukascopy-bars'});
    expect(bars.rows).toHaveLength(8);
  });

  it.each([
    ['ticks', '[1549238400000,1.2,1.1,0.5,0.5]', 1],
    ['bars', '[1549238400000,1.1,1.3,1,1.2]', 4],
  ])('tells five numbers that can be %s only', async (_kind, record, count) => {
    const {rows} = await replayed(aFile('data', [`[${record}]`]), {symbol: 'X', timeframe: 'M1'});
    expect(rows).toHaveLength(count);
  });
});

describe('openRecording of MetaTrader 5 ticks', () => {
  it('quotes nothing before both sides are known, and carries each forward', async () => {
    const {rows, bad} = await replayed(
      aFile('EURUSD.csv', [
        MT5_TICKS,
        '2024.01.02\t00:00:01.000\t1.1\t\t\t\t2',
        '2024.01.02\t00:00:02.000\t1.2\t\t\t\t2',
        '2024.01.02\t00:00:03.000\t\t1.3\t\t\t4',
        '2024.01.02\t00:00:04.000\t\t\t1.25\t1\t24',
        '2024.01.02\t00:00:05.000\t1.25\t\t\t\t2',
        '2024.01.02\t00:00:06.000\t1.3\t1.4\t\t\t6',
      ]),
    );
    expect(rows.map((row) => row.slice(17))).toEqual([
      '03.000Z 1.2 1.3',
      '05.000Z 1.25 1.3',
      '06.000Z 1.3 1.4',
    ]);
    expect(bad).toEqual([]);
  });

  it('needs the bid as much as the ask', async () => {
    const {rows} = await replayed(
      aFile('EURUSD.csv', [
        MT5_TICKS,
        '2024.01.02\t00:00:01.000\t\t1.3\t\t\t4',
        '2024.01.02\t00:00:02.000\t1.2\t\t\t\t2',
      ]),
    );
    expect(rows.map((row) => row.slice(17))).toEqual(['02.000Z 1.2 1.3']);
  });

  it('begins anew with each reading', async () => {
    const path = aFile('EURUSD.csv', [
      MT5_TICKS,
      '2024.01.02\t00:00:01.000\t1.1\t\t\t\t2',
      '2024.01.02\t00:00:02.000\t1.2\t1.3\t\t\t6',
    ]);
    const recording = await openRecording([path]);
    const {rows} = await replayed(path);
    expect(rows).toHaveLength(1);
    expect(recording.startMs).toBe(Date.UTC(2024, 0, 2, 0, 0, 2));
  });
});

describe('openRecording of MetaTrader 4 bars', () => {
  it.each([
    ['EURUSD1.csv', 1, 'EURUSD'],
    ['EURUSD15.csv', 15, 'EURUSD'],
    ['US3015.csv', 15, 'US30'],
    ['US301.csv', 1, 'US30'],
    ['US30.csv', 1, 'US30'],
    ['US30.csv', 30, 'US30'],
    ['#AAPL60.csv', 60, '#AAPL'],
    ['XAUUSD.m5.csv', 5, 'XAUUSD.m'],
    ['XAUUSD_M1_2022.csv', 1, 'XAUUSD'],
    ['DAT_MT_EURUSD_M1_2021.csv', 1, 'EURUSD'],
  ])('takes the symbol from %s with bars of %i minutes', async (name, minutes, symbol) => {
    const second = `10:${String(minutes % 60).padStart(2, '0')}`;
    const {symbols} = await replayed(
      aFile(name, [
        '2022.08.15,10:00,1,1,1,1,1',
        `2022.08.15,${minutes === 60 ? '11:00' : second},1,1,1,1,1`,
      ]),
    );
    expect(symbols).toEqual([symbol]);
  });

  it.each([
    ['Europe/Athens', '2022-08-15T07:06'],
    ['+03:00', '2022-08-15T07:06'],
    ['Etc/GMT+5', '2022-08-15T15:06'],
  ])('reads times by the clock of %s', async (zone, expected) => {
    const {rows} = await replayed(aFile('EURUSD1.csv', ['2022.08.15,10:06,1,1,1,1,1']), {
      zone: new Zone(zone),
      timeframe: 'M1',
    });
    expect(rows[0]?.slice(0, 16)).toBe(expected);
  });
});

describe('openRecording of HistData', () => {
  it.each([
    ['in winter', '20190102 170300', '2019-01-02T22:03'],
    ['in summer, for its clock is never set forward', '20190702 170300', '2019-07-02T22:03'],
  ])('is five hours behind UTC %s', async (_case, time, expected) => {
    const {rows} = await replayed(aFile('DAT_ASCII_EURUSD_M1_2019.csv', [`${time};1;1;1;1;0`]));
    expect(rows[0]?.slice(0, 16)).toBe(expected);
  });

  it('has that clock in the layout of MetaTrader 4 too, and another when told', async () => {
    const path = aFile('DAT_MT_EURUSD_M1_2019.csv', ['2019.07.02,17:03,1,1,1,1,0']);
    expect((await replayed(path)).rows[0]).toMatch(/^2019-07-02T22:03/);
    expect((await replayed(path, {zone: 'auto'})).rows[0]).toMatch(/^2019-07-02T22:03/);
    expect((await replayed(path, {zone: new Zone('UTC')})).rows[0]).toMatch(/^2019-07-02T17:03/);
  });

  it('plays bars although their volume is always 0', async () => {
    const {rows} = await replayed(aFile('DAT_ASCII_EURUSD_M1_2019.csv', ['20190102 170300;1;1;1;1;0']));
    expect(rows).toHaveLength(4);
  });
});

describe('openRecording of Dukascopy JSON', () => {
  const RECORDS = [
    {timestamp: 1549238400000, open: 1.1, high: 1.3, low: 1, close: 1.2},
    {timestamp: 1549238460000, open: 1.2, high: 1.3, low: 1, close: 1.1},
  ];

  it.each([
    ['on one line', JSON.stringify(RECORDS)],
    ['over many lines', JSON.stringify(RECORDS, null, 2)],
    [
      'as arrays over many lines',
      JSON.stringify(
        RECORDS.map((record) => Object.values(record)),
        null,
        2,
      ),
    ],
    [
      'with the names in another order',
      JSON.stringify(RECORDS.map(({timestamp, ...prices}) => ({...prices, timestamp}))),
    ],
  ])('reads records %s', async (_case, text) => {
    const {rows, bad} = await replayed(aFile('eurusd-m1-bid.json', Buffer.from(text)));
    expect(bad).toEqual([]);
    expect(rows).toHaveLength(8);
    expect(rows[4]).toBe('2019-02-04T00:01:00.000Z 1.2 1.2');
  });

  it('reads a long file that is one line, without holding it', async () => {
    const records = Array.from({length: 20_000}, (_, index) => [1549238400000 + index, 1.2, 1.1, 1, 1]);
    const {rows, bad} = await replayed(
      aFile('eurusd-tick-2019-02-04.json', Buffer.from(JSON.stringify(records))),
    );
    expect(bad).toEqual([]);
    expect(rows).toHaveLength(20_000);
  });

  it('makes no quotes of flat bars without volume, and quotes of those with it', async () => {
    const {rows, bad} = await replayed(
      aFile('eurusd-m1-bid.json', [
        '[[1549238400000,1,1,1,1,0],',
        '[1549238460000,1,1,1,1,0.1],',
        '[1549238520000,1,2,1,1,0]]',
      ]),
    );
    expect(rows.map((row) => row.slice(14, 16))).toEqual(['01', '01', '01', '01', '02', '02', '02', '02']);
    expect(bad).toEqual([]);
  });

  it('reports a file that is cut off behind a comma', async () => {
    const {rows, bad} = await replayed(
      aFile('eurusd-tick-2019-02-04.json', Buffer.from('[\n[1549238400994,1.2,1.1,1,1],\n')),
    );
    expect(rows).toHaveLength(1);
    expect(bad).toEqual(['3: "," is not a record; write an array of JSON']);
  });

  it('reports the record in which a file is cut off', async () => {
    const {rows, bad} = await replayed(
      aFile('eurusd-tick-2019-02-04.json', Buffer.from('[\n[1549238400994,1.2,1.1,1,1],\n[15492384')),
    );
    expect(rows).toHaveLength(1);
    expect(bad).toEqual(['3: "[15492384" is not a record; write an array of JSON']);
  });
});

describe('openRecording of Binance klines', () => {
  it('takes the length of a kline from its own times, in µs too', async () => {
    const {rows, bad} = await replayed(
      aFile('ADABTC.csv', ['1735689600000000,1,3,1,2,5,1735689899999999,1,79,1,1,0']),
    );
    expect(rows.at(-1)).toBe('2025-01-01T00:04:59.999Z 2 2');
    expect(bad).toEqual([]);
  });

  it('makes no quotes of a kline without any trade', async () => {
    const {rows, bad} = await replayed(
      aFile('ADABTC.csv', ['1637971200000,1,1,1,1,0,1637971259999,0,0,0,0,0']),
    );
    expect(rows).toEqual([]);
    expect(bad).toEqual([]);
  });
});

/** For each layout a good line, and bad ones with what is said of them. */
const BAD: readonly (readonly [string, string, readonly string[], readonly (readonly [string, string])[]])[] =
  [
    [
      'MetaTrader 5 ticks',
      'EURUSD.csv',
      [MT5_TICKS, '2024.01.02\t00:05:00.101\t1.1\t1.2\t\t\t6'],
      [
        ['2024.01.02\t00:05:01.101\tx\t1.2\t\t\t6', 'the bid "x" is not a number; write it as 1.0234'],
        ['2024.01.02\t00:05:01.101\t1.1\t1,2\t\t\t6', 'the ask "1,2" is not a number; write it as 1.0234'],
        [
          '2024.01.02\t00:05:01.101\t\t1.2\t\t\t6',
          'the bid is empty, and the flags "6" say that it changed; write it, or other flags',
        ],
        [
          '2024.01.02\t00:05:01.101\t1.1\t\t\t\t4',
          'the ask is empty, and the flags "4" say that it changed; write it, or other flags',
        ],
        [
          '2024.01.02\t00:05:01.101\t1.1\t1.2\t\t\tboth',
          'the flags "both" are none; write 2 for the bid, 4 for the ask, 6 for both',
        ],
        ['2024.13.02\t00:05:01.101\t1.1\t1.2\t\t\t6', '"2024.13.02 00:05:01.101" is not a time'],
        ['2024.01.02\t00:05', '4 cells are needed, 2 found'],
      ],
    ],
    [
      'MetaTrader 4 bars',
      'EURUSD1.csv',
      ['2022.08.15,10:06,1.1,1.3,1,1.2,105'],
      [
        [
          '2022.08.15,10:07,1.1,1.3,1,1.2',
          '6 cells found; write 7: date, time, open, high, low, close, volume',
        ],
        [
          '2022.02.30,10:07,1.1,1.3,1,1.2,1',
          'the time "2022.02.30,10:07" is not one; write it as 2022.08.15,10:06',
        ],
        [
          '2022-08-15,10:07,1.1,1.3,1,1.2,1',
          'the time "2022-08-15,10:07" is not one; write it as 2022.08.15,10:06',
        ],
        [
          '2022.08.15,25:07,1.1,1.3,1,1.2,1',
          'the time "2022.08.15,25:07" is not one; write it as 2022.08.15,10:06',
        ],
        ['2022.08.15,10:07,x,1.3,1,1.2,1', 'the open "x" is not a number; write it as 1.0234'],
        ['2022.08.15,10:07,1.1,,1,1.2,1', 'the high "" is not a number; write it as 1.0234'],
        [
          '2022.08.15,10:07,1.1,1.15,1,1.2,1',
          'the high "1.15" is below 1.2; a high is the greatest price of its bar',
        ],
        [
          '2022.08.15,10:07,1.1,1.3,1.15,1.2,1',
          'the low "1.15" is above 1.1; a low is the least price of its bar',
        ],
      ],
    ],
    [
      'HistData bars',
      'DAT_ASCII_EURUSD_M1_2019.csv',
      ['20190102 170300;1.1;1.3;1;1.2;0'],
      [
        [
          '20190102 170400;1.1;1.3;1;1.2',
          '5 cells found; write 6 with ";" between: time, open, high, low, close, volume',
        ],
        [
          '20191302 170400;1.1;1.3;1;1.2;0',
          'the time "20191302 170400" is not one; write it as 20190102 170300',
        ],
        ['20190102 1704;1.1;1.3;1;1.2;0', 'the time "20190102 1704" is not one; write it as 20190102 170300'],
        [
          '20190102 170460;1.1;1.3;1;1.2;0',
          'the time "20190102 170460" is not one; write it as 20190102 170300',
        ],
        ['20190102 170400;1.1;1.3;low;1.2;0', 'the low "low" is not a number; write it as 1.0234'],
      ],
    ],
    [
      'HistData ticks',
      'DAT_ASCII_EURUSD_T_201901.csv',
      ['20190102 170300123,1.1,1.2,0'],
      [
        ['20190102 170300124,1.1,1.2', '3 cells found; write 4: time, bid, ask, volume'],
        [
          '20190102 240300124,1.1,1.2,0',
          'the time "20190102 240300124" is not one; write it as 20190102 170300123',
        ],
        ['20190102 170300124,,1.2,0', 'the bid "" is not a number; write it as 1.0234'],
        ['20190102 170300124,1.1,0x1,0', 'the ask "0x1" is not a number; write it as 1.0234'],
      ],
    ],
    [
      'Dukascopy ticks',
      'eurusd-tick-2019-02-04.json',
      ['[', '[1549238400994,1.2,1.1,1,1],'],
      [
        [
          '[1549238400995,1.2],',
          '2 cells found; write 3 to 5: timestamp, askPrice, bidPrice, askVolume, bidVolume',
        ],
        [
          '["1549238400995",1.2,1.1],',
          'the time ""1549238400995"" is not one; write ms since 1970, as 1549238400994',
        ],
        ['[1549238400,1.2,1.1],', 'the time "1549238400" is not one; write ms since 1970, as 1549238400994'],
        ['[1549238400995,1.2,null],', 'the bid "null" is not a number; write it as 1.0234'],
        ['[1549238400995,"1.2",1.1],', 'the ask ""1.2"" is not a number; write it as 1.0234'],
        ['[1549238400995,1.2,],', '"[1549238400995,1.2,]" is not a record; write an array of JSON'],
      ],
    ],
    [
      'Dukascopy bars',
      'eurusd-m1-bid-2019.json',
      ['[', '{"timestamp":1549238400000,"open":1.1,"high":1.3,"low":1,"close":1.2},'],
      [
        [
          '{"timestamp":1549238460000,"open":1.1,"high":1.3,"low":1},',
          'the close "" is not a number; write it as 1.0234',
        ],
        [
          '{"timestamp":"soon","open":1.1,"high":1.3,"low":1,"close":1.2},',
          'the time ""soon"" is not one; write ms since 1970, as 1549238400994',
        ],
        [
          '{"timestamp":1549238460000,"open":1.1,"high":0.3,"low":1,"close":1.2},',
          'the high "0.3" is below 1.2; a high is the greatest price of its bar',
        ],
        [
          'rubbish {"timestamp":1549238460000,"open":1.1,"high":1.3,"low":1,"close":1.2},',
          '"rubbish {"timestamp":1549238460000,"open" is not a record; write an object of JSON',
        ],
      ],
    ],
    [
      'Binance klines',
      'ADABTC-1m-2021.csv',
      ['1637971200000,1.1,1.3,1,1.2,5,1637971259999,1,79,1,1,0'],
      [
        [
          '1637971260000,1.1,1.3,1,1.2,5,1637971319999,1,79,1,1',
          '11 cells found; write 12, the seventh of them the close time',
        ],
        [
          '1637971260,1.1,1.3,1,1.2,5,1637971319999,1,79,1,1,0',
          'the open time "1637971260" is not one; write ms since 1970, as 1637971200000',
        ],
        [
          '1637971260000,1.1,1.3,1,1.2,5,later,1,79,1,1,0',
          'the close time "later" is not one; write ms since 1970, as 1637971259999',
        ],
        [
          '1637971260000,1.1,1.3,1,1.2,5,1637971200000,1,79,1,1,0',
          'the close time "1637971200000" is not after the open time; write the last ms of the kline',
        ],
        [
          '1637971260000,one,1.3,1,1.2,5,1637971319999,1,79,1,1,0',
          'the open "one" is not a number; write it as 1.0234',
        ],
      ],
    ],
  ];

describe('openRecording of damaged lines', () => {
  it.each(BAD)('says line, field, value and remedy, and reads on: %s', async (_layout, name, good, bad) => {
    const alone = await replayed(aFile(name, good), {timeframe: 'M1'});
    const found = await replayed(
      aFile(name, [...good, ...bad.map(([line]) => line), ...(good[0] === '[' ? [']'] : [])]),
      {timeframe: 'M1'},
    );
    expect(found.rows).toEqual(alone.rows);
    expect(alone.rows.length).toBeGreaterThan(0);
    expect(found.bad).toEqual(bad.map(([, reason], index) => `${good.length + index + 1}: ${reason}`));
  });
});
