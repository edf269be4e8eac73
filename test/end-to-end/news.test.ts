import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {ramp, writeRecording} from './recordings.ts';
import {
  endAll,
  eventually,
  monitorStatus,
  startMonitor,
  statuses,
  temporaryFolder,
  vigil,
  vigilJson,
} from './vigil-process.ts';

const MINUTE_MS = 60_000;

afterEach(endAll);

/** A calendar with one event that counts, at a time as it is written, and one of the next day. */
function calendar(folder: string, time: string): string {
  const path = join(folder, 'news.csv');
  const nextDay = new Date(Date.parse(time) + 86_400_000).toISOString();
  writeFileSync(path, `time,country,impact,title\n${time},US,high,Payrolls\n${nextDay},NZ,low,Sheep\n`);
  return path;
}

const plan = (id: string, when: unknown) => ({
  id,
  symbol: 'XAUUSD',
  side: 'buy',
  volume: 0.01,
  stopLoss: 1,
  when,
});

function plansFile(folder: string, plans: readonly unknown[]): string {
  const path = join(folder, 'plans.json');
  writeFileSync(path, JSON.stringify(plans));
  return path;
}

describe('replay with a calendar', () => {
  type Replayed = Readonly<{
    plans: readonly Readonly<{id: string; status: string; executedAt: string | null}>[];
  }>;

  /** Two hours from noon, a quote each minute; the event is at one. */
  async function replayed(time: string | undefined) {
    const folder = temporaryFolder();
    const recording = writeRecording(folder, 'day.csv', ramp(1300, 1310, 121), {everyMs: MINUTE_MS});
    const after = {time: {after: '2026-01-05T12:40:00Z'}};
    const plans = plansFile(folder, [
      plan('before', {news: {is: 'quiet'}}),
      plan('not-within', {all: [{news: {is: 'quiet'}}, after]}),
      plan('within', {not: {news: {is: 'quiet', beforeMinutes: 10, afterMinutes: 5}}}),
      plan('other', {orderFlow: {is: 'spoof'}}),
    ]);
    const path = time === undefined ? join(folder, 'nowhere.csv') : calendar(folder, time);
    const environment = {VIGIL_SOURCES_NEWS_CALENDAR: path};
    const args = ['replay', recording, '--plans', plans];
    const {stdout} = await vigil(args, {folder, environment});
    const view = await vigilJson<Replayed>(args, {folder, environment});
    return {fired: Object.fromEntries(view.plans.map(({id, executedAt}) => [id, executedAt])), view, stdout};
  }

  it('fires outside the window of an event and not within, at the clock of the recording', async () => {
    // One in London is eight in New York.
    const {fired, view, stdout} = await replayed('2026-01-05T08:00:00-05:00');
    expect(fired).toEqual({
      before: '2026-01-05T12:00:00.000Z',
      'not-within': '2026-01-05T13:30:00.000Z',
      within: '2026-01-05T12:50:00.000Z',
      other: null,
    });
    expect(view.exit).toBe(0);
    expect(stdout).toMatch(/other\s.*noSource/);
  });

  it('never fires without the file, and says why', async () => {
    const {fired, view, stdout} = await replayed(undefined);
    expect(fired).toEqual({before: null, 'not-within': null, within: null, other: null});
    expect(stdout).toMatch(/before\s.*sourceSilent: .*nowhere\.csv cannot be read: ENOENT/);
    expect(view.stderr).toMatch(/no data news: .*nowhere\.csv cannot be read/);
  });

  it('never fires with a calendar that has ended', async () => {
    const {fired, stdout} = await replayed('2026-01-01T12:00:00Z');
    expect(fired).toEqual({before: null, 'not-within': null, within: null, other: null});
    expect(stdout).toMatch(/before\s.*sourceStale/);
  });
});

describe('run with a calendar', () => {
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();

  it('goes by the file as it is now, and by the old one while the new one is broken', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'plans.db');
    const path = calendar(folder, inMinutes(10));
    const environment = {VIGIL_SOURCES_NEWS_CALENDAR: path, VIGIL_SOURCES_NEWS_LOOK_MS: '50'};
    const plans = plansFile(folder, [plan('quiet', {news: {is: 'quiet'}})]);
    const added = await vigilJson<{warnings: unknown[]}>(['plan', 'add', plans, '--db', db], {
      folder,
      environment,
    });
    expect(added.warnings).toEqual([]);
    const monitor = await startMonitor(db, ['--feed', 'simulated', '--tick-ms', '20'], {folder, environment});
    type Explanation = Readonly<{conditions: readonly Readonly<Record<string, unknown>>[]}>;
    const explained = async () =>
      (await vigilJson<Explanation>(['plan', 'explain', 'quiet', '--db', db], {folder})).conditions;
    const source = async () => (await monitorStatus(db))?.sources[0];
    const unmet = expect.objectContaining({
      path: 'when.news',
      verdict: 'unmet',
      threshold: 'quiet, impact "high", beforeMinutes 30, afterMinutes 30',
      observed: expect.stringContaining('Payrolls (USD, high)') as string,
    }) as unknown;
    expect(await explained()).toContainEqual(unmet);
    expect(await source()).toMatchObject({name: `calendar ${path}`, state: 'fresh', lastError: null});

    writeFileSync(path, `time,country,impact,title\n2026-01-05T13:00:00,US,high,Payrolls\n`);
    await eventually('the broken file is told', async () => (await source())?.lastError ?? undefined);
    expect(await explained()).toContainEqual(unmet);
    expect(monitor.logged('source').at(-1)).toMatchObject({
      state: 'kept',
      message: expect.stringMatching(/:2 time is "2026-01-05T13:00:00", which has no offset/) as string,
    });
    const {stdout} = await vigil(['status', '--db', db], {folder});
    expect(stdout).toMatch(/^news {6}calendar .* fresh, data to .*has no offset/m);
    expect(statuses(db)).toEqual({quiet: 'pending'});

    calendar(folder, inMinutes(120));
    await eventually('the plan fires', () => statuses(db)['quiet'] === 'executed');
    expect((await monitorStatus(db))?.missedByEvents).toBe(0);
    await monitor.stop('SIGTERM');
  });
});

describe('warnings', () => {
  it.each([
    ['configured', {VIGIL_SOURCES_NEWS_CALENDAR: 'news.csv'}, []],
    ['not configured', {}, ['noSource']],
  ])('of a plan on quiet news, where a calendar is %s', async (_name, environment, codes) => {
    const folder = temporaryFolder();
    const plans = plansFile(folder, [plan('quiet', {news: {is: 'quiet'}})]);
    type Validated = Readonly<{plans: readonly Readonly<{warnings: readonly {code: string}[]}>[]}>;
    const {plans: read} = await vigilJson<Validated>(['plan', 'validate', plans], {folder, environment});
    expect(read[0]?.warnings.map(({code}) => code)).toEqual(codes);
  });
});
