import {createHash} from 'node:crypto';
import type {WireOrder} from '../gateway/wire-orders.ts';
import type {VenueRow} from './venue/venue.ts';

/** The longest comment that MetaTrader takes. */
const COMMENT_CHARACTERS_MAX = 31;
/** With the 32 bits of the key a magic number stays below 2^53, which every JSON reader can carry. */
const TAG_BITS = 21;
/** A comment that was cut shorter than this tells too little. */
const PREFIX_CHARACTERS_MIN = 8;
const KEY_FORM = /^[A-Za-z][A-Za-z0-9]{15}/;

/**
 * The magic number of an order: a tag of its plan level, the same for all attempts, and a hash of its
 * key. Brokers leave it alone.
 */
export function magicOf(key: string, {planId, level}: Pick<WireOrder, 'planId' | 'level'>): number {
  const tag = hash32(JSON.stringify([planId, level])) >>> (32 - TAG_BITS);
  return tag * 2 ** 32 + hash32(key);
}

/**
 * The comment of an order: the key first, because brokers keep 31, 27 or 16 characters of it or none;
 * then what of the plan's name fits, for people.
 */
export function commentOf(key: string, {planId}: Pick<WireOrder, 'planId'>): string {
  const name = planId.replaceAll(/[^A-Za-z0-9]/g, '_');
  return `${key}_${name}`.slice(0, COMMENT_CHARACTERS_MAX);
}

/** The key that both labels of an order speak of; null for an order that is not ours, or has lost its comment. */
export function keyInLabels({magic, comment}: Pick<VenueRow, 'magic' | 'comment'>): string | null {
  const key = keyInComment(comment);
  return key !== null && magic % 2 ** 32 === hash32(key) ? key : null;
}

function keyInComment(comment: string): string | null {
  return KEY_FORM.exec(comment)?.[0] ?? null;
}

/**
 * Whether an order of the venue is the one of a key: by its magic number, unless the comment is another
 * key's; or by the comment alone, as far as the venue has kept it.
 */
export function isOrderOf(key: string, {magic, comment}: Pick<VenueRow, 'magic' | 'comment'>): boolean {
  const named = keyInComment(comment);
  if (named !== null && key.length === named.length) return named === key;
  if (magic % 2 ** 32 === hash32(key)) return true;
  return comment.length >= PREFIX_CHARACTERS_MIN && (comment.startsWith(key) || key.startsWith(comment));
}

function hash32(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
