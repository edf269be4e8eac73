/** Where a CSV file keeps what: indexes of its columns. */
export type CsvColumns = Readonly<{
  separator: string;
  /** One column, or a date and a time of day. */
  time: readonly number[];
  prices:
    | Readonly<{kind: 'quotes'; bid: number; ask: number}>
    | Readonly<{kind: 'bars'; open: number; high: number; low: number; close: number}>;
  spread: number | undefined;
  symbol: number | undefined;
  /** Whether the columns are those of MetaTrader 5 bars, whose spreads are in points. */
  hasSpreadInPoints: boolean;
  /** Whether seconds since 1970 are counted by the broker's clock, as MetaTrader 5 hands them out. */
  hasLocalEpoch: boolean;
  /** What changed, in MetaTrader 5 ticks: where there are flags, an empty bid or ask did not change. */
  flags: number | undefined;
}>;

const SEPARATORS = ['\t', ';', ','];

const NAMES = {
  time: ['time', 'timestamp', 'datetime', 'opentime', 'gmttime', 'localtime', 'timeutc', 'timems'],
  bid: ['bid', 'bidprice'],
  ask: ['ask', 'askprice', 'offer'],
  open: ['open', 'o'],
  high: ['high', 'h'],
  low: ['low', 'l'],
  close: ['close', 'c'],
  spread: ['spread'],
  symbol: ['symbol', 'instrument', 'ticker'],
  flags: ['flags'],
} as const;

/** Reads a header; undefined when it names no columns that make quotes or bars. */
export function csvColumns(header: string): CsvColumns | undefined {
  const separator = SEPARATORS.find((candidate) => header.includes(candidate));
  if (separator === undefined) return undefined;
  const names = splitCells(header, separator).map((name) => name.toLowerCase().replaceAll(/[^a-z]/g, ''));
  const find = (column: keyof typeof NAMES): number | undefined => {
    const index = names.findIndex((name) => (NAMES[column] as readonly string[]).includes(name));
    return index < 0 ? undefined : index;
  };
  const time = timeColumns(names, find('time'));
  const prices = priceColumns(find);
  if (time === undefined || prices === undefined) return undefined;
  const flags = find('flags');
  const hasSpreadInPoints = names.some((name) => ['tickvol', 'tickvolume', 'realvolume'].includes(name));
  return {
    separator,
    time,
    prices,
    spread: find('spread'),
    symbol: find('symbol'),
    hasSpreadInPoints,
    hasLocalEpoch: hasSpreadInPoints || flags !== undefined,
    flags,
  };
}

/** Cells of a line; double quotes around a cell are taken off, and a separator inside them is text. */
export function splitCells(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  cells.push(cell);
  return cells;
}

function timeColumns(names: readonly string[], time: number | undefined): readonly number[] | undefined {
  const date = names.indexOf('date');
  if (date < 0) return time === undefined ? undefined : [time];
  return time === undefined ? [date] : [date, time];
}

function priceColumns(
  find: (column: keyof typeof NAMES) => number | undefined,
): CsvColumns['prices'] | undefined {
  const bid = find('bid');
  const ask = find('ask');
  if (bid !== undefined && ask !== undefined) return {kind: 'quotes', bid, ask};
  const open = find('open');
  const high = find('high');
  const low = find('low');
  const close = find('close');
  if (open === undefined || high === undefined || low === undefined || close === undefined) return undefined;
  return {kind: 'bars', open, high, low, close};
}
