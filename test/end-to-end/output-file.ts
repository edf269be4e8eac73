import {randomUUID} from 'node:crypto';
import {closeSync, openSync, readSync, unlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {StringDecoder} from 'node:string_decoder';

/**
 * What a process writes to one of its streams, in a file without a name. It can be read as soon as it is written,
 * so before anything that the process does afterwards can be seen, as in its database; what is in a pipe is read
 * only when this process comes to it.
 */
export class OutputFile {
  /** For the process that writes. */
  readonly descriptor: number;
  readonly #decoder = new StringDecoder('utf8');
  readonly #buffer = Buffer.allocUnsafe(64 * 1024);
  #bytesRead = 0;
  #text = '';
  #isClosed = false;

  constructor() {
    const file = join(tmpdir(), `vigil-output-${randomUUID()}`);
    this.descriptor = openSync(file, 'ax+', 0o600);
    unlinkSync(file);
  }

  /** All that was written so far. */
  read(): string {
    while (!this.#isClosed) {
      const bytes = readSync(this.descriptor, this.#buffer, 0, this.#buffer.length, this.#bytesRead);
      if (bytes === 0) break;
      this.#bytesRead += bytes;
      this.#text += this.#decoder.write(this.#buffer.subarray(0, bytes));
    }
    return this.#text;
  }

  /** Reads the rest, which stays to be read. */
  close(): string {
    const text = this.read();
    if (!this.#isClosed) closeSync(this.descriptor);
    this.#isClosed = true;
    return text;
  }
}
