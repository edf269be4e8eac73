// vigil-lint-ok: several runs at once, each in a thread and none of them with a part of another
import {parentPort} from 'node:worker_threads';
import {type Job, runJob} from './job.ts';
import {Workbench} from './workbench.ts';

const port = parentPort;
if (port === null) throw new Error('Invariant: this file runs as a worker thread');
const bench = new Workbench();
port.on('message', (job: Job | null) => {
  if (job === null) {
    bench.close();
    port.close();
    return;
  }
  void runJob(job, bench).then((result) => port.postMessage(result));
});
