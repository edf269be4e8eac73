import {messageOf} from '../../errors.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import type {Store} from '../../ports/store.ts';
import type {Ledger} from './ledger.ts';
import type {Author} from './ledger-line.ts';
import {type Deed, type Timetable, VOLUME_STEP} from './timetable.ts';

/** The longest that a person looks at a plan before its edit is written. */
const THINKING_MS = 10;

export type HandCounts = Readonly<{
  cancelled: number;
  /** Cancels that came too late. */
  cancelsRefused: number;
  edited: number;
  /** Edits of a version that was no longer the newest. */
  conflicts: number;
  failures: number;
  firstFailure: string | null;
}>;

type HandPorts = Readonly<{store: Store; ledger: Ledger; clock: Clock; random: Random}>;

/** Adds, cancels and edits plans from outside the monitors, and writes down what was acknowledged. */
export class Hand {
  readonly #ports: HandPorts;
  readonly #author: Author;
  readonly #timetable: Timetable;
  readonly #counts = {cancelled: 0, cancelsRefused: 0, edited: 0, conflicts: 0, failures: 0};
  #firstFailure: string | null = null;
  #edits = 0;

  constructor(ports: HandPorts, author: Author, timetable: Timetable) {
    this.#ports = ports;
    this.#author = author;
    this.#timetable = timetable;
  }

  get counts(): HandCounts {
    return {...this.#counts, firstFailure: this.#firstFailure};
  }

  /** Does each thing at its time, whether or not the one before has been answered. */
  async do(deeds: readonly Deed[]): Promise<void> {
    const {clock} = this.#ports;
    const doing: Promise<void>[] = [];
    for (const deed of deeds) {
      const leftMs = deed.atMs - clock.now();
      if (leftMs > 0) await clock.sleep(leftMs);
      doing.push(this.#noted(this.#doOne(deed)));
    }
    await Promise.all(doing);
  }

  /** Edits one of these plans after the other, now this and now that, until a time. */
  async editUntil(untilMs: number, planIds: readonly string[], perSecond: number): Promise<void> {
    const {clock, random} = this.#ports;
    while (clock.now() < untilMs) {
      await clock.sleep((random.next() * 2 * 1000) / perSecond);
      const planId = planIds[Math.floor(random.next() * planIds.length)];
      if (planId !== undefined) await this.#noted(this.#edit(planId));
    }
  }

  async #doOne(deed: Deed): Promise<void> {
    switch (deed.does) {
      case 'add':
        return this.#add(deed.planIds);
      case 'cancel':
        return this.#cancel(deed.planId);
      case 'edit':
        return this.#edit(deed.planId);
    }
  }

  async #add(planIds: readonly string[]): Promise<void> {
    const {store, ledger, clock} = this.#ports;
    if (planIds.length === 0) return;
    const nowMs = Math.floor(clock.now());
    await store.add(
      planIds.map((planId) => this.#timetable.planOf(planId, nowMs)),
      nowMs,
    );
    ledger.write({is: 'added', by: this.#author, planIds});
  }

  async #cancel(planId: string): Promise<void> {
    const {store, ledger, clock} = this.#ports;
    const {row} = await store.cancel(planId, `by ${this.#author}`, clock.now());
    // One that is only noted came too late: the order that is on its way may still fill.
    const isCancelled = row?.status === 'cancelled';
    if (isCancelled) ledger.write({is: 'cancelled', by: this.#author, planId});
    this.#counts[isCancelled ? 'cancelled' : 'cancelsRefused'] += 1;
  }

  /** Reads the plan, adds to its volume, and writes it if nobody has written it meanwhile. */
  async #edit(planId: string): Promise<void> {
    const {store, ledger, clock, random} = this.#ports;
    const row = await store.get(planId);
    if (row === undefined || !('plan' in row) || row.status !== 'pending') return;
    await clock.sleep(random.next() * THINKING_MS);
    const volumeLots = moreThan(row.plan.volumeLots);
    // Two equal edits of one version are one edit to the store; these differ.
    this.#edits += 1;
    const notes = `${this.#author}, edit ${this.#edits}`;
    const {done} = await store.edit({...row.plan, volumeLots, notes}, row.version, clock.now());
    if (done) ledger.write({is: 'edited', by: this.#author, planId, version: row.version + 1, volumeLots});
    this.#counts[done ? 'edited' : 'conflicts'] += 1;
  }

  /** Takes note of a failure; the others go on. */
  async #noted(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#counts.failures += 1;
      this.#firstFailure ??= messageOf(error);
    }
  }
}

function moreThan(volumeLots: number): number {
  return (Math.round(volumeLots / VOLUME_STEP) + 1) * VOLUME_STEP;
}
