import {describe, expect, it} from 'vitest';
import {fuzzHttp} from './http-fuzz.ts';

describe('two thousand malformed requests', () => {
  it('are refused with problem documents, and write nothing', async () => {
    const {failures, passed, statuses} = await fuzzHttp(1, {from: 0, to: 2000});
    expect(failures).toEqual([]);
    expect(passed).toBe(2000);
    // The generator reaches what it is meant to reach.
    for (const status of [400, 401, 403, 404, 415, 421, 422, 431]) {
      expect(statuses[status], String(status)).toBeGreaterThan(0);
    }
  });
});
