import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Fastify from 'fastify';
import {afterEach, describe, expect, it} from 'vitest';
import {MonitorLine} from '../../../src/app/http/monitor-line.ts';
import {MonitorSocket, socketPathOf} from '../../../src/app/monitor-socket.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';

const closing: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A monitor's socket that counts what it is asked, and answers when it is told to. */
async function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-line-'));
  closing.push(() => rmSync(folder, {recursive: true, force: true}));
  const db = join(folder, 'plans.db');
  const asked: string[] = [];
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const app = Fastify();
  app.get('/v1/status', () => `answer ${asked.push('status')}`);
  app.get('/v1/plans/:id/explain', async () => {
    asked.push('explain');
    await released;
    return {ok: true};
  });
  const socket = await MonitorSocket.listen(socketPathOf(db), app);
  socket.publish();
  closing.push(() => socket.close());
  const clock = new VirtualClock();
  return {line: new MonitorLine(db, clock), clock, asked, release, db};
}

describe('MonitorLine', () => {
  it('asks once for all who ask within the time', async () => {
    const {line, clock, asked} = await opened();
    const answers = await Promise.all(Array.from({length: 100}, () => line.text('/v1/status', 500)));
    expect(new Set(answers)).toEqual(new Set(['answer 1']));
    clock.set(499);
    expect(await line.text('/v1/status', 500)).toBe('answer 1');
    clock.set(500);
    expect(await line.text('/v1/status', 500)).toBe('answer 2');
    expect(asked).toHaveLength(2);
  });

  it('has two plans explained at once, and none of those who ask meanwhile', async () => {
    const {line, asked, release} = await opened();
    const explained = Array.from({length: 5}, (_, index) => line.explain(`/v1/plans/p${index}/explain`));
    expect(await Promise.all(explained.slice(2))).toEqual([undefined, undefined, undefined]);
    release();
    expect(await Promise.all(explained)).toEqual([{ok: true}, {ok: true}, undefined, undefined, undefined]);
    expect(asked).toHaveLength(2);
    expect(await line.explain('/v1/plans/p9/explain')).toEqual({ok: true});
  });

  it('knows nothing where no monitor listens', async () => {
    const line = new MonitorLine(join(tmpdir(), 'vigil-nobody.db'), new VirtualClock());
    expect(await line.text('/v1/status', 500)).toBeUndefined();
    expect(await line.explain('/v1/plans/a/explain')).toBeUndefined();
  });
});
