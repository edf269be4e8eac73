import fc from 'fast-check';
import {expect, it} from 'vitest';
import {KeyReader} from '../../../src/cli/top/keys.ts';

const WHOLE = '\u001b[A\u001bOBq\u001b[5~\u001b[6~\rs\u0003\u001a\u001b[1;5C?金\u001b[H';
const KEYS = ['up', 'down', 'q', 'pageUp', 'pageDown', 'enter', 's', 'ctrl-c', 'ctrl-z', '?', '金', 'home'];

it('reads what terminals send, and passes over keys that nobody knows', () => {
  expect(new KeyReader().read(WHOLE)).toEqual(KEYS);
});

it('reads the same when it comes in parts, wherever it is broken', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({min: 0, max: WHOLE.length})), (places) => {
      const cuts = [0, ...places.sort((a, b) => a - b), WHOLE.length];
      const reader = new KeyReader();
      const keys = cuts.flatMap((from, index) => reader.read(WHOLE.slice(from, cuts[index + 1] ?? from)));
      expect(keys).toEqual(KEYS);
    }),
  );
});

it('takes an escape for the escape key only when nothing follows', () => {
  const reader = new KeyReader();
  expect([reader.read('\u001b'), reader.isWaiting]).toEqual([[], true]);
  expect([reader.flush(), reader.isWaiting]).toEqual([['escape'], false]);
  expect(reader.read('\u001b')).toEqual([]);
  expect([reader.read('[B'), reader.isWaiting]).toEqual([['down'], false]);
});
