import type {Closers} from '../closers.ts';
import {failureEntry} from '../engine/failure-entry.ts';
import type {ChannelTerms} from '../notify/channel-of.ts';
import type {LoopNews} from '../notify/channel-loop.ts';
import {enrolChannels} from '../notify/notifier.ts';
import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import type {Outbox} from '../ports/outbox.ts';
import {LastingThread} from './lasting-thread.ts';
import type {NotifyEnd, NotifyWork} from './notify-worker.ts';
import type {Settings} from './settings.ts';

const ENTRY = new URL('./notify-worker.ts', import.meta.url);

/** After a long run, and after a single pass, so long is tried to deliver what is left. */
const DRAIN_MS = 2000;
const DRAIN_ONCE_MS = 5000;
/** For what the thread does after its drain, before it is ended. */
const GRACE_MS = 500;
const RESTARTS = {pauseFirstMs: 1000, pauseMaxMs: 60_000};
const HEAP_MB_MAX = 128;

type ThreadParts = Readonly<{clock: Clock; journal: Journal}>;

/**
 * Delivers notifications until the work ends, in a thread of its own; starts none where no channel is configured.
 *
 * @param lost Aborted when another monitor has taken over, which then delivers.
 */
export async function followNotifications(
  channels: readonly ChannelTerms[],
  settings: Settings,
  parts: ThreadParts & Readonly<{outbox: Outbox; once: boolean; lost: AbortSignal}>,
  closers: Closers,
): Promise<void> {
  const {outbox, journal, once, lost} = parts;
  try {
    // Here, before anything happens: a new channel is told of all that this run does.
    await enrolChannels(
      outbox,
      channels.map(({name}) => name),
    );
  } catch (error) {
    // The thread does it again. Nobody trades the less for it.
    journal.record(failureEntry('enrol channels', error));
  }
  if (channels.length === 0) return;
  const {db, dbDeadlineMs, notify} = settings;
  const thread = new NotifyThread({db, dbDeadlineMs, channels, giveUpAfterMs: notify.giveUpAfterMs}, parts);
  closers.defer(() => thread.stop(lost.aborted ? 0 : once ? DRAIN_ONCE_MS : DRAIN_MS));
}

/** The thread of the notifier, and whoever takes its place when it dies. */
export class NotifyThread {
  readonly #thread: LastingThread<LoopNews>;

  constructor(work: NotifyWork, {clock, journal}: ThreadParts) {
    this.#thread = new LastingThread(clock, {
      ...{entry: ENTRY, data: () => work, heapMbMax: HEAP_MB_MAX, ...RESTARTS},
      hears: (news) => tell(journal, news),
      replaces: (message) =>
        journal.record({kind: 'supervised', loop: 'notify', state: 'restarted', message}),
    });
  }

  /** Lets it deliver what can be delivered at once, for at most that time, and ends it. Never throws. */
  stop(drainMs: number): Promise<void> {
    return this.#thread.stop({drainMs} satisfies NotifyEnd, drainMs + GRACE_MS);
  }
}

function tell(journal: Journal, {channel, state, message}: LoopNews): void {
  const loop = channel === null ? 'notify' : `notify ${channel}`;
  if (state === 'storeFailed') {
    journal.record({kind: 'failure', planId: null, reasonCode: state, doing: loop, message});
  } else journal.record({kind: 'supervised', loop, state: state === 'failing' ? 'stalled' : state, message});
}
