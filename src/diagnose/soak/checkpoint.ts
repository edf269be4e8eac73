import {getEventListeners} from 'node:events';
import {readdirSync, statSync} from 'node:fs';
import type {Census} from '../../engine/monitor.ts';
import {heapBytes} from '../heap/heap-bytes.ts';
import {settleHeap} from '../heap/settle.ts';
import type {SoakWorld} from './soak-world.ts';

/** What is held at one moment at which no plan of the script is alive, after a collection. */
export type Checkpoint = Readonly<{
  /** Lifecycles so far. */
  lifecycles: number;
  heapBytes: number;
  /** Buffers and other memory that V8 knows of and does not manage. */
  externalBytes: number;
  arrayBufferBytes: number;
  rssBytes: number;
  /** Of the store's thread; null when it has none. */
  workerHeapBytes: number | null;
  /** Open file descriptors; null where the system does not tell. */
  handles: number | null;
  timers: number;
  listeners: number;
  subscriptions: number;
  walBytes: number;
  /** The database grows with the history of its plans, as it should. */
  databaseBytes: number;
  census: Census;
}>;

const DESCRIPTORS = '/proc/self/fd';

export async function takeCheckpoint(
  world: SoakWorld,
  lifecycles: number,
  workerHeap: () => Promise<number | null>,
): Promise<Checkpoint> {
  const workerHeapBytes = await workerHeap();
  await settleHeap();
  const {external, arrayBuffers, rss} = process.memoryUsage();
  return {
    lifecycles,
    heapBytes: heapBytes(),
    externalBytes: external,
    arrayBufferBytes: arrayBuffers,
    rssBytes: rss,
    workerHeapBytes,
    handles: handles(),
    timers: world.timers,
    listeners: listeners(world),
    subscriptions: world.feed.subscriptions,
    walBytes: world.walBytes,
    databaseBytes: sizeOf(world.databasePath),
    census: world.monitor.census(),
  };
}

/** Of the broker's events, of the signal that ends the engine, and of the process. */
function listeners({broker, signal}: SoakWorld): number {
  const ofProcess = process
    .eventNames()
    .reduce((sum, name) => sum + process.listenerCount(name as NodeJS.Signals), 0);
  return broker.listeners + getEventListeners(signal, 'abort').length + ofProcess;
}

function handles(): number | null {
  try {
    return readdirSync(DESCRIPTORS).length;
  } catch {
    // Only Linux lists them there.
    return null;
  }
}

function sizeOf(path: string): number {
  return path === ':memory:' ? 0 : (statSync(path, {throwIfNoEntry: false})?.size ?? 0);
}
