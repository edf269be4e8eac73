import {basename, dirname, join} from 'node:path';
import {InputError} from '../../errors.ts';
import type {Quote} from '../../market/quote.ts';
import type {BadLines} from './bad-lines.ts';
import {pushBarQuotes} from './bar-quotes.ts';
import type {ClockReport} from './clock-measuring.ts';
import type {RecordedFile, SideBarLine} from './recorded-file.ts';

const SIDE = /(^|[_.-])(bid|ask)(?=[_.-]|$)/i;

/** Which side of the market a file's name says, and what the two files of a pair have in common. */
function sideOf(path: string): Readonly<{side: string; pair: string}> | undefined {
  const name = basename(path).replace(/\.gz$/i, '');
  const [, , side] = SIDE.exec(name) ?? [];
  if (side === undefined) return undefined;
  return {side: side.toLowerCase(), pair: join(dirname(path), name.replace(SIDE, '$1'))};
}

/** What a recording is made of. */
export type RecordedSource = Readonly<{
  sizeBytes: number;
  bytesRead: number;
  symbol: string | undefined;
  clocks: readonly ClockReport[];
  firstQuotes(): readonly Quote[];
  batches(badLines: BadLines): AsyncGenerator<readonly Quote[]>;
}>;

/**
 * Files whose names differ in `bid` and `ask` only, and which hold bars of one side, are one source. A
 * bid file alone is played with the spread that is given, as bars of bids are.
 *
 * @throws {InputError} USAGE_INVALID for asks without their bids, which no plan could be held against.
 */
export function pairedSources(files: readonly RecordedFile[]): RecordedSource[] {
  const sided = files.flatMap((file) => {
    const found = file.isOneSided ? sideOf(file.path) : undefined;
    return found === undefined ? [] : [{file, ...found}];
  });
  const sources: RecordedSource[] = [];
  for (const file of files) {
    const own = sided.find((one) => one.file === file);
    const other = sided.find(({pair, side}) => pair === own?.pair && side !== own.side)?.file;
    if (own?.side === 'ask') {
      if (other !== undefined) continue;
      throw new InputError('USAGE_INVALID', `"${basename(file.path)}" holds asks only, by its name`, {
        field: 'file',
        hint: 'name the file of its bids too',
      });
    }
    sources.push(other === undefined ? alone(file) : new RecordedPair(file, other));
  }
  return sources;
}

function alone(file: RecordedFile): RecordedSource {
  return {
    get sizeBytes() {
      return file.sizeBytes;
    },
    get bytesRead() {
      return file.bytesRead;
    },
    symbol: file.symbol,
    clocks: file.clock === undefined ? [] : [file.clock],
    firstQuotes: () => file.firstQuotes(),
    batches: (badLines) => file.batches(badLines),
  };
}

/** Bars of bids in one file and of asks in another, joined by their times. */
class RecordedPair implements RecordedSource {
  readonly #bids: RecordedFile;
  readonly #asks: RecordedFile;

  constructor(bids: RecordedFile, asks: RecordedFile) {
    this.#bids = bids;
    this.#asks = asks;
  }

  get sizeBytes(): number {
    return this.#bids.sizeBytes + this.#asks.sizeBytes;
  }

  get bytesRead(): number {
    return this.#bids.bytesRead + this.#asks.bytesRead;
  }

  get symbol(): string | undefined {
    return this.#bids.symbol;
  }

  get clocks(): readonly ClockReport[] {
    return [this.#bids.clock, this.#asks.clock].filter((clock) => clock !== undefined);
  }

  firstQuotes(): readonly Quote[] {
    const asks = new Map(this.#asks.firstSideBars().map((ask) => [ask.timeMs, ask]));
    const out: Quote[] = [];
    for (const bid of this.#bids.firstSideBars()) {
      const ask = asks.get(bid.timeMs);
      if (ask !== undefined) pushPair(out, bid, ask);
    }
    return out;
  }

  /** Bars without their other side are left out and added to `badLines`. */
  async *batches(badLines: BadLines): AsyncGenerator<readonly Quote[]> {
    const bids = new Cursor(this.#bids, badLines);
    const asks = new Cursor(this.#asks, badLines);
    try {
      let out: Quote[] = [];
      for (;;) {
        const bid = await bids.current();
        const ask = await asks.current();
        if (bid === undefined && ask === undefined) break;
        const bidMs = bid?.timeMs ?? Number.POSITIVE_INFINITY;
        const askMs = ask?.timeMs ?? Number.POSITIVE_INFINITY;
        if (bid !== undefined && ask !== undefined && bidMs === askMs) {
          pushPair(out, bid, ask);
          if (out.length >= BATCH_QUOTES) {
            yield out;
            out = [];
          }
        } else if (bidMs < askMs && bid !== undefined) {
          badLines.add(lonely(this.#bids.path, bid, this.#asks.path));
        } else if (ask !== undefined) {
          badLines.add(lonely(this.#asks.path, ask, this.#bids.path));
        }
        if (bidMs <= askMs) bids.advance();
        if (askMs <= bidMs) asks.advance();
      }
      if (out.length > 0) yield out;
    } finally {
      await Promise.all([bids.close(), asks.close()]);
    }
  }
}

/** A batch is passed on once it has so many. */
const BATCH_QUOTES = 1000;

/** Stands at one bar of a file; holds one batch. */
class Cursor {
  readonly #batches: AsyncGenerator<readonly SideBarLine[]>;
  #batch: readonly SideBarLine[] = [];
  #index = 0;
  #isDone = false;

  constructor(file: RecordedFile, badLines: BadLines) {
    this.#batches = file.sideBars(badLines);
  }

  /** Undefined at the end. */
  async current(): Promise<SideBarLine | undefined> {
    while (!this.#isDone && this.#index >= this.#batch.length) {
      const next = await this.#batches.next();
      if (next.done === true) this.#isDone = true;
      else {
        this.#batch = next.value;
        this.#index = 0;
      }
    }
    return this.#isDone ? undefined : this.#batch[this.#index];
  }

  advance(): void {
    this.#index++;
  }

  async close(): Promise<void> {
    await this.#batches.return(undefined);
  }
}

function pushPair(out: Quote[], bid: SideBarLine, ask: SideBarLine): void {
  pushBarQuotes(out, bid, bid.prices, ask.prices);
}

function lonely(file: string, {timeMs, line}: SideBarLine, other: string) {
  const time = new Date(timeMs).toISOString();
  return {file, line, reason: `the bar of "${time}" is not in "${basename(other)}"; add it there`};
}
