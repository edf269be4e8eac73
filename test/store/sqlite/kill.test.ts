import {describe, expect, it} from 'vitest';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {Child} from './child.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

const KILLS = 5;

describe('a process that is killed while it writes', () => {
  it('has written all that was acknowledged, and a sound history', async () => {
    const path = temporaryDatabase();
    const acknowledged: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = new Child('write-for-ever', path, `run${kill}`);
      await child.line(15 + kill * 7);
      child.process.kill('SIGKILL');
      await child.exited;
      acknowledged.push(...child.lines);
    }
    const store = await SqliteStore.open({path, ...REAL});
    const status = new Map((await store.list()).rows.map((row) => [row.plan.id, row.status]));
    for (const line of acknowledged) {
      const [what, planId = ''] = line.split(' ');
      // The last line may have been cut off by the kill.
      if (!/^run\d-[abc]-\d+$/.test(planId)) continue;
      if (what === 'claimed') expect(status.get(planId), line).toBe('executing');
      else expect(status.has(planId), line).toBe(true);
    }
    expect(acknowledged.length).toBeGreaterThan(KILLS * 15);
    expect(await store.check()).toEqual([]);
    await store.close();
  });
});
