import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {onTestFinished} from 'vitest';
import type {Quote} from '../../../src/market/quote.ts';
import {openRecording, type Recording} from '../../../src/feed/replay/recording.ts';
import type {RecordingOptions} from '../../../src/feed/replay/recording-options.ts';

/** Writes a file of that name into a folder of its own; lines are joined. */
export function aFile(name: string, content: readonly string[] | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-recording-'));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  const path = join(folder, name);
  writeFileSync(path, Buffer.isBuffer(content) ? content : content.map((line) => `${line}\n`).join(''));
  return path;
}

export function gzipped(lines: readonly string[]): Buffer {
  return gzipSync(lines.map((line) => `${line}\n`).join(''));
}

export async function quotesOf(recording: Recording): Promise<Quote[]> {
  const quotes: Quote[] = [];
  for await (const batch of recording.batches()) quotes.push(...batch);
  return quotes;
}

/** What a recording gives, short enough to compare: time, bid and ask of each quote, bad lines. */
export async function replayed(
  paths: string | readonly string[],
  options: RecordingOptions = {},
): Promise<Readonly<{rows: string[]; symbols: string[]; bad: string[]; recording: Recording}>> {
  const recording = await openRecording(typeof paths === 'string' ? [paths] : paths, options);
  const quotes = await quotesOf(recording);
  return {
    rows: quotes.map(({timeMs, bid, ask}) => `${new Date(timeMs).toISOString()} ${bid} ${ask}`),
    symbols: [...recording.symbols],
    bad: recording.badLines.first.map(({line, reason}) => `${line}: ${reason}`),
    recording,
  };
}
