import type {Quote} from '../../market/quote.ts';
import type {BadLines} from './bad-lines.ts';
import {type ClockReport, measuredClock} from './clock-measuring.ts';
import {type FileHead, notReadable, readHead} from './file-head.ts';
import {fileReading} from './file-reading.ts';
import {lineBlocks, ReadingProgress} from './line-blocks.ts';
import {type FileReading, LINE_BREAK, type SideBar} from './line-decoder.ts';
import type {RecordingOptions} from './recording-options.ts';

const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** A bar of one side, and the line on which it stands. */
export type SideBarLine = SideBar & Readonly<{line: number}>;

/** Decodes a record into `out`, or says why it cannot. */
type RecordDecoder<T> = (
  bytes: Buffer,
  start: number,
  end: number,
  out: T[],
  line: number,
) => string | undefined;

/** One recorded file. It is opened when its quotes are asked for, and only then. */
export class RecordedFile {
  readonly path: string;
  /** How its clock was measured, where it was. */
  readonly clock: ClockReport | undefined;
  readonly #head: FileHead;
  /** Undefined for a file without any line. */
  readonly #reading: FileReading | undefined;
  readonly #progress = new ReadingProgress();

  /**
   * Looks at the file's name and first lines, and closes it again. Only to measure its clock is all
   * of it read, once more.
   *
   * @throws {InputError} FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN, USAGE_INVALID (an option is missing, or
   * the clock cannot be measured).
   */
  static async open(path: string, {zone, ...options}: RecordingOptions): Promise<RecordedFile> {
    const head = await readHead(path);
    if (zone !== 'auto')
      return new RecordedFile(path, head, fileReading(path, head, {...options, clock: zone}));
    const byUtc = fileReading(path, head, options);
    if (byUtc === undefined || !byUtc.hasLocalTimes) return new RecordedFile(path, head, byUtc);
    const {clock, report} = await measuredClock(new RecordedFile(path, head, byUtc));
    return new RecordedFile(path, head, fileReading(path, head, {...options, clock}), report);
  }

  private constructor(path: string, head: FileHead, reading: FileReading | undefined, clock?: ClockReport) {
    this.path = path;
    this.clock = clock;
    this.#head = head;
    this.#reading = reading;
  }

  get sizeBytes(): number {
    return this.#head.sizeBytes;
  }

  get bytesRead(): number {
    return this.#progress.bytes;
  }

  /** Symbol of all quotes; undefined when the lines say it, or there are none. */
  get symbol(): string | undefined {
    return this.#reading?.symbol;
  }

  /** Length of its bars; undefined where it has none, or says it line by line. */
  get lengthMs(): number | undefined {
    return this.#reading?.lengthMs;
  }

  /** Whether it holds one side of the market only. */
  get isOneSided(): boolean {
    return this.#reading?.sideBars !== undefined;
  }

  /** Quotes of the first lines. Their symbols and the first one's time are known before a replay starts. */
  firstQuotes(): readonly Quote[] {
    return this.#reading === undefined ? [] : this.#decodedHead(this.#reading, this.#reading.decoder());
  }

  /** Bars of the first lines, where it holds one side. */
  firstSideBars(): readonly SideBarLine[] {
    const decode = this.#sideBarDecoder();
    return this.#reading === undefined || decode === undefined
      ? []
      : this.#decodedHead(this.#reading, decode);
  }

  /**
   * The file's quotes in its own order. Lines that cannot be read are added to `badLines`.
   *
   * @throws {InputError} FILE_NOT_READABLE when reading fails on the way.
   */
  batches(badLines: BadLines): AsyncGenerator<readonly Quote[]> {
    return this.#decoded(this.#reading?.decoder(), badLines);
  }

  /**
   * Its bars, where it holds one side; as `batches`.
   *
   * @throws {InputError} FILE_NOT_READABLE
   */
  sideBars(badLines: BadLines): AsyncGenerator<readonly SideBarLine[]> {
    return this.#decoded(this.#sideBarDecoder(), badLines);
  }

  #sideBarDecoder(): RecordDecoder<SideBarLine> | undefined {
    const read = this.#reading?.sideBars?.();
    if (read === undefined) return undefined;
    return (bytes, start, end, out, line) => {
      const bar = read(bytes, start, end);
      if (bar === undefined || typeof bar === 'string') return bar;
      out.push({...bar, line});
      return undefined;
    };
  }

  #decodedHead<T>({headerLines, recordEnd}: FileReading, decode: RecordDecoder<T>): T[] {
    const lines = this.#head.lines.slice(headerLines);
    const end = recordEnd === undefined ? '\n' : String.fromCharCode(recordEnd);
    const records = recordEnd === undefined ? lines : lines.join('\n').split(end);
    const out: T[] = [];
    for (const [index, record] of records.entries()) {
      const bytes = Buffer.from(recordEnd === undefined ? record : record + end);
      decode(bytes, 0, bytes.length, out, headerLines + index + 1);
    }
    return out;
  }

  async *#decoded<T>(decode: RecordDecoder<T> | undefined, badLines: BadLines): AsyncGenerator<readonly T[]> {
    if (this.#reading === undefined || decode === undefined) return;
    const {headerLines, recordEnd = LINE_BREAK} = this.#reading;
    const isLines = recordEnd === LINE_BREAK;
    let line = isLines ? 0 : 1;
    let isFirst = true;
    try {
      for await (const block of lineBlocks(this.path, this.#head.isGzip, this.#progress, recordEnd)) {
        const out: T[] = [];
        let start = isFirst && BYTE_ORDER_MARK.every((byte, index) => block[index] === byte) ? 3 : 0;
        isFirst = false;
        while (start < block.length) {
          const found = block.indexOf(recordEnd, start);
          const next = found < 0 ? block.length : found;
          let end = next;
          if (!isLines) {
            end = Math.min(next + 1, block.length);
            line += lineBreaksIn(block, start, end);
          } else {
            if (next > start && block[next - 1] === CARRIAGE_RETURN) end--;
            line++;
          }
          if (line > headerLines && end > start) {
            const reason = decode(block, start, end, out, line);
            if (reason !== undefined && !isBlank(block, start, end))
              badLines.add({file: this.path, line, reason});
          }
          start = next + 1;
        }
        if (out.length > 0) yield out;
      }
    } catch (error) {
      throw notReadable(this.path, error);
    }
    const {broken} = this.#progress;
    if (broken !== undefined) {
      badLines.addBreak({file: this.path, line: isLines ? line + 1 : line, reason: broken});
    }
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  return bytes.toString('latin1', start, end).trim() === '';
}

function lineBreaksIn(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (bytes[at] === LINE_BREAK) count++;
  return count;
}
