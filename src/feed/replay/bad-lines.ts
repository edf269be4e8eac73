import {basename} from 'node:path';

/** A line that could not be read. */
export type BadLine = Readonly<{file: string; line: number; reason: string}>;

/** The others are only counted: a file of rubbish must not fill the memory. */
const KEPT_MAX = 20;

/** Lines of recorded files that were left out. */
export class BadLines {
  readonly #first: BadLine[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The first twenty, in the order in which they were met, and where files broke off. */
  get first(): readonly BadLine[] {
    return this.#first;
  }

  add(line: BadLine): void {
    this.#count++;
    if (this.#first.length < KEPT_MAX) this.#first.push(line);
  }

  /** Takes note that a file breaks off; there is one such line per file at most, and it is always kept. */
  addBreak(line: BadLine): void {
    this.#count++;
    this.#first.push(line);
  }
}

/** A bad line as the user reads it. */
export function describeBadLine({file, line, reason}: BadLine): string {
  return `${basename(file)}:${line}: ${reason}`;
}
