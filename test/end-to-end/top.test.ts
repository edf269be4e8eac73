import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {endScreens, hasTmux, TmuxScreen} from './tmux-screen.ts';
import {
  endAll,
  eventually,
  PROGRAM,
  startMonitor,
  temporaryFolder,
  vigil,
  vigilJson,
} from './vigil-process.ts';

const SIMULATED = ['--feed', 'simulated', '--tick-ms', '50'];
const PLAN = 'plan add --symbol XAUUSD --side buy --volume 0.01 --stop-loss 1';

afterEach(async () => {
  endScreens();
  await endAll();
});

async function watched(folder: string, ids: readonly string[]): Promise<string> {
  const db = join(folder, 'p.db');
  for (const [index, id] of ids.entries()) {
    const when = `price: {above: ${9000 + index}}`;
    await vigil([...PLAN.split(' '), '--id', id, '--when', when, '--db', db]);
  }
  return db;
}

/** Starts the screen in a shell that notes how the terminal was before, how it is after, and the status. */
async function startTop(folder: string, db: string): Promise<TmuxScreen> {
  const screen = new TmuxScreen(folder, {columns: 100, rows: 30});
  await screen.type('echo what was before; stty -g > before');
  await screen.type(
    `'${process.execPath}' '${PROGRAM}' top --db '${db}' --interval 200ms; echo $? > status; stty -g > after; echo over`,
  );
  return screen;
}

async function expectRestored(screen: TmuxScreen, folder: string, status: string): Promise<void> {
  await eventually('the shell goes on', () => screen.lines.includes('over'));
  expect(readFileSync(join(folder, 'status'), 'utf8').trim()).toBe(status);
  expect(readFileSync(join(folder, 'after'), 'utf8')).toBe(readFileSync(join(folder, 'before'), 'utf8'));
  expect(screen.modes).toEqual({isAlternate: false, hasCursor: true});
  expect(screen.history).toContain('what was before');
}

describe.skipIf(!hasTmux)('vigil top in a terminal', () => {
  it('shows the plans, follows the size and the keys, and gives the terminal back', async () => {
    const folder = temporaryFolder();
    const db = await watched(folder, ['second', 'third', 'first']);
    await startMonitor(db, SIMULATED);
    const screen = await startTop(folder, db);
    await eventually('the nearest plan is shown', () => screen.text.includes('> second'));
    expect(screen.modes).toEqual({isAlternate: true, hasCursor: false});
    expect(screen.lines[0]).toMatch(/running \d\d:\d\d:\d\dZ$/);

    screen.press('s', 's');
    await eventually(
      'it is sorted by id',
      () => screen.text.includes('> first') || screen.text.includes('  first'),
    );
    const order = () => screen.lines.flatMap((line) => /^[> ] (first|second|third) /.exec(line)?.[1] ?? []);
    await eventually('the first is above', () => order().join() === 'first,second,third');

    screen.resize(40, 10);
    // The terminal may cut off what stands above until it is painted anew.
    await eventually('it fits', () => {
      const {lines} = screen;
      return (
        /^vigil top .*running \d\d:\d\d:\d\dZ$/.test(lines[0] ?? '') &&
        lines[9]?.startsWith('q quit') === true
      );
    });
    expect(order()).toEqual(['first', 'second', 'third']);

    screen.press('Up', 'Up', 'Up', 'Down', 'Enter');
    await eventually('the chosen one is explained', () =>
      screen.lines[1]?.startsWith('second  buy 0.01 XAUUSD'),
    );
    await eventually('with its conditions', () => screen.text.includes('when.price'));
    screen.press('Escape');
    await eventually('the plans are back', () => screen.text.includes('> second'));
    screen.resize(100, 30);
    await eventually('it is as large again', () => screen.lines[29]?.startsWith('q quit') === true);
    screen.press('q');
    await expectRestored(screen, folder, '0');
  });

  it('gives the terminal back to the shell on Ctrl-Z, and to whoever ends it by a signal', async () => {
    const folder = temporaryFolder();
    const db = await watched(folder, ['only']);
    const monitor = await startMonitor(db, SIMULATED);
    const screen = await startTop(folder, db);
    await eventually('the plan is shown', () => screen.text.includes('> only'));
    screen.press('C-z');
    await eventually('the shell is back', () => /Stopped|Suspended/.test(screen.text));
    expect(screen.modes).toEqual({isAlternate: false, hasCursor: true});
    await screen.type('fg');
    await eventually('it goes on', () => screen.text.includes('> only'));
    expect(screen.modes).toEqual({isAlternate: true, hasCursor: false});

    await monitor.stop('SIGTERM');
    await eventually('it says that nobody runs', () =>
      screen.text.includes('no monitor runs on this database'),
    );
    const again = await startMonitor(db, SIMULATED);
    await eventually('it has found the next one', () => screen.text.includes('> only'));
    expect(again.hasEnded).toBe(false);

    screen.press('C-c');
    // What was to come after the job has run when it was stopped, or is dropped, as the shell likes.
    await screen.type('stty -g > after; echo all over');
    await eventually('the shell goes on', () => screen.lines.includes('all over'));
    expect(readFileSync(join(folder, 'after'), 'utf8')).toBe(readFileSync(join(folder, 'before'), 'utf8'));
  });

  it('ends by SIGTERM with its status, and restores the terminal', async () => {
    const folder = temporaryFolder();
    const screen = new TmuxScreen(folder, {columns: 80, rows: 24});
    await screen.type('echo what was before; stty -g > before');
    await screen.type(
      `'${process.execPath}' '${PROGRAM}' top --db p.db & echo $! > pid; fg; echo $? > status; stty -g > after; echo over`,
    );
    await eventually('it is shown', () => screen.text.includes('no monitor runs on this database'));
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 'SIGTERM');
    await expectRestored(screen, folder, '143');
    expect(existsSync(join(folder, 'p.db'))).toBe(false);
  });
});

describe('vigil top without a terminal', () => {
  it('prints one look as text, or as a document, and ends', async () => {
    const folder = temporaryFolder();
    const db = await watched(folder, ['only']);
    expect(await vigil(['top', '--db', db])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/monitor {3}not running/),
      stderr: '',
    });
    expect(await vigilJson(['top', '--db', db])).toMatchObject({exit: 0, db, monitor: null});
    await startMonitor(db, SIMULATED);
    await eventually('the plan has a distance', async () => {
      const {stdout, status} = await vigil(['top', '--db', db]);
      expect(status).toBe(0);
      return /^only\tXAUUSD\tbuy\tpending\t[\d.]+\t[\d.]+\t[\d.]+ %\task > 9000$/m.test(stdout);
    });
    const {monitor} = await vigilJson<{monitor: Record<string, unknown>}>(['top', '--db', db]);
    expect(monitor).toMatchObject({
      state: 'running',
      waiting: 1,
      nearest: [{planId: 'only', symbol: 'XAUUSD'}],
    });
  });

  it('refuses an interval that asks too often', async () => {
    const {status, stderr} = await vigil([
      'top',
      '--interval',
      '50ms',
      '--db',
      join(temporaryFolder(), 'p.db'),
    ]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('--interval is 50ms')]);
  });
});
