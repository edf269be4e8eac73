import fc from 'fast-check';
import {expect, it} from 'vitest';
import {FrameWriter} from '../../../src/cli/top/frame-writer.ts';

// oxlint-disable-next-line no-control-regex -- it is what terminals are sent
const TOGETHER = /^\u001b\[\?2026h(?<what>.*)\u001b\[\?2026l$/s;
// oxlint-disable-next-line no-control-regex -- it is what terminals are sent
const LINE = /\u001b\[(?<row>\d+);1H\u001b\[2K(?<text>[^\u001b]*)/g;

/** What a terminal shows after it was sent this. */
function obey(before: readonly string[], text: string): string[] {
  if (text === '') return [...before];
  const what = TOGETHER.exec(text)?.groups?.['what'];
  if (what === undefined) throw new Error('not written in one piece');
  const lines = what.startsWith('\u001b[2J') ? before.map(() => '') : [...before];
  for (const {groups} of what.matchAll(LINE)) lines[Number(groups?.['row']) - 1] = groups?.['text'] ?? '';
  return lines;
}

it('brings the screen from any frame to any other, also after it was forgotten', () => {
  const frame = fc.array(fc.constantFrom('', 'a', 'bb', '金'), {minLength: 4, maxLength: 4});
  fc.assert(
    fc.property(fc.array(fc.tuple(frame, fc.boolean()), {minLength: 1}), (frames) => {
      const writer = new FrameWriter();
      let shown = ['?', '?', '?', '?'];
      for (const [lines, isForgotten] of frames) {
        if (isForgotten) {
          writer.forget();
          shown = ['?', '?', '?', '?'];
        }
        shown = obey(shown, writer.next(lines));
        expect(shown).toEqual(lines);
      }
    }),
  );
});

it('writes only what changed, and nothing where nothing did', () => {
  const writer = new FrameWriter();
  writer.next(['a', 'b', 'c']);
  expect(writer.next(['a', 'B', 'c'])).toBe('\u001b[?2026h\u001b[2;1H\u001b[2KB\u001b[?2026l');
  expect(writer.next(['a', 'B', 'c'])).toBe('');
});
