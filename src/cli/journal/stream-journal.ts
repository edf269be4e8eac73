import {Chalk} from 'chalk';
import {type Logger, pino} from 'pino';
import {isoTime} from '../../app/plan-view.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Journal, JournalEntry, LogLevel} from '../../ports/journal.ts';
import {REDACTED, redacted, redactedJson} from '../../redact.ts';
import {SystemClock} from '../../system/system-clock.ts';
import {type Style, styleOf} from '../terminal.ts';
import {lineOf} from './line-of.ts';
import {reasonCodeOf} from './reason-code.ts';
import {isLogged, severityOf} from './severity.ts';

const PLAIN = {colour: new Chalk({level: 0})};

/** Fields that no entry has. Should one get them, their values do not get into the log. */
const SECRET_FIELDS = ['authorization', 'cookie', 'password', 'secret', 'token', 'apiKey', 'signature'];

/**
 * Writes the journal to a stream: for a person at a terminal a line each, else pino's JSON. Secrets do not come out.
 *
 * A stream that fails (the disk of the log is full, its reader has gone) fails alone: what is written then is lost, and
 * the monitor goes on.
 */
export class StreamJournal implements Journal {
  readonly #stream: NodeJS.WriteStream;
  readonly #style: Style;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #usual: LogLevel;
  #level: LogLevel;

  constructor(stream: NodeJS.WriteStream, level: LogLevel, clock: Clock = new SystemClock()) {
    this.#stream = stream;
    this.#style = styleOf(stream);
    this.#clock = clock;
    this.#usual = level;
    this.#level = level;
    if (!stream.listeners('error').includes(goOn)) stream.on('error', goOn);
    this.#log = pino(
      {
        // What is written is decided here, for both kinds of streams.
        level: 'debug',
        base: {pid: process.pid},
        timestamp: () => `,"time":"${isoTime(this.#clock.now())}"`,
        // `level` is a plan's entry level, here as everywhere.
        formatters: {level: (label) => ({severity: label})},
        redact: {paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: REDACTED},
      },
      stream,
    );
  }

  get level(): LogLevel {
    return this.#level;
  }

  record(entry: JournalEntry): void {
    if (!isLogged(entry, this.#level)) return;
    if (this.#style.isTerminal) {
      const time = this.#style.colour.dim(isoTime(this.#clock.now()).slice(11, 23));
      this.#stream.write(`${time} ${redacted(lineOf(entry, this.#style))}\n`);
      return;
    }
    const fields = redactedJson({...entry, reasonCode: reasonCodeOf(entry)});
    this.#log[severityOf(entry)](fields, redacted(lineOf(entry, PLAIN)));
  }

  /** Logs everything from now on, or again as much as was configured; where that is everything, less. Says so. */
  nextLevel(): void {
    const other = this.#usual === 'debug' ? 'info' : 'debug';
    this.#level = this.#level === this.#usual ? other : this.#usual;
    this.record({kind: 'logLevel', logLevel: this.#level});
  }
}

/** There is nowhere left to say it. */
function goOn(): void {}
