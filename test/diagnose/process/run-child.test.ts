import {describe, expect, it} from 'vitest';
import {runChild} from '../../../src/diagnose/process/run-child.ts';
import {DiagnosisError} from '../../../src/errors.ts';

const ENTRY = new URL('./children/answer.ts', import.meta.url);

function order(what: string, {signal = new AbortController().signal, onProgress = (_: number) => {}} = {}) {
  return {entry: ENTRY, order: {do: what, value: 21}, nodeFlags: ['--expose-gc'], signal, onProgress};
}

describe('runChild', () => {
  it('gives the result of a fresh process that has the flags asked for, and its progress', async () => {
    const shares: number[] = [];
    const result = await runChild(order('double', {onProgress: (share) => shares.push(share)}));
    expect(result).toEqual({doubled: 42, collects: true});
    expect(shares).toEqual([0.5]);
  });

  it('is a broken diagnosis when the child throws, with where it did', async () => {
    const broken = await runChild(order('throw')).catch((error: unknown) => error);
    expect(broken).toBeInstanceOf(DiagnosisError);
    expect(broken).toMatchObject({
      code: 'DIAGNOSIS_BROKE',
      message: 'The diagnosis ended without a verdict: the harness went wrong',
      hint: expect.stringContaining('answer.ts'),
    });
  });

  it('is a broken diagnosis when the child dies, with its last words', async () => {
    await expect(runChild(order('die'))).rejects.toMatchObject({
      code: 'DIAGNOSIS_BROKE',
      message: 'The diagnosis ended without a verdict: its process ended with signal SIGKILL',
      hint: 'last words',
    });
  });

  it('ends the child and gives the reason when it is told to stop', async () => {
    const stop = new AbortController();
    const running = runChild(
      order('hang', {signal: stop.signal, onProgress: () => stop.abort(new Error('enough'))}),
    );
    await expect(running).rejects.toThrow('enough');
  });
});
