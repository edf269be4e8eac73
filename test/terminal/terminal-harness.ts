import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {GatewayBroker} from '../../src/broker/gateway/gateway-broker.ts';
import {GatewayClient, type GatewayClientOptions} from '../../src/gateway/gateway-client.ts';
import type {Arguments} from '../../src/gateway/operations.ts';
import {InstrumentBook} from '../../src/market/instrument.ts';
import type {Quote} from '../../src/market/quote.ts';
import type {Clock} from '../../src/ports/clock.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {SystemClock} from '../../src/system/system-clock.ts';
import {PaperTerminal, type PaperTerminalOptions} from '../../src/terminal/paper-terminal.ts';

export const SECRET = 'a secret that only tests know';

/** Links that come back within milliseconds. */
export const FAST_LINK = {backoffBaseMs: 2, backoffCapMs: 10, stableMs: 50, connectMsMax: 2_000};

export type TerminalWorld = Readonly<{
  folder: string;
  path: string;
  terminal: PaperTerminal;
  clientOf: (options?: Partial<GatewayClientOptions>) => GatewayClient;
  /** A client that is connected, and a broker on it. */
  connected: (
    options?: Partial<GatewayClientOptions>,
  ) => Promise<{client: GatewayClient; broker: GatewayBroker}>;
  close: () => Promise<void>;
}>;

/** A terminal with an empty book in this process, on a free port; prices are set by `quote`. */
export async function aTerminal(
  options: Partial<PaperTerminalOptions> = {},
  clock: Clock = new SystemClock(),
): Promise<TerminalWorld> {
  const path = options.path ?? join(mkdtempSync(join(tmpdir(), 'vigil-terminal-')), 'book.db');
  const folder = dirname(path);
  const terminal = await PaperTerminal.open({
    path,
    address: {host: '127.0.0.1', port: 0},
    secret: SECRET,
    clock,
    random: new SeededRandom(1),
    feed: null,
    instruments: new InstrumentBook(),
    hasTestSwitches: true,
    settle: {looksMin: 3, settleMs: 0},
    ...options,
  });
  const {address} = terminal;
  const clients: GatewayClient[] = [];
  const clientOf = (own: Partial<GatewayClientOptions> = {}) => {
    const random = new SeededRandom(clients.length + 1);
    const client = new GatewayClient({address, secret: SECRET, clock, random, linkTimes: FAST_LINK, ...own});
    clients.push(client);
    return client;
  };
  return {
    ...{folder, path, terminal, clientOf},
    connected: async (own = {}) => {
      const client = clientOf(own);
      const broker = new GatewayBroker(client);
      await broker.connect();
      return {client, broker};
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.close()));
      await terminal.close();
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** Sets a price; what it does has reached the client when this resolves. */
export async function quote(client: GatewayClient, {symbol, bid, ask, timeMs}: Quote): Promise<void> {
  const answer = await client.request('quote', {symbol, bid, ask, timeMs});
  if (answer.status !== 'ok') throw new Error(`the quote was not taken: ${JSON.stringify(answer)}`);
}

/** Sets faults. */
export async function fault(client: GatewayClient, switches: Arguments<'fault'>): Promise<void> {
  const answer = await client.request('fault', switches);
  if (answer.status !== 'ok') throw new Error(`the fault was not taken: ${JSON.stringify(answer)}`);
}
