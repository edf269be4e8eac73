import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {
  endAll,
  eventually,
  monitorStatus,
  query,
  start,
  startMonitor,
  statuses,
  temporaryFolder,
  type VigilProcess,
  vigil,
  vigilJson,
} from './vigil-process.ts';

afterEach(endAll);

const PLAN = {symbol: 'XAUUSD', side: 'buy', volume: 0.01, stopLoss: 1, when: {always: true}};

/** A terminal with a simulated market, and the flags by which a monitor finds it. */
async function aTerminal(folder: string, port = 0) {
  const book = join(folder, 'terminal.book');
  const terminal = start(['paper-terminal', '--port', String(port), '--book', book, '--tick-ms', '50'], {
    folder,
  });
  const address = await eventually('the terminal listens', () => {
    if (terminal.hasEnded) throw new Error(`the terminal has ended: ${terminal.stderr}`);
    return /^127\.0\.0\.1:\d+$/m.exec(terminal.stdout)?.[0];
  });
  const edges = ['--feed', 'gateway', '--broker', 'gateway', '--gateway', address];
  return {
    terminal,
    book,
    port: Number(address.split(':')[1]),
    args: [...edges, '--gateway-secret', `${book}.secret`],
  };
}

function add(db: string, folder: string, id: string, more: object = {}): Promise<unknown> {
  return vigil(['plan', 'add', '-', '--db', db], {folder, input: JSON.stringify({id, ...PLAN, ...more})});
}

async function linkIs(db: string, state: string, monitor: VigilProcess): Promise<void> {
  await eventually(`the link is ${state}`, async () => {
    if (monitor.hasEnded) throw new Error(`the monitor has ended: ${monitor.stderr}`);
    return (await monitorStatus(db))?.links?.broker.state === state;
  });
}

describe('a monitor at a terminal in another process', () => {
  it('trades there, waits while it is gone, and goes on when it is back with what happened', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'plans.db');
    const first = await aTerminal(folder);
    const monitor = await startMonitor(db, first.args, {folder});
    await add(db, folder, 'one');
    await add(db, folder, 'rests', {entry: {type: 'limit', price: 10}, stopLoss: 5, expiresIn: '1h'});
    await eventually('both are placed', () => {
      const {one, rests} = statuses(db);
      return one === 'executed' && rests === 'working';
    });

    await first.terminal.stop('SIGKILL');
    await linkIs(db, 'down', monitor);
    await add(db, folder, 'two');
    const explained = await eventually('the monitor has looked at it', async () => {
      const answer = await vigilJson<{source: string; verdict: string; conditions: {reason: string}[]}>(
        ['plan', 'explain', 'two', '--db', db],
        {folder},
      );
      return answer.source === 'monitor' && answer;
    });
    expect(explained.verdict).toBe('unknown');
    expect(explained.conditions.map(({reason}) => reason)).toContain('brokerDown');
    expect(statuses(db)['two']).toBe('pending');

    const second = await aTerminal(folder, first.port);
    await linkIs(db, 'up', monitor);
    await eventually('the waiting plan is executed', () => statuses(db)['two'] === 'executed');
    const orders = query<{state: string}>(second.book, 'SELECT state FROM orders ORDER BY ticket');
    expect(orders.map(({state}) => state)).toEqual(['filled', 'working', 'filled']);

    await vigil(['plan', 'cancel', 'rests', '--db', db], {folder});
    await eventually('the resting order is withdrawn', () => statuses(db)['rests'] === 'cancelled');
    expect(await vigilJson(['reconcile', '--db', db], {folder})).toMatchObject({
      exit: 0,
      by: 'monitor',
      isComplete: true,
      intents: 2,
    });
    // Only then is all read that it wrote.
    await monitor.stop('SIGTERM');
    expect(monitor.logged('orphan')).toEqual([]);
    expect(monitor.logged('fired').map(({planId}) => planId)).toEqual(['one', 'rests', 'two']);
  });

  it('that starts before its terminal waits for it; a single pass does not', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'plans.db');
    const {terminal, port, args} = await aTerminal(folder);
    await terminal.stop('SIGTERM');
    const pass = await vigil(['run', '--once', '--db', db, ...args], {folder});
    expect(pass.status).toBe(69);
    expect(pass.stderr).toContain(`No connection to the terminal at 127.0.0.1:${port}`);
    await add(db, folder, 'one');
    const monitor = start(['run', '--db', db, ...args], {folder});
    await eventually('it tries', () => monitor.logged('link').length > 1);
    expect((await monitorStatus(db))?.state).toBe('starting');
    await aTerminal(folder, port);
    await eventually('the plan is executed', () => statuses(db)['one'] === 'executed');
    expect((await monitor.stop('SIGINT')).status).toBe(130);
  });
});
