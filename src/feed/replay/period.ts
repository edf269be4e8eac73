const UNIT_MS: Readonly<Record<string, number>> = {
  S: 1000,
  M: 60_000,
  H: 3_600_000,
  D: 86_400_000,
  W: 7 * 86_400_000,
};

/** Length in ms of a period as MetaTrader names it (M1, M15, H4, D1, W1; S1 for a second), or undefined. */
export function periodMs(name: string): number | undefined {
  const [, unit, count] = /^([SMHDW])([1-9]\d?)$/i.exec(name) ?? [];
  const unitMs = UNIT_MS[unit?.toUpperCase() ?? ''];
  return unitMs === undefined ? undefined : unitMs * Number(count);
}
