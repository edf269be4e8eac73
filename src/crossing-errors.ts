import {
  AccessError,
  AppError,
  BusyError,
  ConfigError,
  ConflictError,
  type ErrorCode,
  InputError,
  messageOf,
  NotFoundError,
  type Problem,
  StorageError,
  UnavailableError,
} from './errors.ts';

/** An error as data: what a message between threads can carry. */
export type ErrorData = Readonly<{
  /** Null: no error class of ours, so a defect. */
  kind: keyof typeof CLASSES | null;
  code: ErrorCode;
  message: string;
  field: string | undefined;
  hint: string | undefined;
  problems: readonly Problem[];
  stack: string | undefined;
}>;

/** The classes that threads throw. */
const CLASSES = {
  AccessError,
  BusyError,
  ConfigError,
  ConflictError,
  InputError,
  NotFoundError,
  StorageError,
  UnavailableError,
} as const;

const KINDS = Object.keys(CLASSES) as readonly (keyof typeof CLASSES)[];

export function toErrorData(error: unknown): ErrorData {
  const stack = error instanceof Error ? error.stack : undefined;
  if (!(error instanceof AppError)) {
    return {
      kind: null,
      code: 'INTERNAL',
      message: messageOf(error),
      field: undefined,
      hint: undefined,
      problems: [],
      stack,
    };
  }
  const {code, message, field, hint, problems} = error;
  return {
    kind: KINDS.find((kind) => error instanceof CLASSES[kind]) ?? null,
    code,
    message,
    field,
    hint,
    problems,
    stack,
  };
}

/** The same error on the other side, with the other side's stack as its cause. */
export function toError({kind, code, message, field, hint, problems, stack}: ErrorData): Error {
  if (kind === null) return new Error(message, {cause: stack});
  return new CLASSES[kind](code, message, {
    problems,
    cause: stack,
    ...(field === undefined ? {} : {field}),
    ...(hint === undefined ? {} : {hint}),
  });
}
