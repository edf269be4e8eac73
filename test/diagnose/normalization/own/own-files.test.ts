import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {parseOwnNames, readOwnFiles} from '../../../../src/diagnose/normalization/own/own-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-test-'));
afterAll(() => rmSync(folder, {recursive: true}));

const expectedOf = (text: string) => parseOwnNames(text, 'names').map(({name, expected}) => [name, expected]);

describe('parseOwnNames', () => {
  it('takes names one a line, without an expectation', () => {
    expect(expectedOf('XAUUSD\r\n\n EURUSD \n')).toEqual([
      ['XAUUSD', undefined],
      ['EURUSD', undefined],
    ]);
  });

  it('takes what is expected after a comma, and nothing there for none', () => {
    expect(expectedOf('XAUUSD,XAUUSD.m\nOIL,\nDAX\n"US30";"US30.c"')).toEqual([
      ['XAUUSD', 'XAUUSD.m'],
      ['OIL', null],
      ['DAX', undefined],
      ['US30', 'US30.c'],
    ]);
  });

  it.each([
    'name,expected\nXAUUSD,GOLD',
    '\uFEFFName\tExpected\nXAUUSD\tGOLD',
    'symbol;expected\nXAUUSD;GOLD',
  ])('passes over the header of %o', (text) => {
    expect(expectedOf(text)).toEqual([['XAUUSD', 'GOLD']]);
  });

  it.each(['', '\n \n', 'name,expected\n'])('refuses %o, which holds no names', (text) => {
    expect(() => parseOwnNames(text, 'names')).toThrow('"names" holds no names');
  });
});

describe('readOwnFiles', () => {
  it('reads a list in UTF-16, as MetaTrader exports it, and asks for well-known names', async () => {
    const file = join(folder, 'list.txt');
    writeFileSync(file, Buffer.from('\uFEFFXAUUSD\r\nEURUSD\r\n', 'utf16le'));
    const {listed, names} = await readOwnFiles(file, undefined);
    expect(listed.map(({symbol}) => symbol)).toEqual(['XAUUSD', 'EURUSD']);
    expect(names.find(({name}) => name === 'US100')).toEqual({
      name: 'US100',
      expected: undefined,
      isAsked: false,
    });
  });

  it('says which file cannot be read', async () => {
    await expect(readOwnFiles(join(folder, 'none'), undefined)).rejects.toMatchObject({
      code: 'FILE_NOT_READABLE',
    });
  });
});
