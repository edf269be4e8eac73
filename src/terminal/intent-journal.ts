import {
  closeSync,
  constants,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import {dirname} from 'node:path';
import {z} from 'zod';
import {messageOf, StorageError} from '../errors.ts';
import {wireError, type WireError} from '../gateway/messages.ts';
import {wireOrder, type WireOrder} from '../gateway/wire-orders.ts';
import {orderKey, timeMs, venueId} from '../gateway/wire-values.ts';

const header = z.object({
  journal: z.literal('vigil-intents'),
  v: z.literal(1),
  bookId: z.string(),
  isFirst: z.boolean(),
});
const record = z.discriminatedUnion('is', [
  z.object({is: z.literal('sending'), key: orderKey, order: wireOrder, atMs: timeMs}),
  z.object({is: z.literal('accepted'), key: orderKey, ticket: venueId}),
  z.object({is: z.literal('refused'), key: orderKey, error: wireError}),
  z.object({is: z.literal('never'), key: orderKey, why: z.string(), atMs: timeMs}),
]);
type JournalRecord = Readonly<z.output<typeof record>>;

/** What the journal says of a key. */
export type JournalEntry =
  /** The venue was, or is about to be, asked; nobody has written down what it said. */
  | Readonly<{is: 'sending'; order: WireOrder; atMs: number}>
  | Readonly<{is: 'accepted'; order: WireOrder; ticket: string}>
  | Readonly<{is: 'refused'; order: WireOrder; error: WireError}>
  /** It was not sent, and will not be. */
  | Readonly<{is: 'never'; order: WireOrder | null; why: string; atMs: number}>;

/** What became of each order key; durable when a method returns. */
export interface IntentJournal {
  /** Whether every order that this terminal has ever sent is in it. */
  readonly isComplete: boolean;
  find(key: string): JournalEntry | undefined;
  keys(): Iterable<string>;
  /** @throws {StorageError} STORE_CANNOT_WRITE: then the venue must not be asked. */
  sending(key: string, order: WireOrder, atMs: number): void;
  accepted(key: string, ticket: string): void;
  refused(key: string, error: WireError): void;
  never(key: string, why: string, atMs: number): void;
}

export type JournalFileOptions = Readonly<{path: string; bookId: string; isBookUsed: boolean}>;

/**
 * The journal as a file to which lines are appended; each is on the disk before the method returns.
 *
 * A process that is killed while it writes leaves half a line: nothing had happened yet of what it
 * says, and it is cut off at the next start.
 */
export class JournalFile implements IntentJournal {
  readonly isComplete: boolean;
  readonly #path: string;
  readonly #file: number;
  readonly #entries = new Map<string, JournalEntry>();
  /** Up to where the file is whole. */
  #bytes: number;
  /** Why nothing more can be written. */
  #broken: string | null = null;

  /**
   * @throws {StorageError} STORE_CORRUPT when a line in the middle cannot be read or the journal belongs to
   * another book; STORE_CANNOT_OPEN when the file cannot be opened.
   */
  constructor({path, bookId, isBookUsed}: JournalFileOptions) {
    this.#path = path;
    this.#file = opened(path);
    const text = readFileSync(this.#file);
    // What follows the last line end was never finished.
    this.#bytes = text.lastIndexOf(0x0a) + 1;
    const lines = text.subarray(0, this.#bytes).toString('utf8').split('\n').slice(0, -1);
    if (text.length > this.#bytes) ftruncateSync(this.#file, this.#bytes);
    const [first, ...rest] = lines;
    if (first === undefined) {
      // A book with orders and a new journal: those orders are not in it.
      this.isComplete = !isBookUsed;
      this.#append({journal: 'vigil-intents', v: 1, bookId, isFirst: this.isComplete});
      syncFolder(dirname(path));
      return;
    }
    const head = header.safeParse(jsonOf(first));
    if (!head.success || head.data.bookId !== bookId) {
      throw this.#corrupt('it is not the journal of this book');
    }
    this.isComplete = head.data.isFirst;
    for (const [index, line] of rest.entries()) this.#read(line, index + 2);
  }

  close(): void {
    closeSync(this.#file);
  }

  find(key: string): JournalEntry | undefined {
    return this.#entries.get(key);
  }

  keys(): Iterable<string> {
    return this.#entries.keys();
  }

  sending(key: string, order: WireOrder, atMs: number): void {
    this.#record({is: 'sending', key, order, atMs});
  }

  accepted(key: string, ticket: string): void {
    this.#record({is: 'accepted', key, ticket});
  }

  refused(key: string, error: WireError): void {
    this.#record({is: 'refused', key, error});
  }

  never(key: string, why: string, atMs: number): void {
    this.#record({is: 'never', key, why, atMs});
  }

  #record(one: JournalRecord): void {
    this.#append(z.encode(record, one));
    this.#take(one);
  }

  #append(value: unknown): void {
    if (this.#broken !== null) throw this.#cannotWrite(this.#broken);
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    try {
      for (let written = 0; written < line.length; ) {
        written += writeSync(this.#file, line, written, line.length - written, this.#bytes + written);
      }
      fdatasyncSync(this.#file);
    } catch (error) {
      // After a failed sync nobody knows what is on the disk: from here on nothing is promised.
      this.#broken = messageOf(error);
      throw this.#cannotWrite(this.#broken, error);
    }
    this.#bytes += line.length;
  }

  #read(line: string, number: number): void {
    const parsed = record.safeParse(jsonOf(line));
    if (!parsed.success) throw this.#corrupt(`line ${number} cannot be read`);
    this.#take(parsed.data);
  }

  #take(one: JournalRecord): void {
    const known = this.#entries.get(one.key);
    switch (one.is) {
      case 'sending':
        this.#entries.set(one.key, {is: 'sending', order: one.order, atMs: one.atMs});
        return;
      case 'never':
        this.#entries.set(one.key, {is: 'never', order: orderIn(known), why: one.why, atMs: one.atMs});
        return;
      case 'accepted':
      case 'refused': {
        const order = orderIn(known);
        if (order === null) throw this.#corrupt(`order ${one.key} has a result and was never sent`);
        const entry: JournalEntry =
          one.is === 'accepted'
            ? {is: one.is, order, ticket: one.ticket}
            : {is: one.is, order, error: one.error};
        this.#entries.set(one.key, entry);
      }
    }
  }

  #corrupt(what: string): StorageError {
    return new StorageError('STORE_CORRUPT', `the intent journal "${this.#path}" is damaged: ${what}`, {
      hint: 'a terminal without its journal may place an order twice; restore it, or begin with another book',
    });
  }

  #cannotWrite(why: string, cause?: unknown): StorageError {
    return new StorageError(
      'STORE_CANNOT_WRITE',
      `the intent journal "${this.#path}" cannot be written: ${why}`,
      {
        cause,
      },
    );
  }
}

function orderIn(entry: JournalEntry | undefined): WireOrder | null {
  return entry?.order ?? null;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function opened(path: string): number {
  try {
    // Without truncation, and readable: what is there is read first.
    return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  } catch (error) {
    throw new StorageError(
      'STORE_CANNOT_OPEN',
      `the intent journal "${path}" cannot be opened: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** Makes a file that was created durable as a name, too; Windows has no such thing. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
