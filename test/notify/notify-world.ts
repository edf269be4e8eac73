import {Notifier, type NotifierPorts} from '../../src/notify/notifier.ts';
import type {Channel} from '../../src/notify/channel.ts';
import type {LoopNews} from '../../src/notify/channel-loop.ts';
import {webhookChannel, type WebhookBody, type WebhookTerms} from '../../src/notify/channels/webhook.ts';
import type {PostAnswer, PostRequest} from '../../src/notify/post.ts';
import type {Announcement} from '../../src/ports/outbox.ts';
import type {Store} from '../../src/ports/store.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {rest, VirtualClock} from '../../src/system/virtual-clock.ts';

export const START_MS = Date.UTC(2026, 0, 5, 12);
export const DAY_MS = 86_400_000;

/** What an endpoint does with a request: its status, an answer, or nothing that comes back. */
export type Behaviour = (request: PostRequest, signal: AbortSignal) => Promise<PostAnswer>;

export function status(code: number, headers: Readonly<Record<string, string>> = {}, body = ''): Behaviour {
  return () => Promise.resolve({status: code, headers, body});
}

export const REFUSED: Behaviour = () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:9'));

/** Never answers, and does not care whether anybody waits. */
export const HANGS: Behaviour = () => new Promise(() => undefined);

export function anAnnouncement(
  details: Announcement['details'] = {},
  planId: string | null = null,
): Announcement {
  return {kind: 'plan.quarantined', planId, details};
}

export function aWebhook(changes: Partial<WebhookTerms> = {}): WebhookTerms {
  return {kind: 'webhook', name: 'ops', url: 'https://example.org/hooks/1', kinds: ['*'], ...changes};
}

export function bodyOf({body}: PostRequest): WebhookBody {
  return JSON.parse(body) as WebhookBody;
}

/** A notifier on virtual time and a real database in memory, with endpoints under the test's hand. */
export class NotifyWorld {
  readonly clock = new VirtualClock(START_MS);
  readonly news: LoopNews[] = [];
  /** Every request that an endpoint has read, whatever it has answered. */
  readonly received: {request: PostRequest; atMs: number}[] = [];
  /** How the endpoint of a URL behaves. */
  behaviour: Behaviour = status(204);
  readonly store: Store;
  notifier: Notifier | undefined;
  giveUpAfterMs = DAY_MS;
  #drain = new AbortController();
  #end = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #channels: readonly Channel[];
  readonly #random;

  private constructor(store: Store, channels: readonly WebhookTerms[], seed: number) {
    this.store = store;
    this.#channels = channels.map((terms) => webhookChannel(terms, 'test'));
    this.#random = new SeededRandom(seed);
  }

  static async open(channels: readonly WebhookTerms[] = [aWebhook()], seed = 1): Promise<NotifyWorld> {
    const clock = new VirtualClock(START_MS);
    const random = new SeededRandom(seed);
    const store = await SqliteStore.open({path: ':memory:', clock, random, databaseId: 'test'});
    return new NotifyWorld(store, channels, seed);
  }

  /** Starts a notifier on what there is; `outbox` stands in for the database. */
  async start(
    channels?: readonly WebhookTerms[],
    outbox: NotifierPorts['outbox'] = this.store,
  ): Promise<void> {
    if (channels !== undefined) this.#channels = channels.map((terms) => webhookChannel(terms, 'test'));
    this.#drain = new AbortController();
    this.#end = new AbortController();
    const post: Behaviour = (request, signal) => {
      this.received.push({request, atMs: this.clock.now()});
      return this.behaviour(request, signal);
    };
    this.notifier = new Notifier(
      {clock: this.clock, random: this.#random, outbox, post, tell: (news) => this.news.push(news)},
      {channels: this.#channels, giveUpAfterMs: this.giveUpAfterMs},
    );
    this.#running = this.notifier.run(this.#drain.signal, this.#end.signal);
    await rest();
  }

  /** Asks it to end, and breaks it off after so much virtual time; gives how long it took. */
  async stop(drainMs: number): Promise<number> {
    const startMs = this.clock.now();
    let endedMs: number | undefined;
    void this.#running.then(() => {
      endedMs = this.clock.now();
    });
    this.clock.at(startMs + drainMs, () => this.#end.abort());
    this.#drain.abort();
    await this.clock.advance(drainMs);
    await this.#running;
    return (endedMs ?? this.clock.now()) - startMs;
  }

  /** Ends it at once, as a killed process does: nothing more is sent or written. */
  async kill(): Promise<void> {
    this.#end.abort();
    this.#drain.abort();
    await this.#running;
  }

  async announce(count: number, planId: string | null = null): Promise<void> {
    const announcements = Array.from({length: count}, (_, index) => anAnnouncement({number: index}, planId));
    await this.store.announce(announcements, this.clock.now());
  }

  /** Ids of the events that were received, in order. */
  ids(): readonly number[] {
    return this.received.map(({request}) => bodyOf(request).id);
  }
}
