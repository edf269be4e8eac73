import {describe, expect, it} from 'vitest';
import {commandProblems, type Expected} from '../../../src/diagnose/db-lock/command.ts';

const expected: Expected = {
  status: 75,
  says: ['adding plan "x"', 'process 4711 ('],
  waitedMs: 500,
};
const said = (seconds: string) =>
  `Error: the database "/x.db" stayed locked for ${seconds} s while adding plan "x"; process 4711 (python3) holds it`;

describe('commandProblems', () => {
  it('has nothing against a command that says what, how long and who', () => {
    expect(commandProblems({status: 75, text: said('0.5')}, expected)).toEqual([]);
  });

  it.each<[number | null, string, readonly string[]]>([
    [0, said('0.5'), ['it ended with 0 and not with 75']],
    [null, said('0.5'), ['it ended with a signal and not with 75']],
    [75, said('0.1'), ['it says that it waited 100 ms, and had 500 ms']],
    [75, said('30.0'), ['it says that it waited 30000 ms, and had 500 ms']],
    [
      75,
      'Error: database is locked',
      [
        'it does not say "adding plan "x""',
        'it does not say "process 4711 ("',
        'it says that it waited for an unknown time, and had 500 ms',
      ],
    ],
  ])('finds what is wrong with exit %s and "%s"', (status, text, problems) => {
    expect(commandProblems({status, text}, expected)).toEqual(problems);
  });

  it('asks no time of a command that had nothing to wait for', () => {
    expect(commandProblems({status: 0, text: ''}, {status: 0, says: [], waitedMs: null})).toEqual([]);
  });
});
