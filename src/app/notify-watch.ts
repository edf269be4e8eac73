import type {Closers} from '../closers.ts';
import type {Clock} from '../ports/clock.ts';
import type {ChannelLag, Outbox} from '../ports/outbox.ts';
import {untilClosed} from './until-closed.ts';

const LOOK_MS = 10_000;

/** How far behind the channels of notifications are, looked at now and then: asking does not wait for the database. */
export class NotifyWatch {
  #lags: readonly ChannelLag[] = [];

  /** As of the last look, by name. */
  get lags(): readonly ChannelLag[] {
    return this.#lags;
  }

  /** Looks until the work ends. */
  follow(outbox: Pick<Outbox, 'channelLags'>, clock: Clock, closers: Closers): void {
    untilClosed(closers, (signal) => this.#look(outbox, clock, signal));
  }

  async #look(outbox: Pick<Outbox, 'channelLags'>, clock: Clock, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // What cannot be read now is as it was, and a database that cannot be read is told by others.
      this.#lags = await outbox.channelLags().catch(() => this.#lags);
      await clock.sleep(LOOK_MS, signal).catch(() => undefined);
    }
  }
}
