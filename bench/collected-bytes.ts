import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

// However the process was started: without a collection these figures mean nothing, and look as if they did.
setFlagsFromString('--expose-gc');
/** Collects all garbage. */
export const collectGarbage = runInNewContext('gc') as () => void;

/** What is held after a collection: objects, and the numbers of bars, which are kept in arrays beside them. */
export function collectedBytes(): Readonly<{objects: number; arrays: number}> {
  collectGarbage();
  const {heapUsed, arrayBuffers} = process.memoryUsage();
  return {objects: heapUsed, arrays: arrayBuffers};
}
