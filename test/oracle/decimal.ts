/**
 * Exact decimals for the oracle: a decimal is held as a whole number of billionths, so comparing and
 * subtracting prices never meets a binary fraction.
 */
export const BILLION = 1_000_000_000;

const FORM = /^(-?)(\d+)(?:\.(\d{0,9})0*)?$/;

/** Billionths of the decimal `text`. Throws where that is not exact. */
export function billionths(text: string): number {
  const match = FORM.exec(text);
  if (match === null) throw new Error(`"${text}" is not a decimal of at most nine places`);
  const whole = Number(match[2]) * BILLION + Number((match[3] ?? '').padEnd(9, '0'));
  // The factor leaves room for the sums and the tenfold that the rules form.
  if (!Number.isSafeInteger(whole * 40)) throw new Error(`"${text}" is too large for exact arithmetic`);
  return match[1] === '-' ? -whole : whole;
}

/** Billionths of a number as it was written in JSON or YAML. */
export function writtenBillionths(value: number): number {
  const text = value.toFixed(9);
  if (Number(text) !== value) throw new Error(`${value} has more than nine decimal places`);
  return billionths(text);
}

/** The number whose shortest spelling is `units` of ten to the minus `places`. */
export function decimalOf(units: bigint, places: number): number {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const cut = digits.length - places;
  return Number(`${units < 0n ? '-' : ''}${digits.slice(0, cut)}.${digits.slice(cut)}`);
}

/** The number that `units` billionths are written as. */
export function numberOf(units: number): number {
  return decimalOf(BigInt(units), 9);
}
