import {describe, expect, it} from 'vitest';
import {closing} from '../src/closers.ts';

describe('closing', () => {
  it('closes in reverse order, each before the next, and gives the result', async () => {
    const closed: string[] = [];
    const result = await closing(async (closers) => {
      closers.defer(() => closed.push('first'));
      closers.defer(async () => {
        await Promise.resolve();
        closed.push('second');
      });
      return 7;
    });
    expect(result).toBe(7);
    expect(closed).toEqual(['second', 'first']);
  });

  it('closes everything when the work fails, and throws why it did', async () => {
    const closed: string[] = [];
    const work = closing(async (closers) => {
      closers.defer(() => closed.push('first'));
      closers.defer(() => Promise.reject(new Error('cannot be closed')));
      await Promise.reject(new Error('the database is lost'));
    });
    await expect(work).rejects.toThrow('the database is lost');
    expect(closed).toEqual(['first']);
  });

  it('throws the first of what cannot be closed after good work', async () => {
    const work = closing(async (closers) => {
      closers.defer(() => Promise.reject(new Error('opened first')));
      closers.defer(() => Promise.reject(new Error('opened last')));
    });
    await expect(work).rejects.toThrow('opened last');
  });
});
