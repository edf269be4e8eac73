/** A line that is written over and over while something long runs; nothing when nobody watches. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #label: string;
  #shown = -1;

  constructor(stream: NodeJS.WriteStream, label: string) {
    this.#stream = stream;
    this.#label = label;
  }

  /** @param share How much is done, 0 to 1. */
  update(share: number): void {
    const percent = Math.min(100, Math.floor(share * 100));
    if (!this.#stream.isTTY || percent === this.#shown) return;
    this.#shown = percent;
    const bar = '█'.repeat(Math.floor(percent / 5)).padEnd(20, '░');
    this.#stream.write(`\r${this.#label} ${bar} ${percent} %`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shown >= 0) this.#stream.write('\r\u001b[K');
  }
}
