import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {readSources} from '../scripts/architecture/source-file.ts';
import {tokenize} from '../scripts/architecture/tokenize.ts';
import {exitStatusOf} from '../src/cli/exit-status.ts';
import * as errors from '../src/errors.ts';

const PROJECT = join(import.meta.dirname, '..');

/** Status by code, as ERRORS.md lists them. */
function listed(): Map<string, number> {
  const [current = ''] = readFileSync(join(PROJECT, 'ERRORS.md'), 'utf8').split('## Retired');
  const rows = current.matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \| (\d+) \|$/gm);
  return new Map([...rows].map(([, code = '', , , status]) => [code, Number(status)]));
}

/** The members of the type `ErrorCode`. */
function declared(): string[] {
  const {tokens} = tokenize(readFileSync(join(PROJECT, 'src/errors.ts'), 'utf8'));
  const start = tokens.findIndex(
    ({value}, index) => value === 'ErrorCode' && tokens[index - 1]?.value === 'type',
  );
  const end = tokens.findIndex(({value}, index) => index > start && value === ';');
  return tokens.slice(start, end).flatMap(({type, value}) => (type === 'text' ? [value] : []));
}

/** `new XError('CODE'` anywhere in src. */
function thrown(): {error: string; code: string; place: string}[] {
  return readSources(PROJECT).flatMap(({path, tokens}) =>
    tokens.flatMap(({value, line}, index) => {
      const [open, code] = tokens.slice(index + 1, index + 3);
      const isError = tokens[index - 1]?.value === 'new' && open?.value === '(' && code?.type === 'text';
      return isError && Object.hasOwn(errors, value)
        ? [{error: value, code: code.value, place: `${path}:${line}`}]
        : [];
    }),
  );
}

function exitOf(className: string, code: string): number {
  const found: unknown = Object.entries(errors).find(([name]) => name === className)?.[1];
  const ErrorClass = found as new (code: string, message: string) => errors.AppError;
  return exitStatusOf(new ErrorClass(code, 'message'));
}

describe('ERRORS.md', () => {
  it('explains every code that there is, once, and no other', () => {
    expect(declared().length).toBeGreaterThan(10);
    expect([...listed().keys()].sort()).toEqual(declared().sort());
  });

  it('gives the exit status with which each thrown error ends', () => {
    const places = thrown();
    expect(places.length).toBeGreaterThan(10);
    for (const {error, code, place} of places) {
      expect({place, code, exit: exitOf(error, code)}).toEqual({place, code, exit: listed().get(code)});
    }
  });

  it('knows the status of a bad plan, of an environment that is too old, and of a defect', () => {
    const problem = errors.inputErrorOf('PLAN_INVALID', [{message: 'is bad'}]);
    expect(exitStatusOf(problem)).toBe(listed().get('PLAN_INVALID'));
    expect(exitStatusOf(new Error('Invariant: broken'))).toBe(listed().get('INTERNAL'));
    expect(listed().get('NODE_TOO_OLD')).toBe(78);
  });
});

describe('inputErrorOf', () => {
  it('speaks of the first problem and counts the others', () => {
    const error = errors.inputErrorOf('PLAN_INVALID', [
      {field: 'side', message: 'side is missing', hint: 'give one'},
      {message: 'volume is missing'},
      {message: 'when is missing'},
    ]);
    expect(error).toMatchObject({
      name: 'InputError',
      code: 'PLAN_INVALID',
      message: 'side is missing (and 2 more)',
      field: 'side',
      hint: 'give one',
    });
    expect(error.problems).toHaveLength(3);
  });

  it('says one problem as it is', () => {
    const error = errors.inputErrorOf('USAGE_INVALID', [{message: 'no file'}]);
    expect(error).toMatchObject({message: 'no file', field: undefined, hint: undefined});
  });
});

describe('AppError', () => {
  it('keeps what caused it', () => {
    const cause = new Error('SQLITE_BUSY');
    expect(new errors.BusyError('STORE_BUSY', 'locked', {cause}).cause).toBe(cause);
    expect(new errors.BusyError('STORE_BUSY', 'locked')).not.toHaveProperty('cause');
  });
});
