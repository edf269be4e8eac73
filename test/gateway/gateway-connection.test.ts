import {createServer, type Server, type Socket} from 'node:net';
import {once} from 'node:events';
import {afterEach, describe, expect, it} from 'vitest';
import {GatewayClient} from '../../src/gateway/gateway-client.ts';
import {proofOf} from '../../src/gateway/handshake-proof.ts';
import {LineSplitter} from '../../src/gateway/line-splitter.ts';
import type {WireEvent} from '../../src/gateway/messages.ts';
import type {Clock} from '../../src/ports/clock.ts';
import type {LinkState} from '../../src/ports/link.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {SystemClock} from '../../src/system/system-clock.ts';
import {rest, VirtualClock} from '../../src/system/virtual-clock.ts';
import {wireOrderOf} from '../../src/gateway/wire-orders.ts';
import {anIntent} from '../broker/order-builders.ts';

type Message = Readonly<Record<string, unknown>>;

const SECRET = 'known to both, if all is well';
const TERMINAL_NONCE = 'ffeeddccbbaa99887766554433221100';

let server: Server | undefined;
let client: GatewayClient | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  await client?.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
});

/** A terminal that says what the test wants it to: its answers to each kind of message, by `t`. */
async function aTerminal(
  answers: Readonly<Record<string, (message: Message) => readonly Message[]>>,
): Promise<number> {
  let clientNonce = '';
  const usual: typeof answers = {
    hello: ({nonce}) => {
      clientNonce = String(nonce);
      return [{t: 'challenge', v: 1, nonce: TERMINAL_NONCE}];
    },
    auth: () => [
      {
        ...{t: 'welcome', v: 1, bootId: 'b', account: '1', server: 'S', demo: true, marginMode: 'hedging'},
        ...{timeMs: 1, lastSeq: 0, terminalConnected: true, tradeAllowed: true, added: 'later'},
        proof: proofOf(SECRET, 'terminal', {client: clientNonce, terminal: TERMINAL_NONCE}),
        caps: {lookup: true, fence: true, restingOrders: true},
      },
    ],
    resume: () => [{t: 'reset', bootId: 'b', seq: 0}],
  };
  server = createServer((socket) => {
    sockets.push(socket);
    const splitter = new LineSplitter();
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      for (const line of splitter.push(bytes).lines) {
        const message = JSON.parse(line) as Message;
        const said = (answers[String(message['t'])] ?? usual[String(message['t'])])?.(message) ?? [];
        for (const one of said) socket.write(`${JSON.stringify(one)}\n`);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function aClient(port: number, clock: Clock = new SystemClock()): GatewayClient {
  const address = {host: '127.0.0.1', port};
  client = new GatewayClient({address, secret: SECRET, clock, random: new SeededRandom(1)});
  return client;
}

describe('a client', () => {
  it.each<[string, Parameters<typeof aTerminal>[0], RegExp]>([
    ['speaks another version', {hello: () => [{t: 'challenge', v: 2, nonce: TERMINAL_NONCE}]}, /version 2/],
    [
      'does not know the secret',
      {
        auth: () => [
          {
            ...{
              t: 'welcome',
              v: 1,
              bootId: 'b',
              account: '1',
              server: 'S',
              demo: true,
              marginMode: 'hedging',
            },
            ...{timeMs: 1, lastSeq: 0, terminalConnected: true, tradeAllowed: true, proof: '0'.repeat(64)},
            caps: {lookup: true, fence: true, restingOrders: true},
          },
        ],
      },
      /does not know the secret/,
    ],
    ['turns it away', {hello: () => [{t: 'bye', reason: 'occupied', text: 'x'}]}, /occupied: x/],
    [
      'promises events that it does not send',
      {resume: () => [{t: 'resumed', seq: 3}]},
      /up to 3 were promised/,
    ],
    ['leaves a field out', {hello: () => [{t: 'challenge', v: 1}]}, /nonce/],
  ])('does not stay with a terminal that %s', async (_name, answers, why) => {
    const one = aClient(await aTerminal(answers));
    await expect(one.open()).rejects.toThrow(why);
    expect(await one.request('ping', {})).toEqual({status: 'notSent', reason: 'notConnected'});
  });

  it('ends a connection in which an event is missing, and passes over kinds that it does not know', async () => {
    const report = {ticket: '1', state: 'working', fill: null, close: null, stopLoss: null, takeProfit: null};
    const order = (seq: number) => ({t: 'e', seq, k: 'order', key: 'A000000000000001', report});
    const port = await aTerminal({
      q: () => [{t: 'future'}, order(1), {t: 'e', seq: 2, k: 'future', x: 1}, order(3), order(5)],
    });
    const one = aClient(port);
    const heard: WireEvent[] = [];
    one.onEvent((event) => heard.push(event));
    await one.open();
    expect(await one.request('ping', {})).toMatchObject({status: 'unknown', reason: /event 5 came after 3/});
    expect(heard.map(({seq}) => seq)).toEqual([1, 3]);
  });

  it.each<[string, Message]>([
    ['nothing', {}],
    ['no report', {ok: {}}],
    ['half a report', {ok: {report: {ticket: '1', state: 'filled'}}}],
    [
      'a number for a price',
      {
        ok: {
          report: {ticket: '1', state: 'working', fill: null, close: null, stopLoss: 1290, takeProfit: null},
        },
      },
    ],
  ])('knows nothing of an order whose answer says %s', async (_name, said) => {
    const port = await aTerminal({q: ({id}) => [{t: 'r', id, ...said}]});
    const one = aClient(port);
    await one.open();
    const terms = {key: 'A000000000000001', notAfterMs: 1};
    expect(await one.request('submit', wireOrderOf(anIntent()), terms)).toMatchObject({status: 'unknown'});
  });

  it('takes a terminal that falls silent to be in trouble, and then to be gone', async () => {
    const clock = new VirtualClock(0);
    const one = aClient(await aTerminal({}), clock);
    const states: LinkState[] = [];
    one.link.onChange(({state}) => states.push(state));
    await one.open();
    await clock.advance(3_999);
    expect(states).toEqual(['up']);
    await clock.advance(1);
    expect(states).toEqual(['up', 'degraded']);
    await clock.advance(2_000);
    await rest();
    expect(states.slice(0, 3)).toEqual(['up', 'degraded', 'down']);
    expect(one.link.report().lastError).toMatch(/nothing was heard of the terminal for 6000 ms/);
  });
});
