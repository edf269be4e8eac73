import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import SymbolsList from '../../src/commands/symbols/list.ts';
import SymbolsResolve from '../../src/commands/symbols/resolve.ts';
import {runCommand} from './in-process.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-symbols-'));
  writeFileSync(join(folder, 'list.txt'), 'XAUUSD.m\nXAUUSDgr\nEURUSD.m\n');
  writeFileSync(join(folder, 'utf16.csv'), Buffer.from('\uFEFFSymbol\tDigits\nXAUUSD.m\t2\n', 'utf16le'));
});

afterEach(() => {
  rmSync(folder, {recursive: true, force: true});
});

describe('vigil symbols resolve', () => {
  it('answers every name, in one document', async () => {
    const args = ['GOLD', 'US30', '--broker-list', 'list.txt', '--json'];
    const {status, stdout} = await runCommand(SymbolsResolve, args, {folder});
    expect(status).toBe(0);
    const {results} = JSON.parse(stdout) as {results: {trace: string[]}[]};
    expect(results).toMatchObject([
      {query: 'GOLD', verdict: 'resolved', symbol: 'XAUUSD.m', candidates: ['XAUUSD.m']},
      {query: 'US30', verdict: 'unknown', symbol: null},
    ]);
    expect(results.every(({trace}) => trace.length > 1)).toBe(true);
  });

  it('writes a line for a name, and the steps when asked', async () => {
    const args = ['XAUUSD', '--broker-list', 'list.txt'];
    const short = await runCommand(SymbolsResolve, args, {folder});
    expect(short.stdout).toBe('XAUUSD resolved XAUUSD.m\n');
    const long = await runCommand(SymbolsResolve, [...args, '--trace'], {folder});
    expect(long.stdout).toContain('"XAUUSDgr" is not taken: "gr" marks another contract than XAUUSD\n');
  });

  it('looks among configured and built-in instruments without a list', async () => {
    writeFileSync(join(folder, 'vigil.yaml'), 'instruments: [{symbol: USTEC.x}, {symbol: US30}]\n');
    const args = ['GOLD', 'DJ30', '--config', 'vigil.yaml'];
    const {stdout} = await runCommand(SymbolsResolve, args, {folder});
    expect(stdout).toBe('GOLD resolved XAUUSD\nDJ30 resolved US30\n');
  });

  it('says why a list cannot be read', async () => {
    const {status, stderr} = await runCommand(SymbolsResolve, ['X', '--broker-list', 'no.txt'], {folder});
    expect(status).toBe(2);
    expect(stderr).toContain('"no.txt" cannot be read: there is no such file');
  });
});

describe('vigil symbols list', () => {
  it('shows what each symbol is taken to mean', async () => {
    const {stdout} = await runCommand(SymbolsList, ['--broker-list', 'list.txt', '--json'], {folder});
    expect(JSON.parse(stdout)).toMatchObject({
      symbols: [
        {symbol: 'EURUSD.m', meaning: 'EUR/USD', how: '"EURUSD" with ".m" after'},
        {symbol: 'XAUUSD.m', meaning: 'XAU/USD'},
        {symbol: 'XAUUSDgr', meaning: null, how: '"gr" marks another contract than XAUUSD'},
      ],
    });
  });

  it('reads lists in UTF-16, as MetaTrader exports them', async () => {
    const {stdout} = await runCommand(SymbolsList, ['--broker-list', 'utf16.csv', '--json'], {folder});
    expect(JSON.parse(stdout)).toMatchObject({symbols: [{symbol: 'XAUUSD.m', digits: 2}]});
  });

  it('gives the contract of every built-in instrument', async () => {
    const {stdout} = await runCommand(SymbolsList, ['--json'], {folder});
    const {symbols} = JSON.parse(stdout) as {symbols: {digits: number | null; contractSize: number | null}[]};
    expect(symbols).toHaveLength(14);
    expect(symbols.every(({digits, contractSize}) => digits !== null && contractSize !== null)).toBe(true);
  });
});
