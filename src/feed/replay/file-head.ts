import {type FileHandle, open} from 'node:fs/promises';
import {basename} from 'node:path';
import {constants, gunzipSync} from 'node:zlib';
import {InputError, messageOf} from '../../errors.ts';

/** Enough for some hundred lines; what a head unzips to stays small even for the emptiest file. */
const HEAD_BYTES = 16_384;

/** The beginning of a file, from which its layout is told. */
export type FileHead = Readonly<{
  isGzip: boolean;
  sizeBytes: number;
  /** Whole lines, without the byte order mark. */
  lines: readonly string[];
}>;

/** @throws {InputError} FILE_NOT_READABLE */
export async function readHead(path: string): Promise<FileHead> {
  try {
    const file = await open(path);
    try {
      return await headOf(file, path);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw notReadable(path, error);
  }
}

/** The error of a file that cannot be read, saying why in words. */
export function notReadable(path: string, error: unknown): InputError {
  if (error instanceof InputError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = REASONS[code] ?? messageOf(error);
  return new InputError('FILE_NOT_READABLE', `"${path}" cannot be read: ${why}`, {cause: error});
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of its path is not a folder',
  EMFILE: 'too many open files',
};

async function headOf(file: FileHandle, path: string): Promise<FileHead> {
  const stat = await file.stat();
  if (stat.isDirectory()) {
    throw new InputError('FILE_NOT_READABLE', `"${path}" cannot be read: it is a folder`, {
      hint: 'name the files in it',
    });
  }
  if (!stat.isFile()) {
    // It is read twice: first its head, then all of it.
    throw new InputError('FILE_NOT_READABLE', `"${path}" cannot be read: it is not a regular file`, {
      hint: 'write the data to a file first',
    });
  }
  const {buffer, bytesRead} = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const raw = buffer.subarray(0, bytesRead);
  const isGzip = raw[0] === 0x1f && raw[1] === 0x8b;
  const content = isGzip ? unzip(raw, path) : raw;
  if (content[0] === 0xff && content[1] === 0xfe) {
    throw new InputError('FILE_FORMAT_UNKNOWN', `"${basename(path)}" is written in UTF-16`, {
      hint: 'save it as UTF-8',
    });
  }
  const text = content.toString('utf8').replace(/^\uFEFF/, '');
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  // The last is cut off, unless the file ends there too.
  if (bytesRead < stat.size && lines.length > 1) lines.pop();
  return {isGzip, sizeBytes: stat.size, lines};
}

function unzip(raw: Buffer, path: string): Buffer {
  try {
    return gunzipSync(raw, {finishFlush: constants.Z_SYNC_FLUSH});
  } catch (error) {
    throw new InputError('FILE_NOT_READABLE', `"${basename(path)}" cannot be unzipped: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
