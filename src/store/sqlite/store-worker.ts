import {parentPort} from 'node:worker_threads';
import {toErrorData} from '../../crossing-errors.ts';
import {openDatabase} from './open-database.ts';
import {SqliteCore} from './sqlite-core.ts';
import {isBusy} from './sqlite-errors.ts';
import {type Answer, TurnRunner, type TurnResult} from './turn-runner.ts';
import type {CrossingAnswer, CrossingResult, WorkerReply, WorkerRequest} from './worker-messages.ts';

/**
 * Entry of the worker thread that owns the monitor's connection: one request, one reply. It never
 * waits for a lock; when to try again is decided on the other side, which has the clock, and which also ends the
 * thread. After a connection was closed another can be opened.
 */
if (parentPort === null) throw new Error('Invariant: the store worker runs in a worker thread');
const port = parentPort;
let runner: TurnRunner | undefined;

port.on('message', (request: WorkerRequest) => {
  port.postMessage(reply(request));
});

function reply(request: WorkerRequest): WorkerReply {
  try {
    switch (request.type) {
      case 'open': {
        const {database, migration} = openDatabase(request.options);
        const core = new SqliteCore(database, request.options.claimant);
        runner = new TurnRunner(database, core, request.options.path);
        return {type: 'opened', databaseId: core.databaseId, claimant: core.claimant, migration};
      }
      case 'turn':
        if (runner === undefined) throw new Error('Invariant: a turn comes after the database was opened');
        return {type: 'turned', result: crossing(runner.run(request.turn))};
      case 'close':
        runner?.close();
        return {type: 'closed'};
    }
  } catch (error) {
    return isBusy(error) ? {type: 'busy'} : {type: 'failed', error: toErrorData(error)};
  }
}

function crossing({writes, reads, walBytes, failure}: TurnResult): CrossingResult {
  return {
    writes: writes === 'busy' ? writes : writes.map(answer),
    reads: reads.map((read) => (read === 'busy' ? read : answer(read))),
    walBytes,
    failure: failure === undefined ? null : toErrorData(failure),
  };
}

function answer(given: Answer): CrossingAnswer {
  return given.ok ? given : {ok: false, error: toErrorData(given.error)};
}
