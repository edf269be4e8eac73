import type {Explained, VerdictState} from '../condition/verdict.ts';

type Count = Readonly<Record<VerdictState, number>>;

/** How many conditions say what, by their kind. */
export type VerdictCounts = ReadonlyMap<string, Count>;

/** Counts conditions by kind and verdict. */
export class VerdictTally {
  readonly #counts = new Map<string, Record<VerdictState, number>>();

  get counts(): VerdictCounts {
    return this.#counts;
  }

  /** @param rows Of one plan; those that say why it is not asked at all are no conditions. */
  add(rows: readonly Explained[]): void {
    for (const {kind, verdict} of rows) {
      if (kind === 'readiness') continue;
      let count = this.#counts.get(kind);
      if (count === undefined) {
        count = {met: 0, unmet: 0, unknown: 0};
        this.#counts.set(kind, count);
      }
      count[verdict] += 1;
    }
  }
}
