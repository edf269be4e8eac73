import {afterEach, describe, expect, it} from 'vitest';
import {endAll, vigil, vigilJson} from './vigil-process.ts';

afterEach(endAll);

describe('a command that does not exist', () => {
  it('is answered with the one that was probably meant', async () => {
    expect(await vigil(['plan', 'lst'])).toEqual({
      status: 2,
      signal: null,
      stdout: '',
      stderr: 'Error: There is no command "plan lst"\n  → did you mean `vigil plan list`?\n',
    });
    expect(await vigil(['frobnicate'])).toMatchObject({
      status: 2,
      stderr: 'Error: There is no command "frobnicate"\n  → see `vigil --help`\n',
    });
  });

  it('is an error document under --json', async () => {
    expect(await vigilJson(['stauts'])).toEqual({
      exit: 2,
      stderr: '',
      error: {
        code: 'USAGE_INVALID',
        message: 'There is no command "stauts"',
        hint: 'did you mean `vigil status`?',
      },
    });
  });
});
