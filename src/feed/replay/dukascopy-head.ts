/** How a Dukascopy JSON file writes its records, and of what they are. */
export type DukascopyLayout = Readonly<{kind: 'tick' | 'bars'; isArray: boolean}>;

const BRACE = 125;
const BRACKET = 93;

/** The byte that ends a record: objects end with a brace, arrays with a bracket. */
export function dukascopyRecordEnd({isArray}: Pick<DukascopyLayout, 'isArray'>): number {
  return isArray ? BRACKET : BRACE;
}

/** Whole records at the beginning of a file, each as text with its bracket. */
export function dukascopyRecords(head: string, isArray: boolean): string[] {
  return head.match(isArray ? /\[[^[\]]*\]/g : /\{[^{}]*\}/g) ?? [];
}

/** Whether a file's first records are objects or arrays; undefined when it is not JSON of such. */
export function isDukascopyArray(head: string): boolean | undefined {
  const [, second] = /^\s*\[\s*([[{])/.exec(head) ?? [];
  return second === undefined ? undefined : second === '[';
}

/**
 * What a file holds, by its first records: undefined when they are no prices. Arrays of five may be
 * ticks (time, ask, bid, volumes) or bars (time, open, high, low, close): told apart by what only one
 * of them can be, and `ambiguous` when all of them can be both.
 */
export function dukascopyKind(
  records: readonly string[],
  isArray: boolean,
): DukascopyLayout['kind'] | 'ambiguous' | undefined {
  const [first] = records;
  if (first === undefined) return undefined;
  if (!isArray) {
    if (first.includes('"askPrice"') && first.includes('"bidPrice"')) return 'tick';
    return ['open', 'high', 'low', 'close'].every((name) => first.includes(`"${name}"`)) ? 'bars' : undefined;
  }
  const rows = records
    .map((record) => record.slice(1, -1).split(',').map(Number))
    .filter((row) => row.every((value) => Number.isFinite(value)));
  switch (rows[0]?.length) {
    case 3:
      return 'tick';
    case 5:
      return kindOfFive(rows.filter(({length}) => length === 5));
    case 6:
      return 'bars';
    default:
      return undefined;
  }
}

function kindOfFive(rows: readonly (readonly number[])[]): DukascopyLayout['kind'] | 'ambiguous' | undefined {
  const canBeTicks = rows.every(([, ask = 0, bid = 0]) => ask >= bid);
  const canBeBars = rows.every(
    ([, open = 0, high = 0, low = 0, close = 0]) =>
      high >= Math.max(open, close) && low <= Math.min(open, close),
  );
  if (canBeTicks && canBeBars) return 'ambiguous';
  if (canBeTicks) return 'tick';
  return canBeBars ? 'bars' : undefined;
}
