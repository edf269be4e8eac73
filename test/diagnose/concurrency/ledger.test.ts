import {appendFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {Ledger, LedgerReader} from '../../../src/diagnose/concurrency/ledger.ts';
import type {LedgerLine} from '../../../src/diagnose/concurrency/ledger-line.ts';
import {temporaryDirectory} from '../../store/sqlite/temporary-database.ts';

const ready = (by: string): LedgerLine => ({is: 'ready', by});

describe('LedgerReader', () => {
  it('gives each line of every writer once, in the order in which they were written', () => {
    const path = join(temporaryDirectory(), 'ledger.jsonl');
    const [one, two] = [new Ledger(path), new Ledger(path)];
    const reader = new LedgerReader(path);
    one.write(ready('monitor 0'));
    two.write(ready('hand 0 – “é”'));
    expect(reader.read()).toEqual([ready('monitor 0'), ready('hand 0 – “é”')]);
    expect(reader.read()).toEqual([]);
    one.write({is: 'over'});
    expect(reader.read()).toEqual([{is: 'over'}]);
    for (const file of [one, two, reader]) file.close();
  });

  it('waits for the end of a line that is not there yet', () => {
    const path = join(temporaryDirectory(), 'ledger.jsonl');
    const text = `${JSON.stringify(ready('é'))}\n`;
    const bytes = Buffer.from(text);
    // In the middle of a character.
    const cut = bytes.indexOf(0xc3) + 1;
    writeFileSync(path, bytes.subarray(0, cut));
    const reader = new LedgerReader(path);
    expect(reader.read()).toEqual([]);
    appendFileSync(path, bytes.subarray(cut));
    expect(reader.read()).toEqual([ready('é')]);
    reader.close();
  });

  it('reads more than it takes in one go', () => {
    const path = join(temporaryDirectory(), 'ledger.jsonl');
    const ledger = new Ledger(path);
    const lines = Array.from({length: 3000}, (_, index) =>
      ready(`monitor ${index}, with a long name to fill the file`),
    );
    for (const line of lines) ledger.write(line);
    const reader = new LedgerReader(path);
    expect(reader.read()).toEqual(lines);
    ledger.close();
    reader.close();
  });
});
