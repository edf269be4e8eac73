import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {splitCells} from '../../../src/feed/replay/csv-columns.ts';
import {NO_FACTS} from '../../../src/market/symbol/contract-facts.ts';
import {SymbolResolver} from '../../../src/market/symbol/symbol-resolver.ts';
import {testData} from '../../test-data.ts';

const path = testData('symbols.csv');

type Row = Readonly<{
  broker: string;
  symbol: string;
  base: string;
  quote: string;
  asset: string;
  isSure: boolean;
}>;

function rowsOf(file: string): Row[] {
  const [, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  return lines.map((line) => {
    const [broker = '', symbol = '', base = '', quote = '', asset = '', , confidence] = splitCells(line, ',');
    return {broker, symbol, base, quote, asset, isSure: confidence === 'high'};
  });
}

/** Asks each sure row by its plain name in its own broker's list. */
function measure(rows: readonly Row[]) {
  const counts = {asked: 0, resolved: 0, listedTwice: 0};
  const wrong: string[] = [];
  const refused: string[] = [];
  for (const [broker, listed] of Map.groupBy(rows, (row) => row.broker)) {
    const resolver = new SymbolResolver(listed.map(({symbol}) => ({symbol, facts: NO_FACTS})));
    for (const row of listed.filter(({isSure}) => isSure)) {
      const name = row.asset.includes('index') ? row.base : row.base + row.quote;
      const {verdict, symbol, candidates, trace} = resolver.resolve(name);
      const isMeant = (one: string) =>
        listed.some((other) => other.symbol === one && other.base === row.base && other.quote === row.quote);
      const what = `${broker}: ${name}, listed as ${row.symbol}`;
      counts.asked += 1;
      if (symbol !== null && isMeant(symbol)) counts.resolved += 1;
      else if (symbol !== null) wrong.push(`${what}: ${symbol}`);
      else if (verdict === 'ambiguous' && candidates.length > 1 && candidates.every(isMeant))
        counts.listedTwice += 1;
      else refused.push(`${what}: ${verdict}, ${trace.slice(1).join('; ')}`);
    }
  }
  return {...counts, wrong, refused};
}

describe.skipIf(path === undefined)('SymbolResolver on the lists of real brokers', () => {
  it('never answers with a wrong instrument, and refuses at most one in ten', () => {
    const {asked, resolved, listedTwice, wrong, refused} = measure(rowsOf(path ?? ''));
    console.log(
      `${asked} asked, ${resolved} resolved, ${listedTwice} listed twice, ${refused.length} refused:`,
    );
    console.log(refused.join('\n'));
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(700);
    expect((resolved + listedTwice) / asked).toBeGreaterThanOrEqual(0.9);
  });
});
