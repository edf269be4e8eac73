/** An instant as the old program wrote it; times without a zone are taken as UTC, and said to be so. */
export type OldInstant = Readonly<{ms: number; hasZone: boolean}>;

const FORM = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/** Undefined when it is no time. Microseconds are cut to whole ms. */
export function instantOf(value: unknown): OldInstant | undefined {
  const match = typeof value === 'string' ? FORM.exec(value.trim()) : null;
  if (match === null) return undefined;
  const [, date, clock, fraction = '', zone] = match;
  const offset = zone === undefined ? 'Z' : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const ms = Date.parse(
    `${date}T${clock?.length === 5 ? `${clock}:00` : clock}${fraction.slice(0, 4)}${offset}`,
  );
  return Number.isFinite(ms) ? {ms, hasZone: zone !== undefined} : undefined;
}
