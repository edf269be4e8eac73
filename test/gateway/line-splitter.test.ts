import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {LINE_BYTES_MAX, LineSplitter} from '../../src/gateway/line-splitter.ts';

const lineText = fc
  .string({unit: 'grapheme', maxLength: 30})
  .filter((text) => !text.includes('\n') && text.isWellFormed());

describe('LineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(lineText), fc.array(fc.nat(7)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const splitter = new LineSplitter();
        const heard: string[] = [];
        let from = 0;
        for (const cut of cuts) {
          heard.push(...splitter.push(bytes.subarray(from, from + cut)).lines);
          from += cut;
        }
        heard.push(...splitter.push(bytes.subarray(from)).lines);
        expect(heard).toEqual(lines);
      }),
    );
  });

  it('keeps what has not ended to itself', () => {
    const splitter = new LineSplitter();
    expect(splitter.push(Buffer.from('{"a":1}\n{"b"'))).toEqual({lines: ['{"a":1}'], broken: null});
    expect(splitter.push(Buffer.from(':2}\n'))).toEqual({lines: ['{"b":2}'], broken: null});
  });

  it.each([
    {name: 'of the greatest length passes', bytes: LINE_BYTES_MAX, isBroken: false},
    {name: 'that is one byte longer breaks it', bytes: LINE_BYTES_MAX + 1, isBroken: true},
  ])('a line $name', ({bytes, isBroken}) => {
    const splitter = new LineSplitter();
    const {lines, broken} = splitter.push(Buffer.concat([Buffer.alloc(bytes, 0x61), Buffer.from('\n')]));
    expect([lines.length, broken !== null]).toEqual([isBroken ? 0 : 1, isBroken]);
  });

  it('breaks before the end of a line that is too long, and reads nothing more', () => {
    const splitter = new LineSplitter(4);
    expect(splitter.push(Buffer.from('ab\nabcde'))).toEqual({
      lines: ['ab'],
      broken: 'a line is longer than 4 bytes',
    });
    expect(splitter.push(Buffer.from('\nab\n')).lines).toEqual([]);
  });

  it.each([[[0xff]], [[0xc3]], [[0xed, 0xa0, 0x80]]])('breaks at bytes %j, which are not UTF-8', (bytes) => {
    const splitter = new LineSplitter();
    expect(splitter.push(Buffer.from([0x61, 0x0a, ...bytes, 0x0a, 0x62, 0x0a]))).toEqual({
      lines: ['a'],
      broken: 'a line is not UTF-8',
    });
  });
});
