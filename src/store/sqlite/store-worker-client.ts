import {Worker} from 'node:worker_threads';
import {messageOf} from '../../errors.ts';
import {toError} from '../../crossing-errors.ts';
import type {WorkerLink} from './restarting-worker.ts';
import {BUSY} from './retry-while-busy.ts';
import type {Answer, Turn, TurnResult} from './turn-runner.ts';
import type {
  CrossingAnswer,
  CrossingResult,
  OpenedReply,
  OpenRequest,
  WorkerReply,
  WorkerRequest,
} from './worker-messages.ts';

const ENTRY = new URL('./store-worker.ts', import.meta.url);

type Asked = Readonly<{resolve: (reply: WorkerReply) => void; reject: (error: Error) => void}>;

/** This side of the worker thread: one request at a time. */
export class StoreWorker implements WorkerLink {
  readonly #worker = new Worker(ENTRY);
  #asked: Asked | undefined;
  #ended: Error | undefined;
  #onEnd: ((error: Error) => void) | undefined;
  #isClosing = false;

  constructor() {
    this.#worker.on('message', (reply: WorkerReply) => {
      const asked = this.#asked;
      this.#asked = undefined;
      asked?.resolve(reply);
    });
    this.#worker.on('messageerror', (error) => {
      this.#end(error);
    });
    this.#worker.on('error', (thrown: unknown) => {
      this.#end(thrown instanceof Error ? thrown : new Error(messageOf(thrown), {cause: thrown}));
    });
    this.#worker.on('exit', (exitCode) => {
      this.#end(new Error(`the worker thread exited with code ${exitCode}`));
    });
  }

  get ended(): Error | undefined {
    return this.#ended;
  }

  /** Calls back when the worker has ended without being asked to. */
  onEnd(listener: (error: Error) => void): void {
    this.#onEnd = listener;
    if (this.#ended !== undefined) listener(this.#ended);
  }

  /** @throws What the worker failed with; an Error when it ended instead of answering. */
  async ask(request: WorkerRequest): Promise<WorkerReply> {
    if (this.#asked !== undefined) throw new Error('Invariant: the worker is asked one thing at a time');
    if (this.#ended !== undefined) throw this.#ended;
    const reply = await new Promise<WorkerReply>((resolve, reject) => {
      // Throws, and so rejects, when the request holds what cannot cross.
      this.#worker.postMessage(request);
      this.#asked = {resolve, reject};
    });
    if (reply.type === 'failed') throw toError(reply.error);
    return reply;
  }

  async open(options: OpenRequest): Promise<OpenedReply | typeof BUSY> {
    const reply = await this.ask({type: 'open', options});
    if (reply.type === 'busy') return BUSY;
    if (reply.type !== 'opened') throw new Error(`Invariant: "open" is not answered by "${reply.type}"`);
    return reply;
  }

  async run(turn: Turn): Promise<TurnResult> {
    const reply = await this.ask({type: 'turn', turn});
    if (reply.type !== 'turned') throw new Error(`Invariant: "turn" is not answered by "${reply.type}"`);
    return arrived(reply.result);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#ended === undefined) await this.ask({type: 'close'});
    await this.terminate();
  }

  async terminate(): Promise<void> {
    this.#isClosing = true;
    await this.#worker.terminate();
  }

  #end(error: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#asked?.reject(error);
    this.#asked = undefined;
    if (!this.#isClosing) this.#onEnd?.(error);
  }
}

function arrived({writes, reads, walBytes, failure}: CrossingResult): TurnResult {
  return {
    writes: writes === 'busy' ? writes : writes.map(answer),
    reads: reads.map((read) => (read === 'busy' ? read : answer(read))),
    walBytes,
    ...(failure === null ? {} : {failure: toError(failure)}),
  };
}

function answer(given: CrossingAnswer): Answer {
  return given.ok ? given : {ok: false, error: toError(given.error)};
}
