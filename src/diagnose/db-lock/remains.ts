import type {CheckFinding} from '../../ports/store.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import {SqliteStore} from '../../store/sqlite/sqlite-store.ts';
import {readBook} from './book.ts';
import {readContent} from './damage/content.ts';
import type {Remains} from './db-lock-result.ts';
import {type Ledger, lostWrites, undeniedWrites} from './ledger.ts';

type Ports = Readonly<{clock: Clock; random: Random}>;

/** Opens a database as the product does, which takes over its log, and says what `check()` finds. */
export async function checkedAfresh(path: string, ports: Ports): Promise<readonly CheckFinding[]> {
  const store = await SqliteStore.open({path, ...ports});
  try {
    return await store.check();
  } finally {
    await store.close();
  }
}

/**
 * Looks at a database that nobody has open.
 *
 * @param ordersBefore Orders that the broker had filled when the world began.
 */
export async function remainsOf(
  {path, bookPath, ledger}: Readonly<{path: string; bookPath: string; ledger: Ledger}>,
  {ordersBefore, ...ports}: Ports & Readonly<{ordersBefore: readonly string[]}>,
): Promise<Remains> {
  const check = await checkedAfresh(path, ports);
  const content = readContent(path);
  const book = readBook(bookPath);
  const known = new Set([...content.orders, ...ordersBefore]);
  return {
    check,
    lost: lostWrites(ledger.done, content),
    undenied: undeniedWrites(ledger, content),
    doubled: book.doubled,
    unknownOrders: book.filled.filter((order) => !known.has(order)),
    uncommitted: content.uncommitted,
  };
}
