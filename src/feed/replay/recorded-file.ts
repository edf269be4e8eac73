import type {Quote} from '../../market/quote.ts';
import type {BadLines} from './bad-lines.ts';
import {type FileHead, notReadable, readHead} from './file-head.ts';
import {fileReading} from './file-reading.ts';
import {lineBlocks, ReadingProgress} from './line-blocks.ts';
import type {FileReading} from './line-decoder.ts';
import type {RecordingOptions} from './recording-options.ts';

const LINE_BREAK = 10;
const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** One recorded file. It is opened when its quotes are asked for, and only then. */
export class RecordedFile {
  readonly path: string;
  readonly #head: FileHead;
  /** Undefined for a file without any line. */
  readonly #reading: FileReading | undefined;
  readonly #progress = new ReadingProgress();

  /**
   * Looks at the file's name and first lines, and closes it again.
   *
   * @throws {InputError} FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN, USAGE_INVALID (an option is missing).
   */
  static async open(path: string, options: RecordingOptions): Promise<RecordedFile> {
    const head = await readHead(path);
    return new RecordedFile(path, head, fileReading(path, head, options));
  }

  private constructor(path: string, head: FileHead, reading: FileReading | undefined) {
    this.path = path;
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

  /** Quotes of the first lines. Their symbols and the first one's time are known before a replay starts. */
  firstQuotes(): readonly Quote[] {
    const quotes: Quote[] = [];
    if (this.#reading === undefined) return quotes;
    const decode = this.#reading.decoder();
    for (const line of this.#head.lines.slice(this.#reading.headerLines)) {
      const bytes = Buffer.from(line);
      decode(bytes, 0, bytes.length, quotes);
    }
    return quotes;
  }

  /**
   * The file's quotes in its own order. Lines that cannot be read are added to `badLines`.
   *
   * @throws {InputError} FILE_NOT_READABLE when reading fails on the way.
   */
  async *batches(badLines: BadLines): AsyncGenerator<readonly Quote[]> {
    if (this.#reading === undefined) return;
    const {headerLines} = this.#reading;
    const decode = this.#reading.decoder();
    let line = 0;
    try {
      for await (const block of lineBlocks(this.path, this.#head.isGzip, this.#progress)) {
        const quotes: Quote[] = [];
        let start = line === 0 && BYTE_ORDER_MARK.every((byte, index) => block[index] === byte) ? 3 : 0;
        while (start < block.length) {
          const found = block.indexOf(LINE_BREAK, start);
          const next = found < 0 ? block.length : found;
          const end = next > start && block[next - 1] === CARRIAGE_RETURN ? next - 1 : next;
          line++;
          if (line > headerLines && end > start) {
            const reason = decode(block, start, end, quotes);
            if (reason !== undefined && !isBlank(block, start, end))
              badLines.add({file: this.path, line, reason});
          }
          start = next + 1;
        }
        if (quotes.length > 0) yield quotes;
      }
    } catch (error) {
      throw notReadable(this.path, error);
    }
    const {broken} = this.#progress;
    if (broken !== undefined) badLines.addBreak({file: this.path, line: line + 1, reason: broken});
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  return bytes.toString('latin1', start, end).trim() === '';
}
