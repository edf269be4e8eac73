import type Database from 'better-sqlite3';
import type {ChannelLag} from '../../ports/outbox.ts';

/** How far behind each channel of notifications is, by name. Only reads. */
export function channelLags(database: Database.Database): readonly ChannelLag[] {
  return database
    .prepare<[], ChannelLag>(
      `SELECT name, failing_since_ms AS failingSinceMs, last_error AS lastError,
         (SELECT count(*) FROM outbox WHERE id > cursor) AS undelivered,
         (SELECT count(*) FROM dead_letters WHERE channel = name) AS deadLetters
       FROM channels ORDER BY name`,
    )
    .all();
}
