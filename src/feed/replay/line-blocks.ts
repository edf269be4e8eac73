import {createReadStream} from 'node:fs';
import {pipeline, type Readable} from 'node:stream';
import {constants, createGunzip} from 'node:zlib';
import {LINE_BREAK} from './line-decoder.ts';

const CHUNK_BYTES = 65_536;
/** Longer lines hold no prices; without a bound, a file without line breaks would fill the memory. */
const LINE_BYTES_MAX = 16_384;

/** How reading a file went, filled in while it goes on. */
export class ReadingProgress {
  /** Bytes of the file on disk that were read so far. */
  bytes = 0;
  /** Why the content ends before its end; undefined while it does not. */
  broken: string | undefined;
}

/**
 * Yields the file's content in blocks of whole lines; only the last may lack its line break. Of gzip
 * that ends early or is damaged, the whole lines before that are yielded, and `progress` tells.
 *
 * @param lineEnd The byte that ends a line: another than the line break where records end with it.
 */
export async function* lineBlocks(
  path: string,
  isGzip: boolean,
  progress: ReadingProgress,
  lineEnd = LINE_BREAK,
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of isGzip ? unzipped(path, progress) : plain(path, progress)) {
    const end = chunk.lastIndexOf(lineEnd) + 1;
    if (end === 0) {
      rest = Buffer.concat([rest, chunk]);
      if (rest.length <= LINE_BYTES_MAX) continue;
      // Ends the line here: both halves are then bad lines, and the memory stays free.
      yield rest;
      rest = Buffer.alloc(0);
      continue;
    }
    yield rest.length === 0 ? chunk.subarray(0, end) : Buffer.concat([rest, chunk.subarray(0, end)]);
    rest = Buffer.from(chunk.subarray(end));
  }
  // A line that was cut off may still look whole: 1300.5 of 1300.57. It is not used.
  if (rest.length > 0 && progress.broken === undefined) yield rest;
}

async function* plain(path: string, progress: ReadingProgress): AsyncGenerator<Buffer> {
  const file = createReadStream(path, {highWaterMark: CHUNK_BYTES});
  for await (const chunk of buffersOf(file)) {
    progress.bytes = file.bytesRead;
    yield chunk;
  }
}

async function* unzipped(path: string, progress: ReadingProgress): AsyncGenerator<Buffer> {
  let delivered = 0;
  try {
    for await (const chunk of gunzip(path, progress, constants.Z_FINISH)) {
      delivered += chunk.length;
      yield chunk;
    }
    return;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'Z_DATA_ERROR') progress.broken = 'the gzip data is damaged from here on';
    else if (code === 'Z_BUF_ERROR') progress.broken = 'the gzip data ends early';
    else throw error;
  }
  if (progress.broken !== 'the gzip data ends early') return;
  // With its error the stream throws away what it had unzipped already. Told to take what there is,
  // it gives that too, but would not say that the end is missing.
  let skip = delivered;
  for await (const chunk of gunzip(path, progress, constants.Z_SYNC_FLUSH)) {
    if (chunk.length > skip) yield chunk.subarray(skip);
    skip = Math.max(0, skip - chunk.length);
  }
}

async function* gunzip(path: string, progress: ReadingProgress, finishFlush: number): AsyncGenerator<Buffer> {
  const file = createReadStream(path, {highWaterMark: CHUNK_BYTES});
  const stream = createGunzip({chunkSize: CHUNK_BYTES, finishFlush});
  // The iteration below meets the same error.
  pipeline(file, stream, () => {});
  for await (const chunk of buffersOf(stream)) {
    progress.bytes = Math.max(progress.bytes, file.bytesRead);
    yield chunk;
  }
  progress.bytes = Math.max(progress.bytes, file.bytesRead);
}

/** A stream's chunks, typed: without an encoding they are buffers. */
function buffersOf(stream: Readable): AsyncIterable<Buffer> {
  return stream;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
