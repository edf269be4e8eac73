import {expect, it} from 'vitest';
import {backoffMs} from '../../../src/store/sqlite/backoff.ts';

const pauses = (random: number) =>
  Array.from({length: 16}, (_, tries) => backoffMs(tries, {next: () => random}));

it('asks soon while a lock may be that of one commit, then less and less often, and never at fixed times', () => {
  const most = [5, 5, 5, 5, 5, 5, 5, 10, 20, 40, 80, 160, 250, 250, 250, 250];
  expect(pauses(1)).toEqual(most);
  expect(pauses(0.5)).toEqual(most.map((ms) => ms / 2));
  expect(pauses(0)).toEqual(most.map(() => 0));
});
