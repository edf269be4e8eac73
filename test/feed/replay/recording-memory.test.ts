import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {createWriteStream, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createGzip} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'vigil-memory-'));
const module = join(import.meta.dirname, '..', '..', '..', 'src', 'feed', 'replay', 'recording.ts');
/** A process of its own, because its greatest size ever is measured. */
const READER = `
  const {openRecording} = await import(${JSON.stringify(module)});
  const recording = await openRecording(process.argv.slice(1));
  let quotes = 0;
  for await (const batch of recording.batches()) quotes += batch.length;
  console.log(JSON.stringify({quotes, peakKb: process.resourceUsage().maxRSS}));
`;

/**
 * Room for the young is given by how fast a process has made garbage so far, and not by what it holds on to.
 * Nor is it what it holds on to when V8 makes quotes old at birth, because all were alive at its first look.
 */
const STEADY = ['--min-semi-space-size=4', '--max-semi-space-size=4', '--no-allocation-site-pretenuring'];

async function writeTicks(path: string, count: number): Promise<void> {
  const gzip = createGzip({level: 1});
  const file = gzip.pipe(createWriteStream(path));
  for (let index = 0; index < count; ) {
    let text = '';
    for (const end = Math.min(count, index + 5000); index < end; index++) {
      text += `${index * 40},${1300 + ((index * 7919) % 997) / 1000},1301.5\n`;
    }
    if (!gzip.write(text)) await once(gzip, 'drain');
  }
  gzip.end();
  await once(file, 'close');
}

function replayed(...paths: readonly string[]): {quotes: number; peakKb: number} {
  const output = execFileSync(process.execPath, [...STEADY, '--input-type=module', '-e', READER, ...paths], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as {quotes: number; peakKb: number};
}

describe('Recording.batches', () => {
  const small = join(folder, '20140505_xauusd_tick_quote.csv.gz');
  const large = join(folder, '20140506_xauusd_tick_quote.csv.gz');
  const quotes = {small: 100_000, large: 2_000_000};

  beforeAll(async () => {
    await writeTicks(small, quotes.small);
    await writeTicks(large, quotes.large);
  });
  afterAll(() => rmSync(folder, {recursive: true}));

  it('needs no more memory for a file twenty times as long', () => {
    const few = replayed(small);
    const many = replayed(large);
    expect(few.quotes).toBe(quotes.small);
    expect(many.quotes).toBe(quotes.large);
    // Kept, the quotes would take more than 100 MB.
    expect(many.peakKb - few.peakKb).toBeLessThan(20_000);
  });
});
