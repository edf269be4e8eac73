/** Each doubling has so many buckets, so the middle of one is within 1/16 of what it holds. */
const PER_DOUBLING_BITS = 3;
const PER_DOUBLING = 2 ** PER_DOUBLING_BITS;

/** Longest duration with a bucket of its own, in µs: 71 minutes. */
const LONGEST_US = 2 ** 32 - 1;

const BUCKETS = (32 - PER_DOUBLING_BITS + 1) * PER_DOUBLING;

/** Durations in ms, roughly: for many short-lived records, where a histogram would take too much. */
export class LogBuckets {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;

  add(ms: number): void {
    const bucket = bucketOf(Math.min(Math.round(ms * 1000), LONGEST_US));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
  }

  /** The middle one; 0 when there are none. */
  medianMs(): number {
    let left = Math.ceil(this.#count / 2);
    if (left === 0) return 0;
    const bucket = this.#counts.findIndex((count) => (left -= count) <= 0);
    return middleUs(bucket) / 1000;
  }
}

function bucketOf(us: number): number {
  if (us < PER_DOUBLING) return us;
  const doublings = 31 - Math.clz32(us) - PER_DOUBLING_BITS;
  // The leading bit says which doubling; the next ones say where in it.
  return (doublings + 1) * PER_DOUBLING + ((us >>> doublings) - PER_DOUBLING);
}

function middleUs(bucket: number): number {
  if (bucket < PER_DOUBLING) return bucket;
  const widthUs = 2 ** (Math.floor(bucket / PER_DOUBLING) - 1);
  const lowestUs = (PER_DOUBLING + (bucket % PER_DOUBLING)) * widthUs;
  return lowestUs + (widthUs - 1) / 2;
}
