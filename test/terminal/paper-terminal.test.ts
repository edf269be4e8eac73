import {afterEach, describe, expect, it} from 'vitest';
import type {GatewayClient} from '../../src/gateway/gateway-client.ts';
import {GatewayBroker} from '../../src/broker/gateway/gateway-broker.ts';
import type {BrokerEvent, Outcome} from '../../src/ports/broker.ts';
import {SystemClock} from '../../src/system/system-clock.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';
import type {PaperTerminalOptions} from '../../src/terminal/paper-terminal.ts';
import {aLimit, anIntent, aQuote} from '../broker/order-builders.ts';
import {RawClient} from './raw-client.ts';
import {aTerminal, fault, quote, type TerminalWorld} from './terminal-harness.ts';

const KEY = 'A000000000000001';
/** Where time is the test's, nobody is taken for dead by it. */
const NEVER_MS = 1e12;
const FOREVER = {notAfterMs: Number.MAX_SAFE_INTEGER};

let world: TerminalWorld;
const raws: RawClient[] = [];
afterEach(async () => {
  for (const client of raws.splice(0)) client.end();
  await world.close();
});

/** @param patienceMs How long the broker waits for an answer: short where none will come. */
async function open(options: Partial<PaperTerminalOptions> = {}, patienceMs = 10_000) {
  world = await aTerminal(options);
  const {client} = await world.connected();
  await quote(client, aQuote());
  return {client, broker: new GatewayBroker(client, {tradeMsMax: patienceMs})};
}

function raw(): RawClient {
  const client = new RawClient(world.terminal.address.port);
  raws.push(client);
  return client;
}

async function settled(broker: GatewayBroker, key = KEY) {
  for (let look = 0; look < 10; look += 1) {
    const lookup = await broker.lookup(key);
    if (lookup.status !== 'undecided') return lookup;
  }
  return {status: 'undecided'} as const;
}

describe('a request that meets a fault', () => {
  const unknown = {status: 'unknown'};
  const accepted = {status: 'accepted', report: {state: 'filled'}};
  const placed = {status: 'found', report: {state: 'filled'}};
  const absent = {status: 'absent'};

  it.each<[string, Record<string, unknown>, unknown, unknown]>([
    ['lost before', {fate: 'lostBefore'}, unknown, absent],
    ['lost before, and the line', {fate: 'lostBefore', cut: true}, unknown, absent],
    ['lost after', {fate: 'lostAfter'}, unknown, placed],
    ['lost after, and the line', {fate: 'lostAfter', cut: true}, unknown, placed],
    ['delayed', {fate: 'delayed', ms: 10}, accepted, placed],
    ['answered too late', {fate: 'answerDelayed', ms: 60_000}, unknown, placed],
    ['duplicated', {fate: 'duplicated'}, accepted, placed],
    ['done, and an error', {fate: 'errorAfter'}, unknown, placed],
    ['done, and an IPC error', {fate: 'errorAfter', retcode: null, lastError: -10002}, unknown, placed],
    ['not done, and the same error', {fate: 'errorBefore'}, unknown, absent],
    [
      'requoted',
      {fate: 'requote'},
      {status: 'rejected', retry: 'reprice'},
      {status: 'rejected', retry: 'reprice'},
    ],
    [
      'refused',
      {fate: 'reject', retcode: 10019},
      {status: 'rejected', code: 'NO_MONEY', retry: 'never'},
      {status: 'rejected', code: 'NO_MONEY'},
    ],
    ['refused before it left', {fate: 'reject', retcode: null, lastError: -2}, {status: 'notSent'}, absent],
  ])('is found for what it is: %s', async (_name, one, outcome, found) => {
    const {client, broker} = await open({}, outcome === unknown ? 100 : 10_000);
    await fault(client, {requests: [{op: 'submit', ...one}]});
    expect(await broker.submit(anIntent(FOREVER))).toMatchObject(outcome as object);
    const {broker: other} = await world.connected({takeOver: true});
    expect(await settled(other)).toMatchObject(found as object);
    expect((await other.snapshot()).standing.length).toBe(found === placed ? 1 : 0);
    // Nothing is placed by asking again.
    const again = await other.submit(anIntent(FOREVER));
    if (found === placed) expect(again).toMatchObject(accepted);
    expect((await other.snapshot()).standing.length).toBeLessThanOrEqual(1);
  });

  it('hits the request that was named, and only it', async () => {
    const {client, broker} = await open();
    await fault(client, {requests: [{op: 'submit', planId: 'second', nth: 2, fate: 'requote'}]});
    const submit = (index: number, planId: string) =>
      broker.submit(anIntent({clientOrderId: `A00000000000001${index}`, planId, ...FOREVER}));
    const outcomes: Outcome[] = [];
    for (const [index, planId] of ['first', 'second', 'first', 'second', 'second'].entries()) {
      outcomes.push(await submit(index, planId));
    }
    expect(outcomes.map(({status}) => status)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'rejected',
      'accepted',
    ]);
  });

  it.each([
    ['keep', 'hedging'],
    ['cut31', 'netting'],
    ['cut27', 'hedging'],
    ['cut16', 'netting'],
    ['erase', 'hedging'],
    ['erase', 'netting'],
  ] as const)(
    'finds an order in doubt, whatever the venue keeps of its comment (%s) and of its position (%s)',
    async (comment, positionMode) => {
      const {client, broker} = await open({rules: {positionMode}});
      await fault(client, {comment, requests: [{fate: 'errorAfter', nth: 2}]});
      const first = anIntent({clientOrderId: 'A000000000000002', planId: 'another', ...FOREVER});
      expect(await broker.submit(first)).toMatchObject(accepted);
      expect(await broker.submit(anIntent(FOREVER))).toMatchObject(unknown);
      expect(await broker.lookup(KEY)).toMatchObject({...placed, report: {ticket: '2'}});
    },
  );

  it('believes in absence only after enough clean looks and time, and then for good', async () => {
    const clock = new VirtualClock(1_000);
    const times = {beatMs: NEVER_MS, deadMs: NEVER_MS, handshakeMs: NEVER_MS};
    world = await aTerminal({settle: {looksMin: 3, settleMs: 40}, times}, clock);
    const {client, broker} = await world.connected({times: {...times, silentMs: NEVER_MS}});
    await quote(client, aQuote());
    await fault(client, {
      historyDelayMs: 25,
      requests: [{fate: 'errorAfter'}, {fate: 'errorBefore', nth: 2}],
    });
    const other = 'A000000000000002';
    await broker.submit(anIntent(FOREVER));
    await broker.submit(anIntent({clientOrderId: other, ...FOREVER}));
    // The slow history shows it before absence would be believed.
    expect(await broker.lookup(KEY)).toMatchObject({status: 'undecided'});
    for (let look = 0; look < 5; look += 1) {
      expect(await broker.lookup(other)).toMatchObject({status: 'undecided'});
    }
    clock.set(1_039);
    expect(await broker.lookup(KEY)).toMatchObject(placed);
    expect(await broker.lookup(other)).toMatchObject({status: 'undecided'});
    clock.set(1_040);
    await fault(client, {unreadable: ['deals']});
    expect(await broker.lookup(other)).toMatchObject({status: 'undecided', reason: '"deals" cannot be read'});
    await fault(client, {unreadable: [], terminalConnected: false});
    expect(await broker.lookup(other)).toMatchObject({status: 'undecided'});
    // A break of the line begins the time anew.
    await fault(client, {terminalConnected: true});
    expect(await broker.lookup(other)).toMatchObject({status: 'undecided'});
    clock.set(1_080);
    expect(await broker.lookup(other)).toMatchObject({status: 'absent', evidence: {looks: 8}});
    expect(await broker.submit(anIntent({clientOrderId: other, ...FOREVER}))).toMatchObject({
      status: 'notSent',
    });
    expect(await broker.fence(other)).toBe('never');
  });

  it('never reads a failed list as an empty one', async () => {
    const {client, broker} = await open();
    await broker.submit(anIntent(FOREVER));
    await fault(client, {unreadable: ['positions']});
    await expect(broker.snapshot()).rejects.toMatchObject({code: 'BROKER_UNAVAILABLE'});
    expect(await broker.lookup('A000000000000009')).toMatchObject({status: 'undecided'});
  });
});

describe('the deadline of an order', () => {
  class SkewedClock extends SystemClock {
    skewMs: number;
    constructor(skewMs: number) {
      super();
      this.skewMs = skewMs;
    }
    override now(): number {
      return super.now() + this.skewMs;
    }
  }

  it.each([-90_000, 90_000, 10_800_000])(
    'is judged by the clock of the client, %d ms off',
    async (skewMs) => {
      world = await aTerminal();
      const clock = new SkewedClock(skewMs);
      const {client, broker} = await world.connected({clock});
      await quote(client, aQuote());
      const late = anIntent({notAfterMs: clock.now() - 1});
      expect(await broker.submit(late)).toEqual({status: 'notSent', reason: 'tooLate'});
      const intent = anIntent({clientOrderId: 'A000000000000002', notAfterMs: clock.now() + 30_000});
      expect(await broker.submit(intent)).toMatchObject({status: 'accepted'});
    },
  );

  it('passes however the client’s clock is set meanwhile', async () => {
    // Many beats, each of which tells the terminal what the client’s clock shows, before it takes the order.
    world = await aTerminal({times: {beatMs: 5}});
    const clock = new SkewedClock(0);
    const {client, broker} = await world.connected({clock});
    await quote(client, aQuote());
    await fault(client, {requests: [{fate: 'delayed', ms: 100}]});
    const submitted = broker.submit(anIntent({notAfterMs: clock.now() + 20}));
    clock.skewMs = -60_000;
    expect(await submitted).toEqual({status: 'notSent', reason: 'tooLate'});
  });

  it('holds for an order that waits on its way', async () => {
    const {client, broker} = await open();
    await fault(client, {requests: [{fate: 'delayed', ms: 20}]});
    expect(await broker.submit(anIntent({notAfterMs: Date.now() + 10}))).toEqual({
      status: 'notSent',
      reason: 'tooLate',
    });
    expect((await broker.snapshot()).standing).toEqual([]);
  });
});

/** Resolves when a link was turned away once more. */
function refused({link}: GatewayClient): Promise<void> {
  return new Promise((resolve) => {
    link.onChange(({state, lastError}) => {
      if (state === 'down' && lastError?.includes('occupied') === true) resolve();
    });
  });
}

describe('two traders', () => {
  it('are not there at once: the second is turned away, or takes over and the first stays away', async () => {
    const {client: first} = await open();
    const second = world.clientOf();
    await expect(second.open()).rejects.toThrow(/occupied/);
    await second.close();
    const lost = new Promise<string | null>((resolve) => {
      first.link.onChange(({state, lastError}) => state === 'down' && resolve(lastError));
    });
    const {broker: third} = await world.connected({takeOver: true});
    expect(await lost).toMatch(/takenOver/);
    await refused(first);
    expect(first.isConnected).toBe(false);
    expect(await third.submit(anIntent(FOREVER))).toMatchObject({status: 'accepted'});
  });

  it('an observer may look and not trade', async () => {
    await open();
    const {broker} = await world.connected({role: 'observer'});
    expect((await broker.snapshot()).standing).toEqual([]);
    expect(await broker.submit(anIntent(FOREVER))).toMatchObject({status: 'rejected', retry: 'human'});
    await expect(broker.fence(KEY)).rejects.toThrow(/forbidden/);
  });
});

describe('events', () => {
  it('are sent again to who has missed them, each once', async () => {
    const {client, broker} = await open();
    const {client: observer} = await world.connected({role: 'observer'});
    const heard: BrokerEvent[] = [];
    let resets = 0;
    broker.onEvent((event) => heard.push(event));
    client.onReset(() => {
      resets += 1;
    });
    await broker.submit(aLimit(FOREVER));
    await fault(client, {requests: [{op: 'lookup', fate: 'lostBefore', cut: true}]});
    const back = new Promise<void>((resolve) => {
      client.link.onChange(({state}) => state === 'up' && resolve());
    });
    const looked = broker.lookup(KEY);
    await quote(observer, aQuote({timeMs: 2_000, bid: 1299, ask: 1299.5}));
    expect((await looked).status).toBe('undecided');
    await back;
    await client.request('ping', {});
    expect(heard.map(({report}) => report.state)).toEqual(['working', 'filled']);
    expect(resets).toBe(0);
  });

  it('that are lost make a reset, after which everything that stands is told', async () => {
    const {client, broker} = await open();
    await broker.submit(aLimit(FOREVER));
    const heard: BrokerEvent[] = [];
    broker.onEvent((event) => heard.push(event));
    const told = new Promise<void>((resolve) => {
      broker.onEvent(() => resolve());
    });
    const {port} = world.terminal.address;
    await world.terminal.close();
    const next = await aTerminal({path: world.path, address: {host: '127.0.0.1', port}});
    await told;
    expect(heard).toMatchObject([{clientOrderId: KEY, report: {state: 'working'}}]);
    await client.close();
    await next.close();
  });
});

describe('the server’s clock', () => {
  it.each([0, 90_000, 10_800_000])('is measured where it is %d ms ahead', async (clockOffsetMs) => {
    world = await aTerminal({switches: {clockOffsetMs}});
    const client = world.clientOf();
    const reading = new Promise<number>((resolve) => {
      client.onClock(({theirMs, atMs, errorMs}) => {
        expect(Math.abs(theirMs - atMs - clockOffsetMs)).toBeLessThanOrEqual(errorMs + 1);
        resolve(errorMs);
      });
    });
    await client.open();
    expect(await reading).toBeLessThan(500);
  });
});

describe('the line', () => {
  it('is degraded while the terminal has no connection, and nothing is sent then', async () => {
    const {client, broker} = await open();
    await fault(client, {terminalConnected: false});
    await client.request('ping', {});
    expect(client.link.report()).toMatchObject({state: 'degraded'});
    expect(await broker.submit(anIntent(FOREVER))).toEqual({status: 'notSent', reason: 'terminalOffline'});
    expect(await broker.lookup(KEY)).toMatchObject({status: 'undecided'});
    await fault(client, {terminalConnected: true});
    await client.request('ping', {});
    expect(client.link.report()).toMatchObject({state: 'up'});
  });

  it('makes what was asked unknown when it is lost, and what is asked then not sent', async () => {
    const {client, broker} = await open();
    await fault(client, {requests: [{fate: 'delayed', ms: 10_000, op: 'cancel'}]});
    const outcome = broker.cancel(KEY);
    await world.terminal.close();
    expect(await outcome).toMatchObject({status: 'unknown'});
    expect(await broker.submit(anIntent(FOREVER))).toEqual({status: 'notSent', reason: 'notConnected'});
  });

  it('turns away who is slow', async () => {
    world = await aTerminal({times: {handshakeMs: 30}});
    const client = raw();
    expect(await client.next('bye')).toMatchObject({reason: 'handshakeTooSlow'});
    await client.closed();
  });

  it('turns away who does not know the secret, or breaks the protocol', async () => {
    await open();
    const stranger = world.clientOf({secret: 'another secret of that length'});
    await expect(stranger.open()).rejects.toThrow(/badProof/);
    await stranger.close();
    const cases: [string, (client: RawClient) => void][] = [
      ['protocol', (client) => client.send({t: 'auth', proof: '0'.repeat(64), timeMs: 1, monotonicMs: 1})],
      ['protocol', (client) => client.socket.write('no json\n')],
      ['protocol', (client) => client.send({t: 'q', id: 1, op: 'ping'})],
      [
        'version',
        (client) =>
          client.send({t: 'hello', v: 2, nonce: '0'.repeat(32), role: 'trader', agent: '', client: 'x'}),
      ],
    ];
    for (const [reason, act] of cases) {
      const client = raw();
      act(client);
      expect(await client.next('bye')).toMatchObject({reason});
      await client.closed();
    }
  });

  it('answers what it does not know, and passes over what it cannot know', async () => {
    await open();
    const client = await raw().live();
    client.send({t: 'of the future', x: 1}, {t: 'q', id: 1, op: 'dance', later: true});
    expect(await client.next('r')).toMatchObject({id: 1, err: {kind: 'badRequest'}});
    client.send({t: 'q', id: 2, op: 'subscribe', a: {symbols: [1]}}, {t: 'q', id: 3, op: 'lookup'});
    expect(await client.next('r')).toMatchObject({id: 2, err: {kind: 'badRequest'}});
    expect(await client.next('r')).toMatchObject({id: 3, err: {kind: 'badRequest'}});
  });
});

describe('a book', () => {
  it('belongs to one terminal', async () => {
    await open();
    await expect(aTerminal({path: world.path})).rejects.toMatchObject({code: 'STORE_BUSY'});
  });
});
