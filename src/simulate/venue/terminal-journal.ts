import {StorageError} from '../../errors.ts';
import type {WireError} from '../../gateway/messages.ts';
import type {WireOrder} from '../../gateway/wire-orders.ts';
import type {IntentJournal, JournalEntry} from '../../terminal/intent-journal.ts';
import type {Faults} from '../kernel/faults.ts';

/** The terminal's journal: what was written survives its death. */
export class TerminalJournal implements IntentJournal {
  readonly isComplete = true;
  readonly #faults: Faults;
  readonly #entries = new Map<string, JournalEntry>();

  readonly #notesLate: boolean;
  /** Noted and not written: gone when the terminal dies. */
  readonly #unwritten = new Set<string>();

  /** @param notesLate It writes nothing before the venue has answered: a defect that can be planted. */
  constructor(faults: Faults, notesLate: boolean) {
    this.#faults = faults;
    this.#notesLate = notesLate;
  }

  /** What was not written is gone. */
  die(): void {
    for (const key of this.#unwritten) this.#entries.delete(key);
    this.#unwritten.clear();
  }

  find(key: string): JournalEntry | undefined {
    return this.#entries.get(key);
  }

  keys(): Iterable<string> {
    return this.#entries.keys();
  }

  sending(key: string, order: WireOrder, atMs: number): void {
    this.#write();
    if (this.#notesLate) this.#unwritten.add(key);
    this.#entries.set(key, {is: 'sending', order, atMs});
  }

  accepted(key: string, ticket: string): void {
    this.#write();
    this.#unwritten.delete(key);
    this.#entries.set(key, {is: 'accepted', order: this.#orderOf(key), ticket});
  }

  refused(key: string, error: WireError): void {
    this.#write();
    this.#entries.set(key, {is: 'refused', order: this.#orderOf(key), error});
  }

  never(key: string, why: string, atMs: number): void {
    this.#write();
    this.#entries.set(key, {is: 'never', order: this.#entries.get(key)?.order ?? null, why, atMs});
  }

  #write(): void {
    if (this.#faults.strikes('terminal journal full'))
      throw new StorageError('STORE_CANNOT_WRITE', 'the intent journal cannot be written: no room');
  }

  #orderOf(key: string): WireOrder {
    const order = this.#entries.get(key)?.order;
    if (order === undefined || order === null)
      throw new Error(`Invariant: order ${key} was noted before it was sent`);
    return order;
  }
}
