import type {Duplex} from 'node:stream';
import {LineSplitter} from './line-splitter.ts';

/** Bytes that may wait for a peer who does not read; beyond, the connection ends. */
export const WAITING_BYTES_MAX = 8 * 1024 * 1024;

export type LineListeners = Readonly<{
  onLine: (line: string) => void;
  /** Once, with the reason; no line comes after it. */
  onClosed: (reason: string) => void;
  /** What had to wait has been handed to the system. */
  onDrained?: () => void;
}>;

/** A connection as lines. Never drops one: a peer who does not read loses the connection. */
export class LineSocket {
  readonly #socket: Duplex;
  readonly #listeners: LineListeners;
  readonly #waitingBytesMax: number;
  readonly #splitter: LineSplitter;
  #closedReason: string | null = null;

  constructor(
    socket: Duplex,
    listeners: LineListeners,
    {
      waitingBytesMax = WAITING_BYTES_MAX,
      lineBytesMax,
    }: {waitingBytesMax?: number; lineBytesMax?: number} = {},
  ) {
    this.#socket = socket;
    this.#listeners = listeners;
    this.#waitingBytesMax = waitingBytesMax;
    this.#splitter = new LineSplitter(lineBytesMax);
    socket.on('data', (bytes: Buffer) => this.#onBytes(bytes));
    socket.on('drain', () => this.#listeners.onDrained?.());
    socket.on('error', (error) => this.close(error.message));
    socket.on('close', () => this.close('the other side has closed the connection'));
  }

  get isClosed(): boolean {
    return this.#closedReason !== null;
  }

  /** Whether what is sent now would have to wait for the peer. */
  get isBackedUp(): boolean {
    return this.#socket.writableNeedDrain;
  }

  /** False: nothing of it has left, nor will. True: it may have. */
  send(line: string): boolean {
    if (this.isClosed) return false;
    if (this.#socket.writableLength > this.#waitingBytesMax) {
      this.close(`the other side does not read: ${this.#socket.writableLength} bytes wait`);
      return false;
    }
    this.#socket.write(`${line}\n`);
    return true;
  }

  /** Sends a last line and ends. */
  end(line: string, reason: string): void {
    if (this.isClosed) return;
    this.#socket.end(`${line}\n`, () => this.#socket.destroy());
    this.#finish(reason);
  }

  close(reason: string): void {
    if (this.isClosed) return;
    this.#socket.destroy();
    this.#finish(reason);
  }

  #finish(reason: string): void {
    this.#closedReason = reason;
    this.#listeners.onClosed(reason);
  }

  #onBytes(bytes: Buffer): void {
    if (this.isClosed) return;
    const {lines, broken} = this.#splitter.push(bytes);
    for (const line of lines) {
      // A line may end the connection; those after it are not for anybody.
      if (this.isClosed) return;
      this.#listeners.onLine(line);
    }
    if (broken !== null) this.close(broken);
  }
}
