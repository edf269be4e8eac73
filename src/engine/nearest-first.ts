/** The nearest of many, by a number of each, whatever comes in whichever order; no more than so many are kept. */
export class NearestFirst<Item> {
  readonly #max: number;
  readonly #isBefore: (a: Item, b: Item) => boolean;
  readonly #kept: Item[] = [];

  constructor(max: number, isBefore: (a: Item, b: Item) => boolean) {
    this.#max = max;
    this.#isBefore = isBefore;
  }

  /** The nearest first. */
  get items(): readonly Item[] {
    return this.#kept;
  }

  add(item: Item): void {
    const kept = this.#kept;
    const last = kept.at(-1);
    // Of thousands nearly all end here.
    if (kept.length >= this.#max && (last === undefined || !this.#isBefore(item, last))) return;
    let from = 0;
    for (let to = kept.length; from < to; ) {
      const middle = (from + to) >> 1;
      const other = kept[middle];
      if (other !== undefined && this.#isBefore(item, other)) to = middle;
      else from = middle + 1;
    }
    kept.splice(from, 0, item);
    if (kept.length > this.#max) kept.pop();
  }
}
