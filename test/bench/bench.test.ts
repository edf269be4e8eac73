import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, it} from 'vitest';

const run = promisify(execFile);
const BENCH = join(import.meta.dirname, '..', '..', 'bench', 'run.ts');

describe('bench/run.ts --small', () => {
  it('measures every question, with no plan firing and no closure met', async () => {
    const {stdout} = await run(process.execPath, [BENCH, '--small']);
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(results.map(({bench, plans}) => [bench, plans ?? null])).toEqual([
      ['quote-cost', 10],
      ['quote-cost', 100],
      ['quote-cost-growth', null],
      ['lock-cost', null],
      ['load-and-arm', 50],
      ['commands', 20],
      ['bar-desks', 40],
      ['http-load', 100],
      ['top-cost', 1000],
    ]);
    for (const result of results.slice(0, 2)) expect(result['fired']).toBe(0);
    expect(results[2]?.['met']).toBe(0);
    expect(results[7]).toMatchObject({lost: 0, streams: {streams: 64, missing: 0}});
  });
});
