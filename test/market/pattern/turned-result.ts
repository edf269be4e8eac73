/** Prices by themselves; a high is the low of the mirror, and so on. */
const PRICES = new Set(['price', 'innerPrice', 'level', 'neckline', 'extreme']);
const EXCHANGED: Readonly<Record<string, string>> = {
  bull: 'bear',
  bear: 'bull',
  high: 'low',
  low: 'high',
  highs: 'lows',
  lows: 'highs',
};
/** Not exact: what one minus a rounded quotient is. */
const round = (value: number) => Math.round(value * 1e9) / 1e9;

/** What a study has to say in the mirror when it says this, with prices mirrored at `constant`. */
export function turnedResult(result: unknown, constant: number): unknown {
  return turned('', result, constant);
}

function turned(name: string, value: unknown, constant: number): unknown {
  if (Array.isArray(value)) {
    const inner = name === 'drives' || name === 'prices' ? 'price' : name === 'rsis' ? 'rsi' : '';
    return value.map((one: unknown) => turned(inner, one, constant));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => {
      return [EXCHANGED[key] ?? key, turned(key, one, constant)] as const;
    });
    return Object.fromEntries(entries);
  }
  if (typeof value === 'string') return EXCHANGED[value] ?? value;
  if (typeof value !== 'number') return value;
  if (PRICES.has(name) || name === 'high' || name === 'low') return constant - value;
  if (name === 'position') return round(1 - value);
  return name === 'rsi' ? round(100 - value) : value;
}

/** The same rounding, of a result that is compared with a turned one. */
export function roundedResult(result: unknown): unknown {
  return JSON.parse(
    JSON.stringify(result, (name, value: unknown) => {
      if (name === 'rsis' && Array.isArray(value)) return value.map((one: unknown) => round(Number(one)));
      return name === 'position' && typeof value === 'number' ? round(value) : value;
    }) ?? 'null',
  );
}
