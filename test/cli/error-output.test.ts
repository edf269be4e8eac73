import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {errorDocument, errorText} from '../../src/cli/error-output.ts';
import {styleOf} from '../../src/cli/terminal.ts';
import {inputErrorOf, UnavailableError} from '../../src/errors.ts';
import {anySecret} from '../secrets.ts';

const STYLE = styleOf(process.stderr);

describe('the output of an error', () => {
  it('lets no secret out, of message, hint, field, problem or stack', () => {
    fc.assert(
      fc.property(anySecret, ({text, secret}) => {
        const problem = {field: `plans.yaml:3 ${text}`, message: `wrong: ${text}`, hint: `see ${text}`};
        const errors = [
          new UnavailableError('FEED_UNAVAILABLE', `No answer from ${text}`, {hint: text, field: text}),
          inputErrorOf('PLAN_INVALID', [problem, {message: text}]),
          new Error(text),
        ];
        for (const error of errors) {
          expect(JSON.stringify(errorDocument(error))).not.toContain(secret);
          expect(errorText(error, STYLE)).not.toContain(secret);
        }
      }),
      {numRuns: 300},
    );
  });

  it('says the rest as it is', () => {
    const error = new UnavailableError(
      'FEED_UNAVAILABLE',
      'No answer from https://vigil:hunter22@example.org/q',
      {
        hint: 'check --gateway-secret FILE',
      },
    );
    expect(errorDocument(error)).toEqual({
      error: {
        code: 'FEED_UNAVAILABLE',
        message: 'No answer from https://vigil:[redacted]@example.org/q',
        hint: 'check --gateway-secret FILE',
      },
    });
    expect(errorText(error, STYLE)).toBe(
      'Error: No answer from https://vigil:[redacted]@example.org/q\n  → check --gateway-secret FILE\n',
    );
  });
});
