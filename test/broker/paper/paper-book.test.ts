import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {MemoryBook} from '../../../src/broker/paper/memory-book.ts';
import type {PaperBook} from '../../../src/broker/paper/paper-book.ts';
import {SqliteBook} from '../../../src/broker/paper/sqlite-book.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {anIntent} from '../order-builders.ts';

let folder: string;
let book: PaperBook;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-paper-'));
});
afterEach(() => {
  book.close();
  rmSync(folder, {recursive: true});
});

describe.each([
  {name: 'in memory', open: async (): Promise<PaperBook> => new MemoryBook()},
  {name: 'in a file', open: () => SqliteBook.open(join(folder, 'paper.db'), new VirtualClock())},
])('a paper book $name', ({open}) => {
  it('keeps the first closing of a position and answers with it', async () => {
    book = await open();
    const fill = {
      price: 1300.5,
      timeMs: 1_000,
      volumeLots: 0.01,
      stopLoss: 1298,
      takeProfit: null,
      quote: {timeMs: 1_000, bid: 1300, ask: 1300.5},
    };
    const placed = book.place(anIntent(), 1_000, () => ({status: 'filled', fill}));
    const position = placed.status === 'done' ? placed.value?.opened : undefined;
    if (!position) throw new Error(`the order was ${placed.status}`);
    const first = {price: 1297, timeMs: 2_000, reason: 'stopLoss', profit: -3.5} as const;
    const second = {price: 1296, timeMs: 3_000, reason: 'stopLoss', profit: -4.5} as const;
    expect(book.recordClosings([{position, close: first}])).toEqual({status: 'done', value: [first]});
    expect(book.recordClosings([{position, close: second}])).toEqual({status: 'done', value: [first]});
    expect(book.find('A000000000000001')).toMatchObject({close: first});
  });
});
