import {describe, expect, it} from 'vitest';
import {nameFacts} from '../../../src/feed/replay/file-name.ts';

describe('nameFacts', () => {
  it.each([
    ['/data/20140505_xauusd_tick_quote.csv.gz', 'XAUUSD', undefined],
    ['20140505_xauusd_second_quote.csv', 'XAUUSD', 1000],
    ['20140505_spx500_usd_minute_quote.csv', 'SPX500_USD', 60_000],
    ['US30m_H1_202401012300_202509082200.csv.gz', 'US30m', 3_600_000],
    ['XAUUSD_M1_copy_rates_dump.csv.gz', 'XAUUSD', 60_000],
    ['gbpusd-m15-bid.csv', 'GBPUSD', 900_000],
    ['EURUSD.pro_D1.csv', 'EURUSD.pro', 86_400_000],
    ['EURUSD.csv', 'EURUSD', undefined],
    ['EURUSD-2024.csv.gz', 'EURUSD', undefined],
    ['prices.csv', undefined, undefined],
    ['XAUUSD', undefined, undefined],
  ])('reads %s', (path, symbol, lengthMs) => {
    expect(nameFacts(path)).toMatchObject({symbol, lengthMs});
  });

  it('takes the day and the kind of data from LEAN names', () => {
    expect(nameFacts('20221213_btcusdt_minute_trade.csv').lean).toEqual({
      date: '20221213',
      resolution: 'minute',
      kind: 'trade',
    });
    expect(nameFacts('XAUUSD_M1.csv').lean).toBeUndefined();
  });
});
