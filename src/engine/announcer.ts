import type {Clock} from '../ports/clock.ts';
import type {Journal, JournalEntry} from '../ports/journal.ts';
import type {Announcement, Outbox} from '../ports/outbox.ts';
import {failureEntry} from './failure-entry.ts';

/** Announcements that wait for the database; beyond, the oldest go. */
export const WAITING_MAX = 1000;
/** A link that comes back sooner is nobody's concern. */
const LINK_DOWN_MS = 30_000;
/** A position without its stop loss is found anew each minute; it is announced again after an hour. */
const SAME_AGAIN_MS = 3_600_000;
/** Positions of which that is remembered. */
const SAME_MAX = 1000;
/** Before the database is asked again that did not take an announcement. */
const RETRY_MS = 1000;
/** How long the end waits for what is not written yet. */
const CLOSE_MS = 1000;

export type AnnouncerPorts = Readonly<{journal: Journal; clock: Clock; outbox: Pick<Outbox, 'announce'>}>;

type Waiting = Readonly<{announcement: Announcement; atMs: number}>;

type DownLink = Readonly<{sinceMs: number; up: AbortController}> & {
  lastError: string | null;
  isTold: boolean;
};

/**
 * A journal that also writes to the outbox what somebody outside may want to hear of, and what is no event of a plan's
 * history. It never waits and never throws: what the database does not take now is kept, up to a bound, and tried again.
 */
export class Announcer implements Journal {
  readonly #ports: AnnouncerPorts;
  readonly #announcesRun: boolean;
  readonly #links = new Map<'feed' | 'broker', DownLink>();
  /** When a position without its stop loss was last announced, by plan, level and outcome. */
  readonly #said = new Map<string, number>();
  readonly #ended = new AbortController();
  readonly #waiting: Waiting[] = [];
  #dropped = 0;
  #hasStarted = false;
  #writing: Promise<void> | undefined;

  /** @param announcesRun Whether start and end of the monitor are worth telling: not those of a single pass. */
  constructor(ports: AnnouncerPorts, announcesRun: boolean) {
    this.#ports = ports;
    this.#announcesRun = announcesRun;
  }

  /** Announcements that the database has not taken yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  record(entry: JournalEntry): void {
    this.#ports.journal.record(entry);
    switch (entry.kind) {
      case 'started': {
        if (!this.#announcesRun) return;
        const {plans, symbols, feed, broker} = entry;
        this.#hasStarted = true;
        this.#announce('monitor.started', null, {plans, symbols, feed, broker});
        return;
      }
      case 'link':
        this.#onLink(entry);
        return;
      case 'clock': {
        const {offsetMs, message} = entry;
        if (entry.state === 'unsure') this.#announce('clock.unsure', null, {offsetMs, message});
        return;
      }
      case 'quarantined': {
        const {planId, level, failures, untilMs, message} = entry;
        this.#announce('plan.quarantined', planId, {level, failures, untilMs, message});
        return;
      }
      case 'unprotected': {
        const {planId, level, repaired, message} = entry;
        if (!this.#isNews(`${planId} ${level} ${repaired}`)) return;
        this.#announce('plan.unprotected', planId, {level, repaired, message});
        return;
      }
      case 'missedByEvents':
        this.#announce('plan.missedByEvents', entry.planId, {level: entry.level});
        return;
      case 'orphan': {
        const {clientOrderId, symbol, ticket, message} = entry;
        this.#announce('order.orphan', null, {clientOrderId, symbol, ticket, message});
        return;
      }
      default:
    }
  }

  /**
   * Announces the end, where the start was, and lets what waits be written; not for longer than a second.
   *
   * @param reason Why it ended, where nobody has asked for it; null otherwise.
   */
  async close(reason: string | null): Promise<void> {
    if (this.#hasStarted) this.#announce('monitor.stopped', null, {reason});
    for (const {up} of this.#links.values()) up.abort();
    if (this.#writing !== undefined) {
      const written = new AbortController();
      const late = this.#ports.clock.sleep(CLOSE_MS, written.signal).catch(() => undefined);
      await Promise.race([this.#writing, late]);
      written.abort();
    }
    this.#ended.abort();
  }

  #onLink({link, state, lastError}: JournalEntry & {kind: 'link'}): void {
    const {clock} = this.#ports;
    const down = this.#links.get(link);
    if (state === 'up') {
      down?.up.abort();
      this.#links.delete(link);
      if (down?.isTold !== true) return;
      this.#announce('link.up', null, {link, forMs: Math.round(clock.now() - down.sinceMs)});
      return;
    }
    if (down !== undefined) {
      down.lastError = lastError ?? down.lastError;
      return;
    }
    const broken: DownLink = {sinceMs: clock.now(), up: new AbortController(), lastError, isTold: false};
    this.#links.set(link, broken);
    void clock.sleep(LINK_DOWN_MS, broken.up.signal).then(
      () => {
        if (broken.up.signal.aborted) return;
        broken.isTold = true;
        const {sinceMs} = broken;
        this.#announce('link.down', null, {link, sinceMs, lastError: broken.lastError});
      },
      () => {
        // It came up again, or the monitor has ended.
      },
    );
  }

  #isNews(key: string): boolean {
    const nowMs = this.#ports.clock.monotonic();
    const saidMs = this.#said.get(key);
    if (saidMs !== undefined && nowMs - saidMs < SAME_AGAIN_MS) return false;
    this.#said.delete(key);
    this.#said.set(key, nowMs);
    const [oldest] = this.#said.keys();
    if (this.#said.size > SAME_MAX && oldest !== undefined) this.#said.delete(oldest);
    return true;
  }

  #announce(kind: Announcement['kind'], planId: string | null, details: Announcement['details']): void {
    this.#waiting.push({announcement: {kind, planId, details}, atMs: this.#ports.clock.now()});
    if (this.#waiting.length > WAITING_MAX) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** One after the other, so that each has the time at which it happened. */
  async #write(): Promise<void> {
    const {outbox, clock, journal} = this.#ports;
    for (let isTold = false; !this.#ended.signal.aborted; ) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      try {
        await outbox.announce([next.announcement], next.atMs);
        isTold = false;
      } catch (error) {
        this.#putBack(next);
        if (!isTold) journal.record(failureEntry('announce what happened', error));
        isTold = true;
        // Ended early, it is the end: what waits then is not told.
        await clock.sleep(RETRY_MS, this.#ended.signal).catch(() => undefined);
      }
    }
    if (this.#dropped === 0) return;
    const message = `${this.#dropped} announcements were dropped while the database took none`;
    this.#dropped = 0;
    const about = {planId: null, reasonCode: 'dropped', doing: 'announce what happened'};
    journal.record({kind: 'failure', ...about, message});
  }

  #putBack(next: Waiting): void {
    if (this.#waiting.length < WAITING_MAX) this.#waiting.unshift(next);
    else this.#dropped += 1;
  }
}
