import {closeSync, openSync, readSync, writeSync} from 'node:fs';
import type {Random} from '../../../ports/random.ts';

/** Flips one bit, chosen by chance among the bytes from `from` to before `to`. Nobody may have the file open. */
export function flipBit(
  path: string,
  {from, to, random}: Readonly<{from: number; to: number; random: Random}>,
): void {
  const place = from + Math.floor(random.next() * (to - from));
  const bit = 1 << Math.floor(random.next() * 8);
  const byte = Buffer.alloc(1);
  const file = openSync(path, 'r+');
  try {
    readSync(file, byte, 0, 1, place);
    byte.writeUInt8(byte.readUInt8() ^ bit);
    writeSync(file, byte, 0, 1, place);
  } finally {
    closeSync(file);
  }
}
