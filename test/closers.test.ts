import {describe, expect, it} from 'vitest';
import {Closers} from '../src/closers.ts';

describe('Closers', () => {
  it('closes in reverse order, each before the next', async () => {
    const closed: string[] = [];
    {
      await using closers = new Closers();
      closers.defer(() => closed.push('first'));
      closers.defer(async () => {
        await Promise.resolve();
        closed.push('second');
      });
    }
    expect(closed).toEqual(['second', 'first']);
  });

  it('closes the others when one fails, and tells', async () => {
    const closed: string[] = [];
    const work = async () => {
      await using closers = new Closers();
      closers.defer(() => closed.push('first'));
      closers.defer(() => Promise.reject(new Error('stuck')));
    };
    await expect(work()).rejects.toThrow('stuck');
    expect(closed).toEqual(['first']);
  });

  it('tells every failure', async () => {
    const closers = new Closers();
    closers.defer(() => Promise.reject(new Error('one')));
    closers.defer(() => Promise.reject(new Error('two')));
    const failure = await closers[Symbol.asyncDispose]().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(AggregateError);
    expect((failure as AggregateError).errors.map(String)).toEqual(['Error: two', 'Error: one']);
  });
});
