import type {Facts} from './facts.ts';

/** How something is; `skipped`: it could not be looked at, and the message says why. */
export type FindingState = 'ok' | 'warning' | 'failure' | 'skipped';

export type Finding = Readonly<{
  state: FindingState;
  message: string;
  /** The command that mends it, or what else does; null where there is nothing to mend. */
  remedy: string | null;
}>;

/** One thing that the doctor looks at. It looks at the facts only, and touches nothing. */
export type Check = Readonly<{
  name: string;
  /** At least one finding. */
  look: (facts: Facts) => readonly Finding[];
}>;

export function ok(message: string): Finding {
  return {state: 'ok', message, remedy: null};
}

export function warning(message: string, remedy: string): Finding {
  return {state: 'warning', message, remedy};
}

export function failure(message: string, remedy: string): Finding {
  return {state: 'failure', message, remedy};
}

export function skipped(message: string): Finding {
  return {state: 'skipped', message, remedy: null};
}

/** A word as a shell takes it whole. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
