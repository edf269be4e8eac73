/** What another process does to the database, one after the other. */
export const PHASES = [
  'opening',
  'reader',
  'write',
  'exclusive',
  'killed',
  'read-only',
  'limit',
  'damage',
  'space',
] as const;
export type PhaseName = (typeof PHASES)[number];
