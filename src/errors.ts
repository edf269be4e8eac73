/**
 * Every error class and code of Vigil. `ERRORS.md` explains each code; a test keeps the two equal.
 *
 * Classes are named by what the caller can do next. Only `cli/` maps them to exit statuses and only
 * `http/` to HTTP statuses. A refused order is not an error but an outcome; a broken invariant is a
 * plain `Error` ("Invariant: …") and ends the process.
 */

/** Stable, machine-readable, subject first. A retired code stays listed in `ERRORS.md`. */
export type ErrorCode =
  | 'PLAN_INVALID'
  | 'PLAN_DUPLICATE'
  | 'PLAN_NOT_FOUND'
  | 'PLAN_STATE_CONFLICT'
  | 'TOKEN_DUPLICATE'
  | 'TOKEN_NOT_FOUND'
  | 'FILE_NOT_READABLE'
  | 'FILE_FORMAT_UNKNOWN'
  | 'FILE_LINES_BAD'
  | 'USAGE_INVALID'
  | 'CONFIG_INVALID'
  | 'NODE_TOO_OLD'
  | 'FEED_UNAVAILABLE'
  | 'BROKER_UNAVAILABLE'
  | 'STORE_BUSY'
  | 'STORE_CANNOT_OPEN'
  | 'STORE_CANNOT_WRITE'
  | 'STORE_CORRUPT'
  | 'STORE_VERSION_NEWER'
  | 'STORE_CLOSED'
  | 'MONITOR_RUNNING'
  | 'LEASE_LOST'
  | 'MONITOR_UNREACHABLE'
  | 'TOKEN_MISSING'
  | 'TOKEN_INVALID'
  | 'SCOPE_MISSING'
  | 'HOST_FOREIGN'
  | 'ROUTE_NOT_FOUND'
  | 'BODY_TOO_LARGE'
  | 'BODY_TYPE_UNKNOWN'
  | 'HEADERS_TOO_LARGE'
  | 'REQUEST_TIMEOUT'
  | 'RATE_LIMITED'
  | 'STREAMS_TOO_MANY'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'HTTP_ADDRESS_OPEN'
  | 'HTTP_ADDRESS_TAKEN'
  | 'DIAGNOSIS_BROKE'
  | 'INTERNAL';

/** One thing that is wrong with an input: where, what was found, and what to do about it. */
export type Problem = Readonly<{
  /** Path in the input, e.g. `when.all[0].price.near`; with a file, `plans.yaml:3 stopLoss`. */
  field?: string;
  message: string;
  hint?: string;
}>;

export type ErrorDetails = Readonly<{
  field?: string;
  hint?: string;
  /** All problems, when there is more than one thing to mend. */
  problems?: readonly Problem[];
  cause?: unknown;
}>;

export abstract class AppError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly hint: string | undefined;
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : {cause: details.cause});
    this.name = new.target.name;
    this.code = code;
    this.field = details.field;
    this.hint = details.hint;
    this.problems = details.problems ?? [];
  }
}

/** The caller is wrong; the same call fails again. Nothing was written. */
export class InputError extends AppError {}

/** The thing named is not there. */
export class NotFoundError extends AppError {}

/** The caller has not shown that it may; another token, or another address, is needed. Nothing was written. */
export class AccessError extends AppError {}

/** The plan is not in the state for it; read it again. Nothing was written. */
export class ConflictError extends AppError {}

/** Broker or feed is down; wait and retry. */
export class UnavailableError extends AppError {}

/** The database stayed locked to the deadline, or another monitor owns it; try again. */
export class BusyError extends AppError {}

/** The database cannot be opened or written, or holds data that breaks a rule. */
export class StorageError extends AppError {}

/** The environment or the configuration is unusable. */
export class ConfigError extends AppError {}

/** A diagnosis could not be carried out; it says nothing about the product, good or bad. */
export class DiagnosisError extends AppError {}

/** One error for one or many problems; the first gives the message. */
export function inputErrorOf(code: ErrorCode, problems: readonly Problem[]): InputError {
  const first = problems[0];
  if (first === undefined) throw new Error('Invariant: an input error needs at least one problem');
  const rest = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new InputError(code, first.message + rest, {
    ...(first.field === undefined ? {} : {field: first.field}),
    ...(first.hint === undefined ? {} : {hint: first.hint}),
    problems,
  });
}

/** Text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
