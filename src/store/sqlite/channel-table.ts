import type Database from 'better-sqlite3';
import type {ChannelState, DeadLetter, LettersWanted, OutboxEvent} from '../../ports/outbox.ts';
import {canonicalJson} from './canonical-json.ts';
import {wholeMs} from './whole-ms.ts';

type ChannelRecord = Readonly<{
  name: string;
  cursor: number;
  attempts: number;
  next_at_ms: number | null;
  failing_since_ms: number | null;
  last_error: string | null;
  delivered: number;
  delivered_at_ms: number | null;
}>;

type LetterRecord = Readonly<{
  channel: string;
  outbox_id: number;
  at_ms: number;
  attempts: number;
  error: string;
  event: string;
  is_due: number;
}>;

/** Of one channel; beyond, the oldest go. */
const DEAD_LETTERS_MAX = 10_000;

/** The tables `channels` and `dead_letters`. */
export class ChannelTable {
  readonly #all;
  readonly #keep;
  readonly #save;
  readonly #letters;
  readonly #bury;
  readonly #trim;
  readonly #retry;
  readonly #drop;
  readonly #prune;

  constructor(database: Database.Database) {
    this.#all = database.prepare<[], ChannelRecord>('SELECT * FROM channels ORDER BY name');
    this.#keep = database.prepare<[string]>(
      'DELETE FROM channels WHERE name NOT IN (SELECT value FROM json_each(?))',
    );
    this.#save = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO channels (name, cursor, attempts, next_at_ms, failing_since_ms, last_error, delivered,
         delivered_at_ms)
       VALUES (@name, @cursor, @attempts, @nextAtMs, @failingSinceMs, @lastError, @delivered, @deliveredAtMs)
       ON CONFLICT (name) DO UPDATE
       SET cursor = excluded.cursor, attempts = excluded.attempts, next_at_ms = excluded.next_at_ms,
         failing_since_ms = excluded.failing_since_ms, last_error = excluded.last_error,
         delivered = excluded.delivered, delivered_at_ms = excluded.delivered_at_ms
       WHERE excluded.cursor >= cursor`,
    );
    this.#letters = database.prepare<[Record<string, unknown>], LetterRecord>(
      `SELECT * FROM dead_letters
       WHERE (@channel IS NULL OR channel = @channel) AND (@isDue IS NULL OR is_due = @isDue)
       ORDER BY channel, outbox_id LIMIT @max`,
    );
    this.#bury = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO dead_letters (channel, outbox_id, at_ms, attempts, error, event, is_due)
       VALUES (@channel, @id, @atMs, @attempts, @error, @event, @isDue)
       ON CONFLICT (channel, outbox_id) DO UPDATE
       SET at_ms = excluded.at_ms, attempts = excluded.attempts, error = excluded.error, is_due = excluded.is_due`,
    );
    this.#trim = database.prepare<[string, string]>(
      `DELETE FROM dead_letters WHERE channel = ? AND outbox_id <= (
         SELECT outbox_id FROM dead_letters WHERE channel = ?
         ORDER BY outbox_id DESC LIMIT 1 OFFSET ${DEAD_LETTERS_MAX})`,
    );
    this.#retry = database.prepare<[Record<string, unknown>]>(
      'UPDATE dead_letters SET is_due = 1 WHERE channel = @channel AND (@id IS NULL OR outbox_id = @id)',
    );
    this.#drop = database.prepare<[string, number]>(
      'DELETE FROM dead_letters WHERE channel = ? AND outbox_id = ?',
    );
    this.#prune = database.prepare<[number]>('DELETE FROM dead_letters WHERE at_ms < ?');
  }

  all(): readonly ChannelState[] {
    return this.#all.all().map((record) => ({
      name: record.name,
      cursor: record.cursor,
      attempts: record.attempts,
      nextAtMs: record.next_at_ms,
      failingSinceMs: record.failing_since_ms,
      lastError: record.last_error,
      delivered: record.delivered,
      deliveredAtMs: record.delivered_at_ms,
    }));
  }

  keep(names: readonly string[]): void {
    this.#keep.run(JSON.stringify(names));
  }

  save(state: ChannelState, letter?: DeadLetter): void {
    const {nextAtMs, failingSinceMs, deliveredAtMs} = state;
    const whole = (ms: number | null) => (ms === null ? null : wholeMs(ms));
    const {changes} = this.#save.run({
      ...state,
      nextAtMs: whole(nextAtMs),
      failingSinceMs: whole(failingSinceMs),
      deliveredAtMs: whole(deliveredAtMs),
    });
    if (letter !== undefined && changes === 1) this.bury(letter);
  }

  letters({channel, isDue, max}: LettersWanted): readonly DeadLetter[] {
    const wanted = {
      channel: channel ?? null,
      isDue: isDue === undefined ? null : Number(isDue),
      // SQLite takes it for no limit.
      max: max ?? -1,
    };
    return this.#letters.all(wanted).map((record) => ({
      channel: record.channel,
      event: JSON.parse(record.event) as OutboxEvent,
      atMs: record.at_ms,
      attempts: record.attempts,
      error: record.error,
      isDue: record.is_due === 1,
    }));
  }

  bury({channel, event, atMs, attempts, error, isDue}: DeadLetter): void {
    this.#bury.run({
      channel,
      id: event.id,
      atMs: wholeMs(atMs),
      attempts,
      error,
      event: canonicalJson(event),
      isDue: isDue ? 1 : 0,
    });
    this.#trim.run(channel, channel);
  }

  retry(channel: string, eventId?: number): number {
    return this.#retry.run({channel, id: eventId ?? null}).changes;
  }

  drop(channel: string, eventId: number): void {
    this.#drop.run(channel, eventId);
  }

  pruneLetters(beforeMs: number): void {
    this.#prune.run(wholeMs(beforeMs));
  }
}
