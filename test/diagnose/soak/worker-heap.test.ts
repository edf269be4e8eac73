import {once} from 'node:events';
import {Worker} from 'node:worker_threads';
import {expect, describe, it} from 'vitest';
import {WorkerHeap} from '../../../src/diagnose/soak/worker-heap.ts';

/** Keeps a million numbers when it is told to, and makes as many that it does not keep. */
const KEEPER = `
const {parentPort} = require('node:worker_threads');
let kept;
parentPort.on('message', (keeps) => {
  const numbers = Array.from({length: 1e6}, (_, index) => index + 0.5);
  if (keeps) kept = numbers;
  parentPort.postMessage(numbers.length + (kept?.length ?? 0));
});`;

describe('WorkerHeap', () => {
  it('says what the heap of a thread holds, and not what it has left behind', async () => {
    const heap = new WorkerHeap();
    expect(await heap.bytes()).toBeNull();
    const worker = new Worker(KEEPER, {eval: true});
    const bytesAfter = async (keeps: boolean) => {
      worker.postMessage(keeps);
      await once(worker, 'message');
      return (await heap.bytes()) ?? 0;
    };
    const before = await bytesAfter(false);
    const after = await bytesAfter(true);
    expect(after - before).toBeGreaterThan(7e6);
    const again = await bytesAfter(false);
    expect(Math.abs(again - after)).toBeLessThan(4e6);
    await worker.terminate();
    expect(await heap.bytes()).toBeNull();
    heap.stop();
  });
});
