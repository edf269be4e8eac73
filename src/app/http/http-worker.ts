import {parentPort, workerData} from 'node:worker_threads';
import {toErrorData} from '../../crossing-errors.ts';
import {SystemClock} from '../../system/system-clock.ts';
import {SystemRandom} from '../../system/system-random.ts';
import type {HttpMessage, HttpOrder} from './http-messages.ts';
import {serveHttp} from './http-server.ts';

/** Entry of the thread that serves the HTTP interface beside a monitor. */
if (parentPort === null) throw new Error('Invariant: the HTTP worker runs in a worker thread');
const port = parentPort;
const say = (message: HttpMessage) => port.postMessage(message);

const stop = new AbortController();
port.once('message', () => stop.abort());
try {
  await serveHttp(
    {
      ...(workerData as HttpOrder),
      clock: new SystemClock(),
      random: new SystemRandom(),
      journal: {record: (entry) => say({type: 'journal', entry})},
    },
    stop.signal,
    (address) => say({type: 'listening', address}),
  );
} catch (error) {
  say({type: 'failed', error: toErrorData(error)});
}
port.close();
