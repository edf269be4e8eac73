import {Big} from 'big.js';
import {z} from 'zod';
import type {RetryHint} from '../ports/broker.ts';

/** A number as the decimal that was meant: a text without an exponent. */
export const decimal = z.codec(z.string().regex(/^-?\d{1,40}(\.\d{1,40})?$/), z.number(), {
  decode: Number,
  encode: (value) => new Big(value).toFixed(),
});

/** Epoch ms; may have a fraction. */
export const timeMs = z.number();

/** Ids of the venue may have 64 bits, which a JSON number has not: they are text. */
export const venueId = z.string().min(1).max(64);

/** Our key of an order: letters and digits, a letter first, so that every venue's free field can carry it. */
export const orderKey = z.string().regex(/^[A-Za-z][A-Za-z0-9]{7,31}$/);

export const symbolName = z.string().min(1).max(64);

export const side = z.enum(['buy', 'sell']);

export const retryHint = z.enum([
  'never',
  'reprice',
  'later',
  'human',
  'reread',
]) satisfies z.ZodType<RetryHint>;
