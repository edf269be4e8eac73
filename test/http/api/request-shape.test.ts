import {describe, expect, it} from 'vitest';
import {z} from 'zod';
import {InputError} from '../../../src/errors.ts';
import {shaped} from '../../../src/http/api/request-shape.ts';
import {wholeNumber} from '../../../src/http/api/whole-number.ts';

const SHAPE = z.strictObject({
  reason: z.string().min(1),
  limit: wholeNumber(1, 1000).default(100),
  status: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(['pending', 'closed'])))
    .optional(),
});

function refusalOf(value: unknown, shape: z.ZodType = SHAPE): InputError {
  try {
    shaped(shape, value, 'body');
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('It was taken');
}

const DEEP: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));

describe('shaped', () => {
  it('gives what the shape makes of it', () => {
    expect(shaped(SHAPE, {reason: 'a', limit: '7', status: 'pending,closed'}, 'body')).toEqual({
      ...{reason: 'a', limit: 7, status: ['pending', 'closed']},
    });
    expect(shaped(SHAPE, {reason: 'a'}, 'body')).toEqual({reason: 'a', limit: 100});
  });

  it.each([
    [{}, 'reason', 'reason of the body is missing', 'give reason'],
    [{reason: 5}, 'reason', 'reason of the body is 5: ', undefined],
    [{reason: 'x'.repeat(200), limit: '0'}, 'limit', 'limit of the body is "0", which is not', undefined],
    [{reason: 'a', reasn: 'b'}, 'reasn', 'The body has the unknown key "reasn"', 'did you mean "reason"?'],
    [{reason: 'a', zzz: 1}, 'zzz', 'The body has the unknown key "zzz"', 'known are reason, limit, status'],
    [{reason: 'a', ['k'.repeat(500)]: 1}, `${'k'.repeat(80)}…`, 'The body has the unknown key', undefined],
    [{reason: 'a', status: 'open'}, 'status', 'status of the body is "open": ', undefined],
    [{reason: {a: DEEP}}, 'reason', 'reason of the body is an object: ', undefined],
    [{reason: DEEP}, 'reason', 'reason of the body is a list: ', undefined],
    [DEEP, undefined, 'The body is a list: ', undefined],
    [null, undefined, 'The body is null: ', undefined],
    [JSON.parse('{"__proto__":{"reason":"x"}}'), 'reason', 'reason of the body is missing', 'give reason'],
  ])('names field, value and remedy: case %#', (value, field, message, hint) => {
    const refusal = refusalOf(value);
    expect(refusal.code).toBe('USAGE_INVALID');
    expect(refusal.field).toBe(field);
    expect(refusal.message).toContain(message);
    if (hint !== undefined) expect(refusal.hint).toBe(hint);
    expect(refusal.message.length).toBeLessThan(400);
  });

  it('tells of 20 unknown keys and no more', () => {
    const many = Object.fromEntries(Array.from({length: 5000}, (_, index) => [`k${index}`, 1]));
    expect(refusalOf({reason: 'a', ...many}).problems).toHaveLength(20);
  });
});

describe('wholeNumber', () => {
  it.each([
    ['1', 1],
    ['1000', 1000],
    ['0007', 7],
    ['', undefined],
    ['0', undefined],
    ['1001', undefined],
    ['-1', undefined],
    ['+1', undefined],
    ['1.0', undefined],
    ['1e2', undefined],
    ['0x10', undefined],
    [' 5', undefined],
    ['٣', undefined],
    ['9'.repeat(17), undefined],
    [5, undefined],
    [['5'], undefined],
  ])('%j is %j', (text, number) => {
    const parsed = wholeNumber(1, 1000).safeParse(text);
    expect(parsed.success ? parsed.data : undefined).toBe(number);
  });
});
