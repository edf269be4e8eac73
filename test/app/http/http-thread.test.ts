import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, describe, expect, it} from 'vitest';
import {HttpThread} from '../../../src/app/http/http-thread.ts';
import {type Settings, settingsSchema} from '../../../src/app/settings.ts';
import type {JournalEntry} from '../../../src/ports/journal.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';

const closing: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A thread of that text. `ends` of it come when `die` is called. */
async function opened(body: string) {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-thread-'));
  closing.push(() => rmSync(folder, {recursive: true, force: true}));
  const settings: Settings = {...settingsSchema.parse({}), db: join(folder, 'deadly')};
  const head = `
    import {existsSync, rmSync} from 'node:fs';
    import {parentPort, workerData} from 'node:worker_threads';
    const say = (message) => parentPort.postMessage(message);
    const listening = () => say({type: 'listening', address: 'http://127.0.0.1:8420'});
    const whenTold = (end) => {
      const poll = setInterval(() => {
        if (!existsSync(workerData.settings.db)) return;
        rmSync(workerData.settings.db);
        clearInterval(poll);
        end();
      }, 2);
    };`;
  const entry = new URL(`data:text/javascript,${encodeURIComponent(head + body)}`);
  const entries: JournalEntry[] = [];
  const clock = new VirtualClock();
  const journal = {record: (one: JournalEntry) => void entries.push(one)};
  const thread = new HttpThread({settings, address: '127.0.0.1:0'}, {clock, journal, entry});
  const states = () => entries.flatMap((one) => (one.kind === 'http' ? [one.state] : []));
  const die = async () => {
    const before = states().filter((state) => state === 'restarted').length;
    writeFileSync(settings.db, '');
    await until(() => states().filter((state) => state === 'restarted').length > before);
    expect(existsSync(settings.db)).toBe(false);
  };
  return {thread, clock, entries, states, die};
}

async function until(probe: () => boolean): Promise<void> {
  while (!probe()) await sleep(1);
}

describe('HttpThread', () => {
  it('replaces one that throws, and tells of it; trading is asked nothing', async () => {
    const {thread, clock, entries, states, die} = await opened(
      `listening(); whenTold(() => { throw new Error('broken'); });`,
    );
    await thread.listening;
    await die();
    expect(entries.at(-1)).toEqual({
      ...{kind: 'http', state: 'restarted', address: '127.0.0.1:8420', message: 'broken'},
    });
    await clock.advance(100);
    await until(() => states().length === 3);
    expect(states()).toEqual(['listening', 'restarted', 'listening']);
    const ended = thread.close();
    await clock.advance(8000);
    await ended;
    expect(states()).toHaveLength(3);
  });

  it('replaces one that ends with a reason of its own, and gives it', async () => {
    const {thread, clock, entries, die} = await opened(`
      listening();
      whenTold(() => {
        say({type: 'failed', error: {kind: null, code: 'INTERNAL', message: 'no more', problems: []}});
        process.exit(0);
      });`);
    await thread.listening;
    await die();
    expect(entries.at(-1)).toMatchObject({state: 'restarted', message: 'no more'});
    const ended = thread.close();
    await clock.advance(8000);
    await ended;
  });

  it('waits twice as long each time that one ends soon again, and anew after one that has lived', async () => {
    const {thread, clock, states, die} = await opened(`listening(); whenTold(() => process.exit(1));`);
    await thread.listening;
    const pauses: number[] = [];
    const dieAndWait = async () => {
      const starts = states().filter((state) => state === 'listening').length;
      await die();
      await until(() => clock.nextTimerMs !== undefined);
      const pauseMs = (clock.nextTimerMs ?? 0) - clock.now();
      pauses.push(pauseMs);
      await clock.advance(pauseMs);
      await until(() => states().filter((state) => state === 'listening').length > starts);
    };
    for (let times = 0; times < 4; times += 1) await dieAndWait();
    await clock.advance(30_001);
    await dieAndWait();
    expect(pauses).toEqual([100, 200, 400, 800, 100]);
    const ended = thread.close();
    await clock.advance(8000);
    await ended;
  });

  it('ends one that does not end by itself', async () => {
    const {thread, clock} = await opened(`listening(); setInterval(() => {}, 1000);`);
    await thread.listening;
    let hasEnded = false;
    const ended = thread.close().then(() => (hasEnded = true));
    await clock.advance(7999);
    expect(hasEnded).toBe(false);
    await clock.advance(1);
    await ended;
  });

  it('fails to start where the thread fails, and where it only ends', async () => {
    const taken = await opened(`
      say({type: 'failed', error: {
        kind: 'UnavailableError', code: 'HTTP_ADDRESS_TAKEN', message: 'taken', problems: []}});`);
    await expect(taken.thread.listening).rejects.toMatchObject({
      code: 'HTTP_ADDRESS_TAKEN',
      message: 'taken',
    });
    const silent = await opened('process.exit(0);');
    await expect(silent.thread.listening).rejects.toThrow('did not start: it ended by itself');
  });
});
