import {InputError} from '../../errors.ts';
import type {PlanSort} from '../../ports/store.ts';

/** The place in an order after which a page begins: behind the plan of this key and id. */
export type PagePlace = Readonly<{sort: PlanSort; key: number | string; id: string}>;

/** The place as text that callers hand back, and need not understand. */
export function cursorOf({sort, key, id}: PagePlace): string {
  return Buffer.from(JSON.stringify([sort, key, id])).toString('base64url');
}

/** @throws {InputError} USAGE_INVALID when the text is no cursor, or one of another order. */
export function placeOf(cursor: string, sort: PlanSort): PagePlace {
  const [of, key, id] = listIn(Buffer.from(cursor, 'base64url').toString());
  const isKey = sort === 'id' || sort === '-id' ? typeof key === 'string' : Number.isSafeInteger(key);
  if (typeof of !== 'string' || typeof id !== 'string')
    throw wrong(`after is "${cursor}", which is no cursor`, 'give the "next" of the page before, unchanged');
  if (of !== sort || !isKey)
    throw wrong(
      `after is a cursor of the order "${of}", not of "${sort}"`,
      'keep the order from page to page',
    );
  return {sort, key: key as number | string, id};
}

function listIn(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    // Anybody may hand in anything; it is then none of ours.
    return [];
  }
}

function wrong(message: string, hint: string): InputError {
  return new InputError('USAGE_INVALID', message, {field: 'after', hint});
}
