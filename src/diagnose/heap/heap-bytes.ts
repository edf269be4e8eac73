import {getHeapSpaceStatistics} from 'node:v8';

/** Spaces that grow with what has been compiled, and not with what the program holds. */
const NOT_HELD = /code|read_only|trusted/;

/** Bytes of JavaScript objects in this thread's heap; after a collection, of those that somebody holds. */
export function heapBytes(): number {
  return getHeapSpaceStatistics()
    .filter(({space_name: name}) => !NOT_HELD.test(name))
    .reduce((sum, {space_used_size: bytes}) => sum + bytes, 0);
}
