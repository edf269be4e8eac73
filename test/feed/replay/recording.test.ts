import {describe, expect, it} from 'vitest';
import {openRecording} from '../../../src/feed/replay/recording.ts';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import {Zone} from '../../../src/market/zone.ts';
import {aFile, gzipped, quotesOf, replayed} from './recorded-files.ts';

const TICKS = ['40.1868,1300.335,1300.799', '42.666,1300.335,1300.814'];

describe('openRecording of LEAN ticks', () => {
  it('takes symbol and day from the name, and keeps fractions of a ms', async () => {
    const recording = await openRecording([aFile('20140505_xauusd_tick_quote.csv', TICKS)]);
    expect([...recording.symbols]).toEqual(['XAUUSD']);
    expect(recording.startMs).toBe(Date.UTC(2014, 4, 5) + 40.1868);
    const [first] = await quotesOf(recording);
    const timeMs = Date.UTC(2014, 4, 5) + 40.1868;
    expect(first).toEqual({symbol: 'XAUUSD', bid: 1300.335, ask: 1300.799, timeMs, receivedAtMs: timeMs});
  });

  it('reads gzip by its content, whatever the name says', async () => {
    const {rows} = await replayed(aFile('20140505_xauusd_tick_quote.csv', gzipped(TICKS)));
    expect(rows).toHaveLength(2);
    const plain = await replayed(aFile('20140505_xauusd_tick_quote.csv.gz', TICKS));
    expect(plain.rows).toEqual(rows);
  });

  it.each([
    ['America/New_York', '20140502', '2014-05-02T04:00:01.000Z'],
    ['America/New_York', '20140309', '2014-03-09T05:00:01.000Z'],
    ['America/Sao_Paulo', '20181104', '2018-11-04T03:00:01.000Z'],
  ])('counts from midnight in %s on %s', async (zone, date, expected) => {
    const path = aFile(`${date}_eurusd_tick_quote.csv`, ['1000,1.1,1.2']);
    const {rows} = await replayed(path, {zone: new Zone(zone)});
    expect(rows).toEqual([`${expected} 1.1 1.2`]);
  });

  it.each(['2014-05-06', '20140506'])('lets options win over the name: %s', async (date) => {
    const path = aFile('20140505_xauusd_tick_quote.csv', TICKS.slice(0, 1));
    const {rows, symbols} = await replayed(path, {symbol: 'GOLD.x', date});
    expect(symbols).toEqual(['GOLD.x']);
    expect(rows).toEqual(['2014-05-06T00:00:00.040Z 1300.335 1300.799']);
  });

  it('is told from three columns of numbers when the name says nothing', async () => {
    const {rows} = await replayed(aFile('ticks.txt', TICKS), {symbol: 'XAUUSD', date: '2014-05-05'});
    expect(rows).toHaveLength(2);
  });

  it('leaves prices that no quote may have to the quote filter', async () => {
    const path = aFile('20140505_xauusd_tick_quote.csv', ['1,5,4', '2,-1,3', '3,0,0']);
    const {rows, bad} = await replayed(path);
    expect(rows.map((row) => row.slice(25))).toEqual(['5 4', '-1 3', '0 0']);
    expect(bad).toEqual([]);
  });

  it('leaves out bad lines, says which and why, and reads on', async () => {
    const path = aFile('20140505_xauusd_tick_quote.csv', [
      '1,5,6',
      'abc,5,6',
      '2,5',
      '3,x,6',
      '4,5,NaN',
      '5,5,6,7',
      '99999999999,5,6',
      '-1,5,6',
      '6,0x10,6',
      '7,,6',
      '   ',
      '8,Infinity,6',
      '9,5,6',
    ]);
    const {rows, bad} = await replayed(path);
    expect(rows).toHaveLength(2);
    expect(bad).toEqual([
      '2: the time is not a number',
      '3: three cells are needed: ms, bid, ask',
      '4: the bid is not a number',
      '5: the ask is not a number',
      '6: more than three cells: ms, bid, ask',
      '7: the time 99999999999 is not within the day, in ms',
      '8: the time -1 is not within the day, in ms',
      '9: the bid is not a number',
      '10: the bid is not a number',
      '12: the bid is not a number',
    ]);
  });

  it('keeps the first twenty bad lines and counts the others', async () => {
    const path = aFile(
      '20140505_xauusd_tick_quote.csv',
      Array.from({length: 5000}, () => 'rubbish'),
    );
    const {recording, bad} = await replayed(path);
    expect(recording.badLines.count).toBe(5000);
    expect(bad).toHaveLength(20);
    expect(recording.badLines.first[0]?.file).toBe(path);
  });
});

describe('openRecording of LEAN bars', () => {
  const RISING = '60000,10,13,9,12,0,20,23,19,22,0';
  const FALLING = '120000,12,14,8,11,0,22,24,18,21,0';

  it('plays open, extremes and close of each side, low first when the bid rises', async () => {
    const {rows, symbols} = await replayed(aFile('20140505_xauusd_minute_quote.csv', [RISING, FALLING]));
    expect(symbols).toEqual(['XAUUSD']);
    expect(rows).toEqual([
      '2014-05-05T00:01:00.000Z 10 20',
      '2014-05-05T00:01:20.000Z 9 19',
      '2014-05-05T00:01:40.000Z 13 23',
      '2014-05-05T00:01:59.999Z 12 22',
      '2014-05-05T00:02:00.000Z 12 22',
      '2014-05-05T00:02:20.000Z 14 24',
      '2014-05-05T00:02:40.000Z 8 18',
      '2014-05-05T00:02:59.999Z 11 21',
    ]);
  });

  it('plays the low first when the bid closes where it opened', async () => {
    const {rows} = await replayed(aFile('20140505_xauusd_second_quote.csv', ['0,10,12,9,10,,20,22,19,20,']));
    expect(rows.map((row) => row.slice(14))).toEqual([
      '00:00.000Z 10 20',
      '00:00.333Z 9 19',
      '00:00.666Z 12 22',
      '00:00.999Z 10 20',
    ]);
  });

  it('leaves out a bar that lacks a side', async () => {
    const {rows, bad} = await replayed(
      aFile('20140505_xauusd_minute_quote.csv', ['0,,,,,,20,22,19,20,0', RISING, '3,4']),
    );
    expect(rows).toHaveLength(4);
    expect(bad).toEqual([
      '1: a price of the bid is not a number',
      '3: eleven cells are needed: ms, five of the bid, five of the ask',
    ]);
  });
});

describe('openRecording of MetaTrader 5 bars', () => {
  const HEADER = '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>';
  const ROW = '2024.01.01\t23:00:00\t37763.9\t37791.7\t37762.5\t37776.3\t385\t0\t90';

  it('takes symbol and period from the name, and the spread in points of the prices as written', async () => {
    const {rows, symbols} = await replayed(aFile('US30m_H1_202401012300_202509082200.csv', [HEADER, ROW]));
    expect(symbols).toEqual(['US30m']);
    expect(rows).toEqual([
      '2024-01-01T23:00:00.000Z 37763.9 37772.9',
      '2024-01-01T23:20:00.000Z 37762.5 37771.5',
      '2024-01-01T23:40:00.000Z 37791.7 37800.7',
      '2024-01-01T23:59:59.999Z 37776.3 37785.3',
    ]);
  });

  it.each([
    [
      'the digits of the instrument',
      {instruments: new InstrumentBook([{symbol: 'US30m', digits: 2}])},
      37764.8,
    ],
    ['the point that is given', {point: 0.001}, 37763.99],
    ['a spread that is given', {spread: 1.5}, 37765.4],
  ])('prefers %s', async (_case, options, ask) => {
    const {rows} = await replayed(aFile('US30m_H1_2024.csv', [HEADER, ROW]), options);
    expect(rows[0]).toBe(`2024-01-01T23:00:00.000Z 37763.9 ${ask}`);
  });

  it("reads times by the broker's zone", async () => {
    const {rows} = await replayed(aFile('US30m_H1_2024.csv', [HEADER, ROW]), {
      zone: new Zone('Europe/Athens'),
    });
    expect(rows[0]).toMatch(/^2024-01-01T21:00/);
  });

  it('reads Windows line ends and a byte order mark', async () => {
    const text = `\uFEFF${HEADER}\r\n${ROW}\r\n`;
    const {rows, bad} = await replayed(aFile('US30m_H1_2024.csv', Buffer.from(text)));
    expect(rows).toHaveLength(4);
    expect(bad).toEqual([]);
  });

  it('carries the side that did not change forward in a tick export', async () => {
    const path = aFile('EURUSD.csv', [
      '<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>',
      '2024.01.02\t00:05:00.101\t1.1\t1.2\t\t\t6',
      '2024.01.02\t00:05:00.202\t1.15\t\t\t\t2',
      '2024.01.02\t00:05:00.303\t\t1.25\t\t\t4',
    ]);
    const {rows, bad} = await replayed(path);
    expect(rows.map((row) => row.slice(17))).toEqual([
      '00.101Z 1.1 1.2',
      '00.202Z 1.15 1.2',
      '00.303Z 1.15 1.25',
    ]);
    expect(bad).toEqual([]);
  });
});

describe('openRecording of plain CSV', () => {
  it.each([
    ['commas', ['time,bid,ask', '2024-01-02T03:04:05Z,1.1,1.2']],
    ['semicolons and quotes', ['"Time";"Ask";"Bid"', '"2024-01-02 03:04:05";"1.2";"1.1"']],
    ['tabs, date and time apart', ['Date\tTime\tBid\tAsk', '2024.01.02\t03:04:05\t1.1\t1.2']],
    ['epoch seconds', ['timestamp,bid,ask', '1704164645,1.1,1.2']],
    ['epoch ms and more columns', ['id,timestamp,volume,bid,ask', '7,1704164645000,3,1.1,1.2']],
    ['a header after empty lines', ['', 'DateTime,BID,ASK', '2024-01-02 05:04:05+02:00,1.1,1.2']],
  ])('reads quotes by column names: %s', async (_case, lines) => {
    const {rows, bad} = await replayed(aFile('quotes.csv', lines), {symbol: 'EURUSD'});
    expect(rows).toEqual(['2024-01-02T03:04:05.000Z 1.1 1.2']);
    expect(bad).toEqual([]);
  });

  it('takes each line its symbol where there is a column for it', async () => {
    const path = aFile('quotes.csv', [
      'time,symbol,bid,ask',
      '1704164645,EURUSD,1,2',
      '1704164646,XAUUSD,3,4',
    ]);
    const {symbols} = await replayed(path);
    expect(symbols).toEqual(['EURUSD', 'XAUUSD']);
  });

  it('infers the length of bars from the smallest step, and asks what they bid', async () => {
    const path = aFile('EURUSD.csv', [
      'time,open,high,low,close',
      '2024-01-02 00:00,1.1,1.3,1,1.2',
      '2024-01-02 00:15,1.2,1.3,1,1.1',
      '2024-01-02 00:20,1.1,1.3,1,1.2',
    ]);
    const {rows, symbols} = await replayed(path);
    expect(symbols).toEqual(['EURUSD']);
    expect(rows.slice(0, 4)).toEqual([
      '2024-01-02T00:00:00.000Z 1.1 1.1',
      '2024-01-02T00:01:40.000Z 1 1',
      '2024-01-02T00:03:20.000Z 1.3 1.3',
      '2024-01-02T00:04:59.999Z 1.2 1.2',
    ]);
  });

  it('takes the length of bars as told', async () => {
    const path = aFile('EURUSD.csv', ['time,open,high,low,close', '2024-01-02 00:00,1.1,1.3,1,1.2']);
    const {rows} = await replayed(path, {timeframe: 'H1'});
    expect(rows.at(-1)).toBe('2024-01-02T00:59:59.999Z 1.2 1.2');
  });

  it.each([
    ['with decimals is in price units', '1.1000', '0.0002', 1.1002],
    ['of a whole number beside decimals is in points', '1.1000', '2', 1.1002],
    ['of a whole number beside whole prices is both', '1100', '2', 1102],
  ])('reads a spread: %s', async (_case, price, spread, ask) => {
    const row = `2024-01-02 00:00,${price},${price},${price},${price},${spread}`;
    const {rows} = await replayed(aFile('FOO_M1.csv', ['time,open,high,low,close,spread', row]));
    expect(rows[0]).toBe(`2024-01-02T00:00:00.000Z ${Number(price)} ${ask}`);
  });

  it("reads MetaTrader's spread in points, also when a program wrote it with decimals", async () => {
    const path = aFile('FOO_M1_rates.csv', [
      'time,open,high,low,close,tick_volume,spread,real_volume',
      '2024-01-02 00:00:00,1.1000,1.1000,1.1000,1.1000,9,12.0,0',
    ]);
    const {rows} = await replayed(path);
    expect(rows[0]).toBe('2024-01-02T00:00:00.000Z 1.1 1.1012');
  });

  it('adds the spread as decimals', async () => {
    const path = aFile('XAUUSD_M1.csv', [
      'time,open,high,low,close',
      '2024-01-02 00:00,4386.67,4386.67,4386.67,4386.67',
    ]);
    const {rows} = await replayed(path, {spread: 0.1});
    expect(rows[0]).toBe('2024-01-02T00:00:00.000Z 4386.67 4386.77');
  });

  it('leaves out bad lines and says what stands in them', async () => {
    const path = aFile('EURUSD.csv', [
      'time,bid,ask',
      '2024-01-02 25:00,1,2',
      '2024-02-30 00:00,1,2',
      'soon,1,2',
      '2024-01-02 00:00,1',
      '2024-01-02 00:00,"1,5",2',
      '2024-01-02 00:00,1,2',
      '2024-01-02 00:00,1,',
    ]);
    const {rows, bad} = await replayed(path);
    expect(rows).toHaveLength(1);
    expect(bad).toEqual([
      '2: "2024-01-02 25:00" is not a time',
      '3: "2024-02-30 00:00" is not a time',
      '4: "soon" is not a time',
      '5: 3 cells are needed, 2 found',
      '6: the bid "1,5" is not a number',
      '8: the ask "" is not a number',
    ]);
  });
});

describe('openRecording of what cannot be replayed', () => {
  it.each([
    [
      'there is no such file',
      '/nowhere/at/all.csv',
      'FILE_NOT_READABLE',
      /"\/nowhere\/at\/all.csv" cannot be read: there is no such file/,
    ],
    ['a folder', import.meta.dirname, 'FILE_NOT_READABLE', /cannot be read: it is a folder/],
    ['a device', '/dev/null', 'FILE_NOT_READABLE', /is not a regular file/],
  ])('says so: %s', async (_case, path, code, message) => {
    await expect(openRecording([path])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('lists the formats when it knows none that fits', async () => {
    const path = aFile('notes.txt', ['Dear diary,', 'today gold rose']);
    await expect(openRecording([path], {symbol: 'XAUUSD'})).rejects.toMatchObject({
      code: 'FILE_FORMAT_UNKNOWN',
      message: 'the layout of "notes.txt" is not known; its first line is "Dear diary,"',
      hint: expect.stringContaining('readable are lean-tick, lean-bars, mt5-tick, mt5-bars, mt4-bars, '),
    });
  });

  it('names the header when CSV was asked for and its columns do not do', async () => {
    const path = aFile('XAUUSD.csv', ['when,price', '1,2']);
    await expect(openRecording([path], {format: 'csv'})).rejects.toMatchObject({
      code: 'FILE_FORMAT_UNKNOWN',
      message: 'the header "when,price" of "XAUUSD.csv" names no columns to replay',
    });
  });

  it('says what to do with UTF-16, as some terminals write it', async () => {
    const path = aFile('EURUSD.csv', Buffer.from('\uFEFFtime,bid,ask\n', 'utf16le'));
    await expect(openRecording([path])).rejects.toMatchObject({
      code: 'FILE_FORMAT_UNKNOWN',
      message: '"EURUSD.csv" is written in UTF-16',
      hint: 'save it as UTF-8',
    });
  });

  it('refuses LEAN trades: they hold no quotes', async () => {
    const path = aFile('20221213_btcusdt_minute_trade.csv', ['0,1,2,1,2,5']);
    await expect(openRecording([path])).rejects.toMatchObject({
      code: 'FILE_FORMAT_UNKNOWN',
      message: '"20221213_btcusdt_minute_trade.csv" holds LEAN trade data: no bid and ask to replay',
    });
  });

  it.each([
    [
      'symbol',
      'quotes.csv',
      ['time,bid,ask', '1704164645,1,2'],
      {},
      'the symbol of "quotes.csv" is not known',
      '--symbol XAUUSD',
    ],
    [
      'date',
      'XAUUSD.csv',
      ['1,2,3'],
      {},
      'the date of "XAUUSD.csv" is not known: its times count from midnight',
      '--date 2014-05-05',
    ],
    [
      'date',
      'XAUUSD.csv',
      ['1,2,3'],
      {date: '2014-02-30'},
      '"2014-02-30" is not a date',
      'write it as 2014-05-05',
    ],
    [
      'timeframe',
      'XAUUSD.csv',
      ['time,open,high,low,close', '1704164645,1,2,1,2'],
      {},
      'the length of the bars in "XAUUSD.csv" is not known',
      '--timeframe M1',
    ],
    [
      'timeframe',
      'XAUUSD.csv',
      ['time,open,high,low,close', '1704164645,1,2,1,2'],
      {timeframe: 'fast'},
      '"fast" is not a timeframe',
      'S1, M1',
    ],
  ])('asks for what only the user can know: %s', async (field, name, lines, options, message, hint) => {
    await expect(openRecording([aFile(name, lines)], options)).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      field,
      message,
      hint: expect.stringContaining(hint),
    });
  });
});

describe('Recording.batches', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['blank lines', Buffer.from('\n\n  \n')],
    ['gzip of nothing', gzipped([])],
    ['a header only', Buffer.from('time,bid,ask\n')],
    ['a header of bars only', Buffer.from('time,open,high,low,close\n')],
  ])('is empty for a file with %s', async (_case, content) => {
    const {rows, bad} = await replayed(aFile('XAUUSD.csv', content));
    expect(rows).toEqual([]);
    expect(bad).toEqual([]);
  });

  it('reads a last line without a line break', async () => {
    const {rows} = await replayed(aFile('20140505_xauusd_tick_quote.csv', Buffer.from('1,5,6\n2,7,8')));
    expect(rows).toHaveLength(2);
  });

  const many = Array.from(
    {length: 60_000},
    (_, index) => `${index},${1300 + ((index * 7919) % 1000) / 1000},1302`,
  );

  it('uses every whole line of gzip that ends early, and reports the end', async () => {
    const whole = gzipped(many);
    const {rows: all} = await replayed(aFile('20140505_xauusd_tick_quote.csv.gz', whole));
    expect(all).toHaveLength(many.length);
    for (const share of [0.3, 0.7, 0.999]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      const {rows, bad, recording} = await replayed(aFile('20140505_xauusd_tick_quote.csv.gz', cut));
      expect(rows).toEqual(all.slice(0, rows.length));
      expect(rows.length).toBeGreaterThan(many.length * (share - 0.05));
      expect(rows.length).toBeLessThan(many.length);
      expect(bad).toEqual([`${rows.length + 1}: the gzip data ends early`]);
      expect(recording.bytesRead).toBe(recording.bytesTotal);
    }
  });

  it('reports gzip that lacks only its checksum, and uses all its lines', async () => {
    const cut = gzipped(many).subarray(0, -8);
    const {rows, bad} = await replayed(aFile('20140505_xauusd_tick_quote.csv.gz', cut));
    expect(rows).toHaveLength(many.length);
    expect(bad).toEqual([`${many.length + 1}: the gzip data ends early`]);
  });

  it('reports where damaged gzip cannot be read on', async () => {
    const damaged = Buffer.from(gzipped(many));
    damaged.fill(0xff, damaged.length / 2, damaged.length / 2 + 500);
    const {bad} = await replayed(aFile('20140505_xauusd_tick_quote.csv.gz', damaged));
    expect(bad.at(-1)).toMatch(/the gzip data is damaged from here on$/);
  });

  it('reads gzip files that were joined', async () => {
    const joined = Buffer.concat([gzipped(['1,5,6']), gzipped(['2,7,8'])]);
    const {rows, bad} = await replayed(aFile('20140505_xauusd_tick_quote.csv.gz', joined));
    expect(rows).toHaveLength(2);
    expect(bad).toEqual([]);
  });

  it('does not gather a line that never ends', async () => {
    const content = Buffer.concat([
      Buffer.from('1,5,6\n'),
      Buffer.alloc(300_000, 'x'),
      Buffer.from('\n2,7,8\n'),
    ]);
    const {rows, recording} = await replayed(aFile('20140505_xauusd_tick_quote.csv', content));
    expect(rows).toHaveLength(2);
    // Each chunk of it is given up as a bad line of its own.
    expect(recording.badLines.count).toBeGreaterThan(3);
  });

  it('says how far it is, in bytes on disk', async () => {
    const recording = await openRecording([
      aFile('20140505_xauusd_tick_quote.csv.gz', gzipped(many)),
      aFile('20140506_xauusd_tick_quote.csv', many),
    ]);
    expect(recording.bytesRead).toBe(0);
    let last = 0;
    for await (const _ of recording.batches()) {
      expect(recording.bytesRead).toBeGreaterThanOrEqual(last);
      last = recording.bytesRead;
    }
    expect(last).toBe(recording.bytesTotal);
  });

  it('plays several files in time order, whatever their order', async () => {
    const may5 = aFile('20140505_xauusd_tick_quote.csv', ['1,1,1', '5,1,1']);
    const may6 = aFile('20140506_xauusd_tick_quote.csv', ['1,2,2']);
    const euro = aFile('20140505_eurusd_tick_quote.csv', ['0,3,3', '5,3,3']);
    const {rows} = await replayed([may6, may5, euro]);
    expect(rows.map((row) => row.slice(8))).toEqual([
      '05T00:00:00.000Z 3 3',
      '05T00:00:00.001Z 1 1',
      '05T00:00:00.005Z 1 1',
      '05T00:00:00.005Z 3 3',
      '06T00:00:00.001Z 2 2',
    ]);
  });
});
