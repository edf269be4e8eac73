import {hash} from 'node:crypto';

/** One row of `plan_events`, its hash aside. */
export type ChainedEvent = Readonly<{
  plan_id: string;
  sequence: number;
  at_ms: number;
  level: number | null;
  from_status: string | null;
  to_status: string;
  kind: string;
  /** JSON, exactly as it is stored. */
  details: string;
}>;

/** What the first event of a plan stands on. */
export const CHAIN_START = '';

/**
 * SHA-256, in hex, of the hash of the plan's event before (none for the first) followed by this event
 * as JSON: keys sorted, no blanks, the details' stored text in its place, and `level` only where there is
 * one, so that an event without has one hash in every version of the database. Whoever changes an event
 * has to change every later one, and whoever checks needs no JavaScript.
 */
export function chainedHash(previousHash: string, event: ChainedEvent): string {
  const level = event.level === null ? '' : `"level":${event.level},`;
  const text =
    `{"atMs":${event.at_ms},"details":${event.details},"from":${JSON.stringify(event.from_status)},` +
    `"kind":${JSON.stringify(event.kind)},${level}"planId":${JSON.stringify(event.plan_id)},` +
    `"sequence":${event.sequence},"to":${JSON.stringify(event.to_status)}}`;
  return hash('sha256', previousHash + text);
}
