import {createHash} from 'node:crypto';

/** Crockford's: no i, l, o or u, so that an id can be read aloud and typed. */
const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz';
const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz';
const ID_CHARACTERS = 10;
const ORDER_ID_CHARACTERS = 16;

/**
 * An id for a plan that was given none, such as `p-7k2m9x4qhd`: 50 bits of chance.
 *
 * @param random Uniform in [0, 1).
 */
export function newPlanId(random: Readonly<{next(): number}>): string {
  let id = 'p-';
  for (let count = 0; count < ID_CHARACTERS; count++) {
    id += BASE32.charAt(Math.floor(random.next() * BASE32.length));
  }
  return id;
}

/** What makes an order that order, and no other. */
export type OrderKey = Readonly<{
  databaseId: string;
  planId: string;
  version: number;
  /** From 1. */
  level: number;
  attempt: number;
}>;

/**
 * The client order id of an attempt: 16 lower-case letters and digits, a letter first.
 *
 * It is a function of its key alone, so that it can be computed again after everything but the plan
 * is lost. Venues that ignore case cannot confuse two ids; 82 bits of SHA-256 keep them apart.
 *
 * The first level is not part of the text that is hashed: databases have intents from before plans had
 * levels, and their ids must come out as they were sent. A text of four parts is of the first level, one
 * of five of the level that it names, so the two cannot be confused.
 */
export function clientOrderIdOf({databaseId, planId, version, level, attempt}: OrderKey): string {
  const parts = [databaseId, planId, version, ...(level === 1 ? [] : [level]), attempt];
  // JSON keeps the parts apart: no two keys give one text.
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  let rest = BigInt(`0x${hash}`);
  const take = (alphabet: string): string => {
    const size = BigInt(alphabet.length);
    const character = alphabet.charAt(Number(rest % size));
    rest /= size;
    return character;
  };
  let id = take(BASE36.slice(10));
  while (id.length < ORDER_ID_CHARACTERS) id += take(BASE36);
  return id;
}
