import {closeSync, openSync, readSync, writeSync} from 'node:fs';
import type {LedgerLine} from './ledger-line.ts';

/** Bytes read in one go. */
const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * The file in which everybody outside the engine writes down what happened, in the order in which it
 * did: a broker what it was told and what it said, a person what was acknowledged. It owes nothing to
 * the database that it is held against.
 *
 * Every process appends whole lines, each with one write, so they stand in one order for all.
 */
export class Ledger {
  readonly #descriptor: number;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'a');
  }

  write(line: LedgerLine): void {
    writeSync(this.#descriptor, `${JSON.stringify(line)}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Reads a ledger while it grows. */
export class LedgerReader {
  readonly #descriptor: number;
  readonly #block = Buffer.alloc(BLOCK_BYTES);
  #position = 0;
  /** The beginning of a line whose end is not there yet. */
  #rest: Buffer = Buffer.alloc(0);

  /** @param path Of a file that exists. */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
  }

  /** The lines that came since the last call. */
  read(): readonly LedgerLine[] {
    const lines: LedgerLine[] = [];
    for (;;) {
      const length = readSync(this.#descriptor, this.#block, 0, BLOCK_BYTES, this.#position);
      if (length === 0) return lines;
      this.#position += length;
      const bytes = Buffer.concat([this.#rest, this.#block.subarray(0, length)]);
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      this.#rest = bytes.subarray(end);
      for (const text of bytes.toString('utf8', 0, end).split('\n')) {
        // Only `Ledger` writes to the file.
        if (text !== '') lines.push(JSON.parse(text) as LedgerLine);
      }
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
