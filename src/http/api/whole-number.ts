import {z} from 'zod';

/** Digits of a number that is exact. */
const FORM = /^\d{1,16}$/;

/** A whole number as a query has it: digits, and no other way to write one. `min` and `max` are still good. */
export function wholeNumber(min: number, max: number) {
  const isGood = (text: string) => FORM.test(text) && Number(text) >= min && Number(text) <= max;
  return z
    .string()
    .refine(isGood, `which is not a whole number from ${min} to ${max}`)
    .transform(Number)
    .meta({type: 'integer', minimum: min, maximum: max});
}
