import {readFile, stat} from 'node:fs/promises';
import {messageOf, type Problem} from '../../errors.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Journal} from '../../ports/journal.ts';
import type {Source, SourceReading, SourceReport} from '../../ports/source.ts';
import type {CalendarEvent} from './calendar-event.ts';
import {CALENDAR_MEASURES, CalendarReading, type CalendarTerms} from './calendar-reading.ts';
import {parseCalendar} from './parse-calendar.ts';

/** Years of everything; it is read in one turn. */
const BYTES_MAX = 4 * 2 ** 20;
/** The longest window around an event. */
const DAY_MS = 86_400_000;

export type CalendarOptions = CalendarTerms & Readonly<{path: string; clock: Clock; journal: Journal}>;

/**
 * News from an economic calendar in a file. It is read at the start, and again when it has changed; one that cannot
 * be used changes nothing, and is told of.
 */
export class CalendarSource implements Source {
  readonly family = 'news';
  readonly name: string;
  readonly measures = CALENDAR_MEASURES;
  readonly #options: CalendarOptions;
  readonly #listeners = new Set<() => void>();
  #reading: CalendarReading | undefined;
  #lastError: string | null = null;
  /** The file as it was when it was read last, and when it was looked at last. */
  #readStamp: string | undefined;
  #seenStamp: string | undefined;

  private constructor(options: CalendarOptions) {
    this.name = `calendar ${options.path}`;
    this.#options = options;
  }

  /** Reads the file. One that cannot be used makes a source that says nothing, and why. */
  static async open(options: CalendarOptions): Promise<CalendarSource> {
    const source = new CalendarSource(options);
    await source.#read(await stampOf(options.path));
    return source;
  }

  /** What was wrong with the file when it was read last; null when nothing was. */
  get lastError(): string | null {
    return this.#lastError;
  }

  reading(): SourceReading {
    return this.#reading ?? silent(this.#lastError);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  report(nowMs: number): SourceReport {
    const {lastMs = null} = this.#reading ?? {};
    const state = this.#reading === undefined ? 'silent' : this.#reading.covers(nowMs) ? 'fresh' : 'stale';
    return {state, dataTimeMs: lastMs, lastError: this.#lastError};
  }

  /** Looks again and again whether the file has changed, until the signal. */
  async follow(lookMs: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await this.#options.clock.sleep(lookMs, signal);
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      }
      try {
        await this.look();
      } catch (error) {
        this.#fail(messageOf(error));
      }
    }
  }

  /** Reads the file when it is another than before, and has stood still since the last look. */
  async look(): Promise<void> {
    const stamp = await stampOf(this.#options.path);
    if (stamp === this.#readStamp) return;
    // Half a calendar is a wrong one: whoever writes it is given time to end.
    if (stamp === this.#seenStamp) await this.#read(stamp);
    this.#seenStamp = stamp;
  }

  async #read(stamp: string): Promise<void> {
    const {path} = this.#options;
    let text: string;
    try {
      const {size} = await stat(path);
      if (size > BYTES_MAX) throw new Error(`it has ${size} bytes, and a calendar at most ${BYTES_MAX}`);
      text = await readFile(path, 'utf8');
    } catch (error) {
      this.#readStamp = stamp;
      // Node goes on to say what was called, and the path again.
      const why = messageOf(error).replace(/, (?:stat|open|read)\b.*$/, '');
      this.#fail(`${path} cannot be read: ${why}`);
      return;
    }
    // Somebody writes to it at this moment; the next look sees it as it then is.
    if (this.#reading !== undefined && (await stampOf(path)) !== stamp) return;
    this.#readStamp = stamp;
    const parsed = parseCalendar(text, path);
    if (parsed.ok) this.#take(parsed.events);
    else this.#fail(problemText(parsed.problems));
  }

  #take(read: readonly CalendarEvent[]): void {
    const events = [...this.#stillKnown(read), ...read];
    const reading = new CalendarReading(events, this.#options);
    this.#reading = reading;
    this.#lastError = null;
    const [from, to] = [reading.firstMs, reading.lastMs].map((timeMs) => new Date(timeMs).toISOString());
    const message = `${this.name}: ${events.length} events, ${from} to ${to}`;
    this.#options.journal.record({kind: 'source', family: this.family, state: 'read', message});
    for (const listener of this.#listeners) listener();
  }

  /**
   * What has been in the last day, before the first event of a new file: one that lists only what is to come does
   * not make the time after an event quiet.
   */
  #stillKnown(read: readonly CalendarEvent[]): readonly CalendarEvent[] {
    const nowMs = this.#options.clock.now();
    const untilMs = Math.min(nowMs, read[0]?.timeMs ?? Number.NEGATIVE_INFINITY);
    return (this.#reading?.events ?? []).filter(({timeMs}) => timeMs > nowMs - DAY_MS && timeMs < untilMs);
  }

  #fail(message: string): void {
    this.#lastError = message;
    const state = this.#reading === undefined ? 'silent' : 'kept';
    this.#options.journal.record({kind: 'source', family: this.family, state, message});
    if (state === 'kept') return;
    // Whoever asks is told of another reason.
    for (const listener of this.#listeners) listener();
  }
}

function silent(lastError: string | null): SourceReading {
  return {
    answer: () => ({
      state: 'unknown',
      reason: 'sourceSilent',
      ...(lastError === null ? {} : {detail: lastError}),
      untilMs: Number.POSITIVE_INFINITY,
    }),
  };
}

/** Two equal stamps are one content: of a file when and how long it was written, without one why not. */
async function stampOf(path: string): Promise<string> {
  try {
    const {ino, size, mtimeNs} = await stat(path, {bigint: true});
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    return messageOf(error);
  }
}

function problemText([first, ...rest]: readonly Problem[]): string {
  const hint = first?.hint === undefined ? '' : `; ${first.hint}`;
  const others = rest.length === 0 ? '' : ` (and ${rest.length} more)`;
  return `${first?.message}${hint}${others}`;
}
