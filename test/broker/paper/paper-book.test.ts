import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {PlacedOrder} from '../../../src/broker/matching/placed-order.ts';
import {MemoryBook} from '../../../src/broker/paper/memory-book.ts';
import {type BookedOrder, contentOf, type PaperBook} from '../../../src/broker/paper/paper-book.ts';
import {SqliteBook} from '../../../src/broker/paper/sqlite-book.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {aPlacedOrder} from '../matching/order-builder.ts';
import {aLimit} from '../order-builders.ts';

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
  const booked: BookedOrder = {
    clientOrderId: 'A000000000000001',
    content: contentOf(aLimit({volumeLots: 1})),
    order: aPlacedOrder(),
  };

  it('replaces an order only at the version that was looked at', async () => {
    book = await open();
    const cancelled: PlacedOrder = {...booked.order, version: 2, state: 'cancelled'};
    const expired: PlacedOrder = {...booked.order, version: 2, state: 'expired'};
    const written = book.write(
      (page) => {
        page.place(booked, 1_000);
        return [page.replace(1, cancelled), page.replace(1, expired)];
      },
      {waits: true},
    );
    expect(written).toEqual({status: 'done', value: [true, false]});
    expect(book.find('A000000000000001')).toEqual({status: 'placed', ...booked, order: cancelled});
    expect(book.order('1')).toEqual({...booked, order: cancelled});
    expect(book.standing()).toEqual([]);
  });

  it('gives back every field of an order', async () => {
    book = await open();
    const order: PlacedOrder = {
      ...booked.order,
      stopLoss: 1290.1,
      takeProfit: 1310.2,
      expiresAtMs: 9_000.5,
      fill: {positionId: '1', price: 1299.9, volumeLots: 0.5, timeMs: 2_000.25},
      fillWorth: 649.95,
      closed: {volumeLots: 0.2, price: 1301, worth: 260.2, timeMs: 3_000, reason: 'manual', profit: null},
      parts: 2,
      turn: 3,
    };
    const whole = {...booked, content: {...booked.content, expiresAtMs: 9_000.5}, order};
    book.write((page) => page.place(whole, 1_000), {waits: true});
    expect(book.takeUp()).toEqual([whole]);
    expect(book.write((page) => page.nextOrderId(), {waits: true})).toEqual({status: 'done', value: '2'});
  });
});
