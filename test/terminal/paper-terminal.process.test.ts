import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {promisify} from 'node:util';
import Database from 'better-sqlite3';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {GatewayBroker} from '../../src/broker/gateway/gateway-broker.ts';
import {GatewayClient} from '../../src/gateway/gateway-client.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {SystemClock} from '../../src/system/system-clock.ts';
import {journalPathOf} from '../../src/terminal/paper-terminal.ts';
import {anIntent, aQuote} from '../broker/order-builders.ts';
import {hasProgram} from '../has-program.ts';
import {FAST_LINK, quote, SECRET} from './terminal-harness.ts';

const KEY = 'A000000000000001';
const FOREVER = {notAfterMs: Number.MAX_SAFE_INTEGER};
const PYTHON_CLIENT = join(import.meta.dirname, '../gateway/foreign_client.py');

let folder: string;
let book: string;
const children: ChildProcess[] = [];
const clients: GatewayClient[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-terminal-'));
  book = join(folder, 'book.db');
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all(children.splice(0).map(killed));
  rmSync(folder, {recursive: true, force: true});
});

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function started(args: readonly string[]): Promise<{child: ChildProcess; said: string}> {
  const child = spawn(process.execPath, args, {stdio: ['ignore', 'pipe', 'inherit']});
  children.push(child);
  const lines = createInterface({input: child.stdout});
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process has ended without a word');
  });
  const [said] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => undefined);
  return {child, said};
}

async function aTerminal(point?: string) {
  const program = join(import.meta.dirname, 'terminal-process.ts');
  const {child, said} = await started([program, book, ...(point === undefined ? [] : [point])]);
  const [clock, random] = [new SystemClock(), new SeededRandom(1)];
  const address = {host: '127.0.0.1', port: Number(said)};
  const client = new GatewayClient({address, secret: SECRET, clock, random, linkTimes: FAST_LINK});
  clients.push(client);
  const broker = new GatewayBroker(client);
  await broker.connect();
  await quote(client, aQuote());
  return {child, client, broker};
}

function ordersInBook(): number {
  const database = new Database(book, {readonly: true});
  const orders = database.prepare('SELECT count(*) FROM orders').pluck().get();
  database.close();
  return Number(orders);
}

describe('a terminal that is killed', () => {
  it.each([
    {point: 'beforeJournal', orders: 0},
    {point: 'afterJournal', orders: 0},
    {point: 'afterVenue', orders: 1},
    {point: 'afterResult', orders: 1},
  ])('at $point has placed $orders orders, and knows it when it is back', async ({point, orders}) => {
    const {child, broker} = await aTerminal(point);
    const exited = once(child, 'exit');
    expect(await broker.submit(anIntent(FOREVER))).toMatchObject({status: 'unknown'});
    await exited;
    expect(ordersInBook()).toBe(orders);

    const {broker: again} = await aTerminal();
    let lookup = await again.lookup(KEY);
    for (let look = 0; look < 5 && lookup.status === 'undecided'; look += 1) lookup = await again.lookup(KEY);
    expect(lookup.status).toBe(orders === 1 ? 'found' : 'absent');
    expect(await again.fence(KEY)).toBe(orders === 1 ? 'sent' : 'never');
    const outcome = await again.submit(anIntent(FOREVER));
    expect(outcome.status).toBe(orders === 1 ? 'accepted' : 'notSent');
    expect(ordersInBook()).toBe(orders);
    expect((await again.snapshot()).standing.length).toBe(orders);
  });

  it('keeps its fences, and every acknowledged order once', async () => {
    const {child, broker} = await aTerminal();
    expect(await broker.fence(KEY)).toBe('never');
    const keys = Array.from({length: 20}, (_, index) => `K0000000000000${10 + index}`);
    const outcomes = await Promise.all(
      keys.map((clientOrderId) =>
        broker.submit(anIntent({clientOrderId, planId: clientOrderId, ...FOREVER})),
      ),
    );
    await killed(child);
    const {broker: again} = await aTerminal();
    expect(await again.submit(anIntent(FOREVER))).toEqual({status: 'notSent', reason: 'fenced'});
    for (const [index, clientOrderId] of keys.entries()) {
      const intent = anIntent({clientOrderId, planId: clientOrderId, ...FOREVER});
      expect(await again.submit(intent)).toEqual(outcomes[index]);
    }
    expect(ordersInBook()).toBe(20);
  });

  it('cuts off half a line of its journal, and refuses one that is damaged or lost with its head', async () => {
    const {child, broker} = await aTerminal();
    await broker.submit(anIntent(FOREVER));
    await killed(child);
    const journal = journalPathOf(book);
    const whole = readFileSync(journal, 'utf8');
    appendFileSync(journal, '{"is":"sending","key":"B0000');
    const {child: second, broker: again} = await aTerminal();
    expect(await again.lookup(KEY)).toMatchObject({status: 'found'});
    await killed(second);
    expect(readFileSync(journal, 'utf8')).toBe(whole);
    writeFileSync(journal, whole.replace('"sending"', '"sanding"'));
    await expect(
      promisify(execFile)(process.execPath, [join(import.meta.dirname, 'terminal-process.ts'), book]),
    ).rejects.toThrow(/line 2 cannot be read/);
    // A book with orders and no journal: what is not found may have been sent all the same.
    rmSync(journal);
    const {broker: third} = await aTerminal();
    expect(await third.lookup(KEY)).toMatchObject({status: 'found'});
    expect(await third.lookup('A000000000000009')).toMatchObject({status: 'undecided'});
    expect(await third.submit(anIntent(FOREVER))).toMatchObject({status: 'accepted', report: {ticket: '1'}});
    expect(ordersInBook()).toBe(1);
  });
});

const hasPython = hasProgram('python3');

describe('vigil paper-terminal', () => {
  it.skipIf(!hasPython)('serves a client that was written from the document alone', async () => {
    // The command alone: to load all others takes longer than all the rest.
    const command = join(import.meta.dirname, '../../src/commands/paper-terminal.ts');
    const code = `await (await import(${JSON.stringify(command)})).default.run(process.argv.slice(1), ${JSON.stringify(command)});`;
    const flags = ['--port', '0', '--book', book, '--no-feed', '--test-switches'];
    const {child, said} = await started(['--input-type=module', '-e', code, '--', ...flags]);
    const [host = '', port = ''] = said.split(':');
    const secretFile = `${book}.secret`;
    expect(statSync(secretFile).mode & 0o777).toBe(0o600);
    const {stdout} = await promisify(execFile)('python3', [PYTHON_CLIENT, host, port, secretFile]);
    expect(JSON.parse(stdout)).toMatchObject({
      submitted: {ok: {report: {state: 'filled', fill: {price: '1300.5', volumeLots: '0.01'}}}},
      again: {ok: {report: {ticket: '1'}}},
      found: {ok: {status: 'found', report: {ticket: '1', state: 'filled'}}},
      fenced: {ok: {fence: 'never'}},
      refused: {err: {kind: 'notSent', code: 'fenced'}},
      event: {k: 'order', seq: 1, key: 'pyorder000000001'},
      standing: 1,
    });
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([143, null]);
    expect(ordersInBook()).toBe(1);
  });
});
