import {parentPort, workerData} from 'node:worker_threads';
import {after} from '../link/after.ts';
import {type ChannelTerms, channelOf} from '../notify/channel-of.ts';
import type {LoopNews} from '../notify/channel-loop.ts';
import {httpPost} from '../notify/http-post.ts';
import {Notifier} from '../notify/notifier.ts';
import type {Timer} from '../ports/clock.ts';
import {SqliteStore} from '../store/sqlite/sqlite-store.ts';
import {SystemClock} from '../system/system-clock.ts';
import {SystemRandom} from '../system/system-random.ts';

/** What the thread is started with. */
export type NotifyWork = Readonly<{
  db: string;
  dbDeadlineMs: number;
  channels: readonly ChannelTerms[];
  giveUpAfterMs: number;
}>;

/** Asked of the thread: deliver what is there and can be delivered at once, at most for so long, and end. */
export type NotifyEnd = Readonly<{drainMs: number}>;

/**
 * Entry of the thread that delivers notifications, on a connection of its own: an endpoint that hangs, and a locked
 * database, hold up nothing but this.
 */
if (parentPort === null) throw new Error('Invariant: the notifier runs in a worker thread');
const port = parentPort;
const {db, dbDeadlineMs, channels, giveUpAfterMs} = workerData as NotifyWork;
const clock = new SystemClock();
const random = new SystemRandom();
const drain = new AbortController();
const end = new AbortController();

let drained: Timer | undefined;
port.on('message', ({drainMs}: NotifyEnd) => {
  drained = after(clock, drainMs, () => end.abort());
  drain.abort();
});

const store = await SqliteStore.open({path: db, clock, random, deadlineMs: dbDeadlineMs, migrate: false});
try {
  const tell = (news: LoopNews) => port.postMessage(news);
  const notifier = new Notifier(
    {clock, random, outbox: store, post: httpPost, tell},
    {channels: channels.map((terms) => channelOf(terms, store.databaseId)), giveUpAfterMs},
  );
  await notifier.run(drain.signal, end.signal);
} finally {
  await store.close();
  drained?.cancel();
  port.close();
}
