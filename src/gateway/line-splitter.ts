/** Longest line, without its end. Whoever sends more is not speaking this protocol. */
export const LINE_BYTES_MAX = 1024 * 1024;

const NEWLINE = 0x0a;

/** The lines that a piece of the stream has completed, and why nothing more can be read, if so. */
export type Split = Readonly<{lines: readonly string[]; broken: string | null}>;

/**
 * Makes lines of the bytes of a stream, however they are cut. Holds at most one line; after a break
 * it reads nothing more, because nobody knows where the next line would begin.
 */
export class LineSplitter {
  readonly #bytesMax: number;
  /** Pieces of the line that has not ended. */
  #rest: Uint8Array[] = [];
  #restBytes = 0;
  #broken: string | null = null;

  constructor(bytesMax = LINE_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  push(bytes: Uint8Array): Split {
    const lines: string[] = [];
    let from = 0;
    while (this.#broken === null && from < bytes.length) {
      const end = bytes.indexOf(NEWLINE, from);
      const piece = bytes.subarray(from, end === -1 ? bytes.length : end);
      this.#restBytes += piece.length;
      if (this.#restBytes > this.#bytesMax) {
        this.#break(`a line is longer than ${this.#bytesMax} bytes`);
        break;
      }
      this.#rest.push(piece);
      if (end === -1) break;
      const line = this.#takeLine();
      if (line !== undefined) lines.push(line);
      from = end + 1;
    }
    return {lines, broken: this.#broken};
  }

  #takeLine(): string | undefined {
    const bytes = Buffer.concat(this.#rest, this.#restBytes);
    this.#rest = [];
    this.#restBytes = 0;
    try {
      return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#break('a line is not UTF-8');
      return undefined;
    }
  }

  #break(reason: string): void {
    this.#broken = reason;
    this.#rest = [];
    this.#restBytes = 0;
  }
}
