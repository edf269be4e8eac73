import {existsSync, readFileSync} from 'node:fs';
import type {Random} from '../../../ports/random.ts';
import {logPathOf} from './copies.ts';
import {flipBit} from './flip-bit.ts';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const PAGE_SIZE_AT = 8;
/** Two numbers of 4 bytes, the same in the header and in each frame that belongs to it. */
const HEADER_SALTS_AT = 16;
const FRAME_SALTS_AT = 8;
const SALTS_BYTES = 8;

/** How many frames of the log are good, and which one was damaged. */
export type LogDamage = Readonly<{frames: number; flippedFrame: number}>;

/**
 * Flips a bit in the middle of the write-ahead log of a database that nobody has open. SQLite takes
 * the log for ended there: what was committed later is gone, and nothing in the file tells.
 *
 * @returns Undefined when there is no log, or an empty one.
 */
export function damageLog(databasePath: string, random: Random): LogDamage | undefined {
  const path = logPathOf(databasePath);
  if (!existsSync(path)) return undefined;
  const {frames, frameBytes} = framesOf(readFileSync(path));
  if (frames === 0) return undefined;
  const flippedFrame = Math.floor(frames / 2);
  const from = HEADER_BYTES + flippedFrame * frameBytes;
  flipBit(path, {from, to: from + frameBytes, random});
  return {frames, flippedFrame};
}

function framesOf(log: Buffer): Readonly<{frames: number; frameBytes: number}> {
  if (log.length < HEADER_BYTES) return {frames: 0, frameBytes: 0};
  const frameBytes = FRAME_HEADER_BYTES + log.readUInt32BE(PAGE_SIZE_AT);
  const salts = log.subarray(HEADER_SALTS_AT, HEADER_SALTS_AT + SALTS_BYTES);
  let frames = 0;
  for (let at = HEADER_BYTES; at + frameBytes <= log.length; at += frameBytes) {
    const own = log.subarray(at + FRAME_SALTS_AT, at + FRAME_SALTS_AT + SALTS_BYTES);
    if (!own.equals(salts)) break;
    frames += 1;
  }
  return {frames, frameBytes};
}
