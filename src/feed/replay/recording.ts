import type {Quote} from '../../market/quote.ts';
import {BadLines} from './bad-lines.ts';
import type {ClockReport} from './clock-measuring.ts';
import {mergedQuotes} from './merged-quotes.ts';
import {RecordedFile} from './recorded-file.ts';
import {pairedSources, type RecordedSource} from './recorded-pair.ts';
import type {RecordingOptions} from './recording-options.ts';

/** Recorded files as one stream of quotes in time order. */
export class Recording {
  /** Symbols met so far; those of file names and first lines are known from the start. */
  readonly symbols: ReadonlySet<string>;
  /** Lines left out so far. */
  readonly badLines = new BadLines();
  readonly bytesTotal: number;
  /** Time of the first quote, epoch ms UTC; undefined when no file's first lines hold one. */
  readonly startMs: number | undefined;
  /** Clocks that were measured, by file. */
  readonly clocks: readonly ClockReport[];
  readonly #symbols: Set<string>;
  readonly #sources: readonly Readonly<{source: RecordedSource; startMs: number}>[];

  /** Use `openRecording`. */
  constructor(sources: readonly RecordedSource[]) {
    const symbols = new Set<string>();
    this.#sources = sources.map((source) => {
      const quotes = source.firstQuotes();
      if (source.symbol !== undefined) symbols.add(source.symbol);
      for (const {symbol} of quotes) symbols.add(symbol);
      return {source, startMs: quotes[0]?.timeMs ?? Number.NEGATIVE_INFINITY};
    });
    this.clocks = sources.flatMap(({clocks}) => clocks);
    this.symbols = symbols;
    this.#symbols = symbols;
    this.bytesTotal = sources.reduce((sum, {sizeBytes}) => sum + sizeBytes, 0);
    const starts = this.#sources.map(({startMs}) => startMs).filter((startMs) => Number.isFinite(startMs));
    this.startMs = starts.length === 0 ? undefined : Math.min(...starts);
  }

  /** Bytes of the files, as they are on disk, that were read so far. */
  get bytesRead(): number {
    return this.#sources.reduce((sum, {source}) => sum + source.bytesRead, 0);
  }

  /**
   * All quotes in batches of about a thousand. Files are opened when their time comes, so that a year
   * of daily files holds one or two open. To be called once.
   *
   * @throws {InputError} FILE_NOT_READABLE when reading fails on the way.
   */
  async *batches(): AsyncGenerator<readonly Quote[]> {
    const sources = this.#sources.map(({source, startMs}) => ({
      startMs,
      open: () => source.batches(this.badLines),
    }));
    for await (const batch of mergedQuotes(sources)) {
      let last: string | undefined;
      for (const {symbol} of batch) {
        if (symbol === last) continue;
        last = symbol;
        this.#symbols.add(symbol);
      }
      yield batch;
    }
  }
}

/**
 * Opens recorded files: looks at their names and first lines, so that what is wrong with any of them
 * is said before anything is replayed.
 *
 * @throws {InputError} FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN; USAGE_INVALID when an option is missing
 * or wrong.
 */
export async function openRecording(
  paths: readonly string[],
  options: RecordingOptions = {},
): Promise<Recording> {
  const files: RecordedFile[] = [];
  // One after the other: hundreds at once could run out of file handles.
  for (const path of paths) files.push(await RecordedFile.open(path, options));
  return new Recording(pairedSources(files));
}
