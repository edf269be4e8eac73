import {writeFileSync} from 'node:fs';
import {request} from 'node:http';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {socketPathOf} from '../../src/app/monitor-socket.ts';
import {hasPython, Scrape} from '../app/metrics/scraped.ts';
import {endAll, eventually, startMonitor, temporaryFolder, vigil} from './vigil-process.ts';

afterEach(endAll);

const PLANS = `
id: fires
symbol: XAUUSD
side: buy
volume: 0.01
when: {always: true}
---
id: waits
symbol: EURUSD
side: buy
volume: 0.01
when: {price: {above: 9000}}
`;

function get(socketPath: string, path: string): Promise<{status: number; body: string}> {
  return new Promise((resolve, reject) => {
    const call = request({socketPath, path}, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({status: response.statusCode ?? 0, body}));
    });
    call.on('error', reject);
    call.end();
  });
}

describe.skipIf(!hasPython)('vigil run, asked over its socket', () => {
  it('is ready, and its metrics tell of an order from the quote to the broker', {
    timeout: 120_000,
  }, async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'plans.db');
    const file = join(folder, 'plans.yaml');
    writeFileSync(file, PLANS);
    expect((await vigil(['plan', 'add', file, '--db', db])).status).toBe(0);
    const monitor = await startMonitor(db, ['--seed', '3', '--tick-ms', '50']);
    const socket = socketPathOf(db);
    const ready = await eventually('it is ready', async () => {
      const answer = await get(socket, '/readyz');
      return answer.status === 200 ? answer : undefined;
    });
    expect(JSON.parse(ready.body)).toMatchObject({
      ready: true,
      checks: [{name: 'started', ok: true}, {}, {}, {}, {}, {}, {}, {}, {}],
    });
    expect((await get(socket, '/healthz')).status).toBe(200);
    await eventually('the plan is executed', () => monitor.logged('executed').length === 1);
    const seen = new Scrape((await get(socket, '/metrics')).body);
    expect(seen.by('fires_total')).toMatchObject({executed: 1, claimRefused: 0, failed: 0});
    for (const name of ['claim_latency', 'claim_duration', 'order_duration', 'settle_duration'])
      expect(seen.value(`${name}_seconds_count`), name).toBe(1);
    const latency = seen.value('claim_latency_seconds_sum') ?? 0;
    expect(latency).toBeGreaterThan(0);
    expect(latency).toBeGreaterThanOrEqual(seen.value('claim_duration_seconds_sum') ?? Number.NaN);
    expect(seen.by('journal_entries_total')).toMatchObject({started: 1, fired: 1, executed: 1, lease: 1});
    expect(seen.by('plans')).toMatchObject({executed: 1, pending: 1});
    expect(seen.by('quotes_total')['accepted']).toBeGreaterThan(0);
    expect(seen.value('process_resident_memory_bytes')).toBeGreaterThan(20_000_000);
    expect(seen.by('event_loop_delay_seconds')['max']).toBeGreaterThan(0);
    expect((await monitor.stop('SIGTERM')).status).toBe(143);
  });
});
