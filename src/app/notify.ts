import {InputError} from '../errors.ts';
import {channelOf} from '../notify/channel-of.ts';
import {deliver} from '../notify/deliver.ts';
import {type EventFilter, passesOf} from '../notify/event-filter.ts';
import {TEST_KIND} from '../notify/event-message.ts';
import {httpPost} from '../notify/http-post.ts';
import type {ChannelState, DeadLetter, Outbox, OutboxEvent} from '../ports/outbox.ts';
import {SystemClock} from '../system/system-clock.ts';
import {type ChannelSettings, namedChannelOf, termsOf} from './notify-channels.ts';
import {isoTime} from './plan-view.ts';
import {withStore} from './plans.ts';
import type {Settings} from './settings.ts';

/** Events that are read at once where they are only counted. */
const PAGE_EVENTS = 500;

/** A channel as `--json` shows it. Field names are stable. */
export type ChannelView = Readonly<{
  name: string;
  kind: ChannelSettings['kind'];
  /** Null: what a person wants to know. */
  kinds: readonly string[] | null;
  symbols: readonly string[] | null;
  /** Null: no monitor has run with it yet. */
  cursor: number | null;
  /** Events that it wants and has not got. */
  undelivered: number;
  oldestUndeliveredAt: string | null;
  attempts: number;
  nextAt: string | null;
  failingSince: string | null;
  lastError: string | null;
  delivered: number;
  deliveredAt: string | null;
  deadLetters: readonly DeadLetterView[];
}>;

export type DeadLetterView = Readonly<{
  id: number;
  time: string;
  kind: string;
  planId: string | null;
  symbol: string | null;
  givenUpAt: string;
  attempts: number;
  error: string;
  /** Somebody wants it to be tried again. */
  due: boolean;
}>;

/** How the configured channels fare. Needs none of their secrets. */
export async function listChannels(settings: Settings): Promise<readonly ChannelView[]> {
  const channels = Object.entries(settings.notify.channels);
  if (channels.length === 0) return [];
  return withStore(settings, async (store) => {
    const states = new Map((await store.channels()).map((state) => [state.name, state]));
    const views: ChannelView[] = [];
    for (const [name, channel] of channels) {
      const state = states.get(name);
      const left = state === undefined ? NOTHING_LEFT : await undelivered(store, state.cursor, channel);
      views.push({
        name,
        kind: channel.kind,
        kinds: channel.kinds ?? null,
        symbols: channel.symbols ?? null,
        ...left,
        ...stateView(state),
        deadLetters: (await store.deadLetters({channel: name})).map(letterView),
      });
    }
    return views;
  });
}

/**
 * Has dead letters of a channel tried again by the monitor, one or all.
 *
 * @throws {InputError} USAGE_INVALID when there is no such channel, or no such dead letter.
 */
export async function retryLetters(
  settings: Settings,
  name: string,
  eventId?: number,
): Promise<Readonly<{channel: string; retried: number}>> {
  namedChannelOf(settings, name);
  const retried = await withStore(settings, (store) => store.retryDeadLetters(name, eventId));
  if (retried === 0 && eventId !== undefined) {
    throw new InputError('USAGE_INVALID', `Channel "${name}" has no dead letter ${eventId}`, {
      field: 'id',
      hint: 'see `vigil notify list`; one that was delivered or has grown old is not there any more',
    });
  }
  return {channel: name, retried};
}

/** What came of a test. `status` is null where there was no answer. */
export type TestReport = Readonly<{
  channel: string;
  kind: ChannelSettings['kind'];
  delivered: boolean;
  status: number | null;
  error: string | null;
  ms: number;
}>;

/**
 * Sends a test message to a channel now, by what sends all others; it is no event, and no cursor moves.
 *
 * @throws {InputError} USAGE_INVALID when there is no such channel.
 * @throws {ConfigError} CONFIG_INVALID when its secrets cannot be read.
 */
export async function testChannel(settings: Settings, name: string): Promise<TestReport> {
  const terms = termsOf(name, namedChannelOf(settings, name));
  const databaseId = await withStore(settings, (store) => Promise.resolve(store.databaseId));
  const clock = new SystemClock();
  const event: OutboxEvent = {
    id: 0,
    atMs: clock.now(),
    kind: TEST_KIND,
    planId: null,
    symbol: null,
    sequence: null,
    level: null,
    from: null,
    to: null,
    details: {channel: name},
  };
  const startMs = clock.monotonic();
  const never = new AbortController().signal;
  const came = await deliver({clock, post: httpPost}, channelOf(terms, databaseId), event, never);
  return {
    channel: name,
    kind: terms.kind,
    delivered: came.as === 'delivered',
    status: came.status,
    error: came.as === 'delivered' ? null : came.error,
    ms: Math.round(clock.monotonic() - startMs),
  };
}

type Left = Pick<ChannelView, 'undelivered' | 'oldestUndeliveredAt'>;

const NOTHING_LEFT: Left = {undelivered: 0, oldestUndeliveredAt: null};

async function undelivered(
  outbox: Pick<Outbox, 'eventsAfter'>,
  cursor: number,
  filter: EventFilter,
): Promise<Left> {
  const passes = passesOf(filter);
  let count = 0;
  let oldest: OutboxEvent | undefined;
  for (let afterId = cursor; ; ) {
    const page = await outbox.eventsAfter(afterId, PAGE_EVENTS);
    const wanted = page.filter(passes);
    count += wanted.length;
    oldest ??= wanted[0];
    const last = page.at(-1);
    if (last === undefined) return {undelivered: count, oldestUndeliveredAt: isoTime(oldest?.atMs ?? null)};
    afterId = last.id;
  }
}

function stateView(
  state: ChannelState | undefined,
): Omit<ChannelView, 'name' | 'kind' | 'kinds' | 'symbols' | 'deadLetters' | keyof Left> {
  return {
    cursor: state?.cursor ?? null,
    attempts: state?.attempts ?? 0,
    nextAt: isoTime(state?.nextAtMs ?? null),
    failingSince: isoTime(state?.failingSinceMs ?? null),
    lastError: state?.lastError ?? null,
    delivered: state?.delivered ?? 0,
    deliveredAt: isoTime(state?.deliveredAtMs ?? null),
  };
}

function letterView({event, atMs, attempts, error, isDue}: DeadLetter): DeadLetterView {
  const {id, kind, planId, symbol} = event;
  return {
    id,
    time: isoTime(event.atMs),
    kind,
    planId,
    symbol,
    givenUpAt: isoTime(atMs),
    attempts,
    error,
    due: isDue,
  };
}
