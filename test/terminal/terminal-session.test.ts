import {duplexPair} from 'node:stream';
import {describe, expect, it} from 'vitest';
import {SystemClock} from '../../src/system/system-clock.ts';
import {rest, VirtualClock} from '../../src/system/virtual-clock.ts';
import {EventRing} from '../../src/terminal/event-ring.ts';
import {type SessionContext, TERMINAL_TIMES, TerminalSession} from '../../src/terminal/terminal-session.ts';
import {RawClient} from './raw-client.ts';
import {SECRET} from './terminal-harness.ts';

const REPORT = {
  ticket: '7',
  state: 'working',
  fill: null,
  close: null,
  stopLoss: null,
  takeProfit: null,
} as const;

/** A session on a line with small buffers. */
async function aSession(parts: Partial<SessionContext> = {}) {
  const [near, far] = duplexPair();
  const ring = new EventRing();
  let gone = false;
  const session = new TerminalSession(near, {
    clock: new SystemClock(),
    secret: SECRET,
    bootId: 'boot',
    identity: {
      account: '1',
      server: 'S',
      demo: true,
      marginMode: 'hedging',
      neverCloses: true,
      caps: {lookup: true, fence: true, restingOrders: true, history: false, testSwitches: false},
    },
    times: TERMINAL_TIMES,
    ring,
    requests: {waiting: 0, onRequest: (one, {id}) => one.answer(id, {ok: {}})},
    serverNowMs: () => 0,
    health: () => ({terminalConnected: true, tradeAllowed: true}),
    lastTickAgeMs: () => null,
    admit: () => true,
    onGone: () => {
      gone = true;
    },
    ...parts,
  });
  const client = await new RawClient(far).live();
  const event = () => session.event(ring.append({k: 'order', key: 'A000000000000001', report: REPORT}));
  return {session, client, event, isGone: () => gone};
}

describe('a client who does not read', () => {
  it('gets the last tick of each symbol, with count and extremes, and every event', async () => {
    const {session, client, event} = await aSession();
    session.want(['XAUUSD', 'EURUSD']);
    client.socket.pause();
    const ticks = 5_000;
    for (let n = 1; n <= ticks; n += 1) {
      session.tick({symbol: 'XAUUSD', bid: n === 2_500 ? 1 : 1300, ask: 1301, timeMs: n, n: 1});
      session.tick({symbol: 'EURUSD', bid: 1.1, ask: 1.2, timeMs: n, n: 1});
      if (n % 1_000 === 0) event();
    }
    client.socket.resume();
    client.send({t: 'q', id: 2, op: 'ping'});
    await client.next('r');
    client.send({t: 'q', id: 3, op: 'ping'});
    await client.next('r');
    const gold = client.heard.filter(({t, symbol}) => t === 'k' && symbol === 'XAUUSD');
    expect(gold.length).toBeLessThan(1_000);
    expect(gold.reduce((sum, {n}) => sum + Number(n), 0)).toBe(ticks);
    expect(gold.at(-1)).toMatchObject({timeMs: ticks, bid: '1300', minBid: '1', maxBid: '1300'});
    expect(client.heard.filter(({t}) => t === 'e').map(({seq}) => seq)).toEqual([1, 2, 3, 4, 5]);
    client.end();
  });

  it('loses the connection rather than an event', async () => {
    const {client, event, isGone} = await aSession({waitingBytesMax: 20_000});
    client.socket.pause();
    for (let n = 1; n <= 1_000 && !isGone(); n += 1) event();
    expect(isGone()).toBe(true);
    client.end();
  });
});

describe('a client who falls silent', () => {
  it('is there for as long as it answers, and gone once it was not heard for so long', async () => {
    const clock = new VirtualClock(0);
    const {client, isGone} = await aSession({clock});
    for (let beat = 0; beat < 10; beat += 1) {
      const {n} = await client.next('h');
      client.send({t: 'ha', n, timeMs: 0, monotonicMs: 0});
      await rest();
      await clock.advance(2_000);
    }
    expect(isGone()).toBe(false);
    await clock.advance(3_999);
    expect(isGone()).toBe(false);
    await clock.advance(1);
    expect(await client.next('bye')).toMatchObject({reason: 'silent'});
    expect(isGone()).toBe(true);
    client.end();
  });
});
