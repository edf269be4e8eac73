const COMMA = 44;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/** Digits that fit a double exactly, so that one division gives the correctly rounded decimal. */
const EXACT_DIGITS_MAX = 15;
const POWERS_OF_TEN = Array.from({length: EXACT_DIGITS_MAX + 1}, (_, power) => 10 ** power);

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The number a cell holds, or NaN: blank, hexadecimal and "Infinity" are no numbers here. */
export function numberOf(cell: string): number {
  const text = cell.trim();
  return DECIMAL.test(text) ? Number(text) : Number.NaN;
}

/**
 * Reads comma-separated numbers straight from the bytes of a line.
 *
 * Most of a replay's time goes here, and making a string of each cell costs three times as much. The
 * numbers are those that `Number` would give.
 */
export class CellReader {
  #bytes: Uint8Array = new Uint8Array();
  #position = 0;
  #end = 0;

  open(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  /** Whether every cell was read. */
  get isDone(): boolean {
    return this.#position > this.#end;
  }

  /** The next cell's number; NaN when it holds none, or when there is no further cell. */
  next(): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const start = this.#position;
    let position = start;
    let mantissa = 0;
    let digits = 0;
    let digitsBeforePoint = -1;
    for (; position < end; position++) {
      const byte = bytes[position] as number;
      if (byte >= ZERO && byte <= NINE) {
        mantissa = mantissa * 10 + (byte - ZERO);
        digits++;
      } else if (byte === POINT && digitsBeforePoint < 0) digitsBeforePoint = digits;
      else if (byte === COMMA) break;
      else return this.#slowly(start);
    }
    if (digits === 0 || digits > EXACT_DIGITS_MAX) return this.#slowly(start);
    this.#position = position + 1;
    const decimals = digitsBeforePoint < 0 ? 0 : digits - digitsBeforePoint;
    return decimals === 0 ? mantissa : mantissa / (POWERS_OF_TEN[decimals] as number);
  }

  #slowly(start: number): number {
    if (start > this.#end) return Number.NaN;
    let position = start;
    while (position < this.#end && this.#bytes[position] !== COMMA) position++;
    this.#position = position + 1;
    return numberOf(String.fromCharCode(...this.#bytes.subarray(start, Math.min(position, start + 64))));
  }
}
