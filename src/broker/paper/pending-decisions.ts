import type {Decision} from '../matching/decision.ts';
import type {PlacedOrder} from '../matching/placed-order.ts';

/** Decisions that are made and not yet in the book, in the order in which they rest on each other. */
export class PendingDecisions {
  #decisions: Decision[] = [];

  get size(): number {
    return this.#decisions.length;
  }

  inOrder(): readonly Decision[] {
    return [...this.#decisions];
  }

  add(decisions: readonly Decision[]): void {
    this.#decisions.push(...decisions);
  }

  clear(): void {
    this.#decisions = [];
  }

  /** The version that the book should have of an order; undefined when nothing of it is pending. */
  versionsOf(orderId: string): Readonly<{before: number}> | undefined {
    for (const {changes} of this.#decisions) {
      for (const {before, after} of changes) {
        if (after.orderId === orderId && before !== null) return {before: before.version};
      }
    }
    return undefined;
  }

  has(decision: Decision): boolean {
    return this.#decisions.includes(decision);
  }

  /** Takes out the decisions about such orders, and those that rest on them; returns what was taken. */
  dropAbout(isConcerned: (order: PlacedOrder) => boolean): readonly Decision[] {
    return this.#drop(({changes}) => changes.some(({after}) => isConcerned(after)));
  }

  /** Takes out a decision, and those that rest on it; returns what was taken. */
  dropFrom(first: Decision): readonly Decision[] {
    return this.#drop((decision) => decision === first);
  }

  #drop(isDoomed: (decision: Decision) => boolean): readonly Decision[] {
    const doomedIds = new Set<string>();
    const kept: Decision[] = [];
    const dropped: Decision[] = [];
    for (const decision of this.#decisions) {
      const {changes} = decision;
      if (!isDoomed(decision) && !changes.some(({after}) => doomedIds.has(after.orderId))) {
        kept.push(decision);
        continue;
      }
      dropped.push(decision);
      for (const {after} of changes) doomedIds.add(after.orderId);
    }
    this.#decisions = kept;
    return dropped;
  }
}
