/** Holds the store open and cancels what it is told to, again and again until everything is decided. */
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {SystemClock} from '../../src/system/system-clock.ts';

const [db = '', seed = '1'] = process.argv.slice(2);
const clock = new SystemClock();
const random = new SeededRandom(Number(seed));
const store = await SqliteStore.open({path: db, clock, random});

process.on('message', (ids: readonly string[] | 'end') => {
  if (ids === 'end') {
    void store.close().then(() => process.disconnect());
    return;
  }
  void cancelAll(ids).then((acknowledged) => process.send?.(acknowledged));
});
process.send?.('ready');

/** In an order of its own, until no plan is pending. Returns the plans that it was told are cancelled. */
async function cancelAll(ids: readonly string[]): Promise<readonly string[]> {
  const left = ids.map((id) => ({id, place: random.next()})).sort((a, b) => a.place - b.place);
  const acknowledged: string[] = [];
  for (const {id} of left) {
    // Sometimes a little later, so that the price comes first as often as the cancel.
    if (random.next() < 0.6) await clock.sleep(random.next() * 8);
    const {row} = await store.cancel(id, 'cancelled in a race', clock.now());
    // One that is only noted came second: the order that is on its way may still fill.
    if (row?.status === 'cancelled') acknowledged.push(id);
  }
  return acknowledged;
}
