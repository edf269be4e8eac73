/** A moment at which a line had a value. */
type Moment<Payload> = Readonly<{sequence: number; value: number; payload: Payload}>;

/**
 * Answers "the highest value since then" for any then, while values stream by.
 *
 * Only values that no later one has reached can be the answer; they fall from the oldest to the
 * newest, so the first one after "then" is it. What is kept grows with the distinct values of a fall,
 * not with the stream.
 */
export class LineExtremes<Payload> {
  readonly #candidates: Moment<Payload>[] = [];

  push(sequence: number, value: number, payload: Payload): void {
    const candidates = this.#candidates;
    for (let last = candidates.at(-1); last !== undefined && last.value <= value; last = candidates.at(-1)) {
      candidates.pop();
    }
    candidates.push({sequence, value, payload});
  }

  /** What belongs to the highest value of `sequence` or later; undefined when there was none. */
  highestSince(sequence: number): Payload | undefined {
    const candidates = this.#candidates;
    let low = 0;
    let high = candidates.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((candidates[middle]?.sequence ?? 0) < sequence) low = middle + 1;
      else high = middle;
    }
    return candidates[low]?.payload;
  }
}
