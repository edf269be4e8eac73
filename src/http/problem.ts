import {
  AccessError,
  AppError,
  BusyError,
  ConflictError,
  type ErrorCode,
  InputError,
  NotFoundError,
  type Problem,
  UnavailableError,
} from '../errors.ts';

/** Media type of an error, by RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/** An error as the HTTP interface tells it: RFC 9457, with our code and what to mend. */
export type ProblemDocument = Readonly<{
  /** Where the code is explained. */
  type: string;
  /** The code's own words; the same for every error of the code. */
  title: string;
  status: number;
  /** What was wrong this time. */
  detail: string;
  code: ErrorCode;
  field?: string;
  hint?: string;
  /** When there is more than one thing to mend: all of them, or the first hundred; `detail` says how many. */
  problems?: readonly Problem[];
}>;

/** Codes whose status is not the one of their class, or that the document of the interface names. */
const STATUS_OF: Readonly<Partial<Record<ErrorCode, number>>> = {
  USAGE_INVALID: 400,
  PLAN_NOT_FOUND: 404,
  PLAN_DUPLICATE: 409,
  PLAN_STATE_CONFLICT: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  STORE_BUSY: 503,
  MONITOR_UNREACHABLE: 503,
  STREAMS_TOO_MANY: 503,
  INTERNAL: 500,
  PLAN_INVALID: 422,
  TOKEN_MISSING: 401,
  TOKEN_INVALID: 401,
  SCOPE_MISSING: 403,
  HOST_FOREIGN: 421,
  RATE_LIMITED: 429,
  BODY_TOO_LARGE: 413,
  BODY_TYPE_UNKNOWN: 415,
  HEADERS_TOO_LARGE: 431,
  REQUEST_TIMEOUT: 408,
};

/** Problems that one document tells; a small body can hold a hundred thousand, each of which is longer told. */
const PROBLEMS_MAX = 100;

/** The HTTP status of a code that a route names; 500 where it is not known before. */
export function statusOfCode(code: ErrorCode): number {
  return STATUS_OF[code] ?? 500;
}

/** The HTTP status of an error; of one that is none of ours 500. */
export function httpStatusOf(error: unknown): number {
  if (!(error instanceof AppError)) return 500;
  const own = STATUS_OF[error.code];
  if (own !== undefined) return own;
  if (error instanceof InputError) return 400;
  if (error instanceof AccessError) return 403;
  if (error instanceof NotFoundError) return 404;
  if (error instanceof ConflictError) return 409;
  return error instanceof UnavailableError || error instanceof BusyError ? 503 : 500;
}

/** What the caller is told of an error. Of one that is none of ours only that there was one: the log has the rest. */
export function problemOf(error: unknown): ProblemDocument {
  const status = httpStatusOf(error);
  if (!(error instanceof AppError)) {
    const detail = 'This is a defect of Vigil; its log says more';
    return {type: typeOf('INTERNAL'), title: titleOf('INTERNAL'), status, detail, code: 'INTERNAL'};
  }
  const {code, message, field, hint, problems} = error;
  return {
    type: typeOf(code),
    title: titleOf(code),
    status,
    detail: message,
    code,
    ...(field === undefined ? {} : {field}),
    ...(hint === undefined ? {} : {hint}),
    ...(problems.length > 1 ? {problems: problems.slice(0, PROBLEMS_MAX)} : {}),
  };
}

function typeOf(code: ErrorCode): string {
  return `urn:vigil:error:${code}`;
}

/** `PLAN_NOT_FOUND` as "Plan not found". */
function titleOf(code: ErrorCode): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
