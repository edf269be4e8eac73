import {
  AccessError,
  AppError,
  BusyError,
  ConfigError,
  ConflictError,
  InputError,
  NotFoundError,
  StorageError,
  UnavailableError,
} from '../errors.ts';

/** What the shell is told. The README and `ERRORS.md` list them. */
export const EXIT = {
  done: 0,
  found: 1,
  usage: 2,
  unavailable: 69,
  internal: 70,
  storage: 73,
  tryAgain: 75,
  configuration: 78,
  interrupted: 130,
  terminated: 143,
} as const;

export function exitStatusOf(error: unknown): number {
  if (!(error instanceof AppError)) return EXIT.internal;
  const isCallers = [InputError, NotFoundError, ConflictError, AccessError].some(
    (kind) => error instanceof kind,
  );
  if (isCallers) {
    return EXIT.usage;
  }
  if (error instanceof UnavailableError) return EXIT.unavailable;
  if (error instanceof BusyError) return EXIT.tryAgain;
  if (error instanceof StorageError) return EXIT.storage;
  return error instanceof ConfigError ? EXIT.configuration : EXIT.internal;
}
