import {describe, expect, it} from 'vitest';
import {FindingList} from '../../../../src/diagnose/normalization/finding-list.ts';
import {parseOwnNames} from '../../../../src/diagnose/normalization/own/own-files.ts';
import {askOwnNames} from '../../../../src/diagnose/normalization/own/own-run.ts';
import {firstMatchWins} from '../../../../src/diagnose/normalization/plants/first-match-wins.ts';
import {uppercaseAll} from '../../../../src/diagnose/normalization/plants/uppercase-all.ts';
import {listOf} from '../../../../src/diagnose/normalization/tables/table.ts';
import {TradingRun} from '../../../../src/diagnose/normalization/trading/trading-run.ts';
import type {ResolverOf} from '../../../../src/diagnose/normalization/normalization-plant.ts';
import {SymbolResolver} from '../../../../src/market/symbol/symbol-resolver.ts';

const LISTED = listOf(
  `symbol,contractSize,baseCurrency,quoteCurrency
   XAUUSDgr,1,XAU,USD
   XAUUSD.m,100,XAU,USD
   EURUSD.m,100000,EUR,USD
   GBPUSD.m,100000,GBP,USD
   USDJPY.m,100000,USD,JPY`,
  'list.csv',
);

const sound: ResolverOf = (listed) => new SymbolResolver(listed);

async function asked(names: string, resolverOf = sound) {
  const findings = new FindingList();
  const trading = new TradingRun(resolverOf, findings);
  const files = {file: 'list.csv', listed: LISTED, names: parseOwnNames(names, 'names.csv')};
  const answers = await askOwnNames(files, {resolverOf, findings, trading});
  return {...answers, findings: findings.all(), traded: trading.counts.tradedRight};
}

describe('askOwnNames', () => {
  it('shows what each name is taken for, and what the engine traded', async () => {
    const {findings, table, traded, ...counts} = await asked('GOLD,XAUUSD.m\nXAGUSD,\nEURUSD\nVolatility 75');
    expect(findings).toEqual([]);
    expect(counts).toEqual({asked: 4, resolved: 2, contradicted: 0});
    expect(traded).toBe(2);
    expect(table.rows.map((row) => row.slice(0, 5))).toEqual([
      ['GOLD', 'resolved', 'XAUUSD.m', 'XAUUSD.m', 'XAUUSD.m'],
      ['XAGUSD', 'unknown', expect.any(String), '', 'none'],
      ['EURUSD', 'resolved', 'EURUSD.m', 'EURUSD.m', ''],
      // No symbol of a plan has a space in it.
      ['Volatility 75', 'unknown', expect.any(String), '-', ''],
    ]);
    expect(table.rows[0]?.[5]).toContain('"XAUUSDgr" is not taken: "gr" marks another contract than XAUUSD');
  });

  it('finds an answer that is not the expected one', async () => {
    const {findings, contradicted} = await asked('GOLD,\nEURUSD,EURUSD\nXAGUSD,XAGUSD.m');
    expect(contradicted).toBe(3);
    expect(findings.map(({code, subject}) => [code, subject])).toEqual([
      ['NOT_AS_EXPECTED', 'GOLD'],
      ['NOT_AS_EXPECTED', 'EURUSD'],
      ['NOT_AS_EXPECTED', 'XAGUSD'],
    ]);
    expect(findings[0]?.evidence).toContain('expected none, got XAUUSD.m');
  });

  it('finds an answer whose contract is another', async () => {
    const {findings} = await asked('XAUUSD', firstMatchWins.resolverOf);
    expect(findings).toEqual([
      {
        code: 'CONTRACT_CONTRADICTS',
        subject: 'XAUUSD',
        evidence: 'got XAUUSDgr, but its lot is 1, and by the other contracts of the list it would be 100',
      },
    ]);
  });

  it('finds an answer that is not in the list', async () => {
    const {findings} = await asked('EURUSD', uppercaseAll.resolverOf);
    expect(findings[0]).toMatchObject({code: 'UNLISTED_NAME', subject: 'EURUSD'});
    expect(findings.map(({code}) => code)).toContain('UNLISTED_SUBSCRIPTION');
  });

  it('shows of well-known names only those that the list has, or has something like', async () => {
    const findings = new FindingList();
    const names = ['XAUUSD', 'USDZAR'].map((name) => ({name, expected: undefined, isAsked: false}));
    const ports = {resolverOf: sound, findings, trading: new TradingRun(sound, findings)};
    const {table} = await askOwnNames({file: 'list.csv', listed: LISTED, names}, ports);
    expect(table.rows.map(([name]) => name)).toEqual(['XAUUSD']);
  });
});
