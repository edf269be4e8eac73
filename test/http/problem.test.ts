import {describe, expect, it} from 'vitest';
import {
  AccessError,
  BusyError,
  ConfigError,
  ConflictError,
  InputError,
  inputErrorOf,
  NotFoundError,
  StorageError,
  UnavailableError,
} from '../../src/errors.ts';
import {problemView} from '../../src/http/api/schemas.ts';
import {httpStatusOf, problemOf} from '../../src/http/problem.ts';

describe('httpStatusOf', () => {
  it.each([
    [new InputError('PLAN_INVALID', ''), 422],
    [new InputError('USAGE_INVALID', ''), 400],
    [new InputError('FILE_LINES_BAD', ''), 400],
    [new InputError('BODY_TOO_LARGE', ''), 413],
    [new InputError('BODY_TYPE_UNKNOWN', ''), 415],
    [new InputError('HEADERS_TOO_LARGE', ''), 431],
    [new NotFoundError('PLAN_NOT_FOUND', ''), 404],
    [new NotFoundError('ROUTE_NOT_FOUND', ''), 404],
    [new ConflictError('PLAN_STATE_CONFLICT', ''), 409],
    [new ConflictError('IDEMPOTENCY_KEY_REUSED', ''), 409],
    [new AccessError('TOKEN_MISSING', ''), 401],
    [new AccessError('TOKEN_INVALID', ''), 401],
    [new AccessError('SCOPE_MISSING', ''), 403],
    [new AccessError('HOST_FOREIGN', ''), 421],
    [new BusyError('RATE_LIMITED', ''), 429],
    [new BusyError('REQUEST_TIMEOUT', ''), 408],
    [new BusyError('STORE_BUSY', ''), 503],
    [new BusyError('STREAMS_TOO_MANY', ''), 503],
    [new UnavailableError('MONITOR_UNREACHABLE', ''), 503],
    [new StorageError('STORE_CANNOT_WRITE', ''), 500],
    [new ConfigError('CONFIG_INVALID', ''), 500],
    [new TypeError('x'), 500],
    ['x', 500],
  ])('case %#: %s', (error, status) => {
    expect(httpStatusOf(error)).toBe(status);
  });
});

describe('problemOf', () => {
  it('has code, title, detail, field and hint', () => {
    const error = new InputError('PLAN_INVALID', 'side is missing', {field: 'side', hint: 'give "buy"'});
    expect(problemOf(error)).toEqual({
      type: 'urn:vigil:error:PLAN_INVALID',
      title: 'Plan invalid',
      status: 422,
      detail: 'side is missing',
      code: 'PLAN_INVALID',
      field: 'side',
      hint: 'give "buy"',
    });
  });

  it('says nothing of a defect but that it is one', () => {
    const problem = problemOf(new TypeError('cannot read "secret" of undefined'));
    expect(problem).toMatchObject({status: 500, code: 'INTERNAL'});
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('tells a hundred problems at most, and how many there are', () => {
    const many = Array.from({length: 400_000}, (_, index) => ({field: `f${index}`, message: `m${index}`}));
    const problem = problemOf(inputErrorOf('PLAN_INVALID', many));
    expect(problem.problems).toHaveLength(100);
    expect(problem.detail).toBe('m0 (and 399999 more)');
    expect(problemView.parse(problem)).toEqual(problem);
  });
});
