import {once} from 'node:events';
import {connect} from 'node:net';
import type {Duplex} from 'node:stream';
import {proofOf} from '../../src/gateway/handshake-proof.ts';
import {LineSplitter} from '../../src/gateway/line-splitter.ts';
import {SECRET} from './terminal-harness.ts';

type Message = Readonly<Record<string, unknown>>;

const NONCE = '00112233445566778899aabbccddeeff';

/** The protocol by hand, for what our own client never does. */
export class RawClient {
  readonly socket: Duplex;
  readonly heard: Message[] = [];
  isClosed = false;
  readonly #splitter = new LineSplitter();
  #wake: () => void = () => undefined;

  constructor(to: number | Duplex) {
    this.socket = typeof to === 'number' ? connect({host: '127.0.0.1', port: to}) : to;
    this.socket.on('data', (bytes) => {
      for (const line of this.#splitter.push(bytes as Buffer).lines)
        this.heard.push(JSON.parse(line) as Message);
      this.#wake();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  send(...messages: readonly Message[]): void {
    this.socket.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
  }

  /** The next message of a kind, from the first that nobody has asked for. */
  async next(kind: string): Promise<Message> {
    for (;;) {
      const index = this.heard.findIndex(({t}) => t === kind);
      if (index >= 0) return this.heard.splice(index, 1)[0] ?? {};
      if (this.isClosed) throw new Error(`closed before "${kind}"; heard ${this.heard.length} messages`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async handshake(
    role = 'trader',
    {secret = SECRET, timeMs = Date.now(), takeOver = false} = {},
  ): Promise<void> {
    this.send({t: 'hello', v: 1, nonce: NONCE, role, agent: 'raw', client: 'raw'});
    const {nonce} = await this.next('challenge');
    const proof = proofOf(secret, role as 'trader', {client: NONCE, terminal: String(nonce)});
    this.send({t: 'auth', proof, timeMs, monotonicMs: performance.now(), takeOver});
  }

  async live(role = 'observer'): Promise<this> {
    await this.handshake(role);
    await this.next('welcome');
    this.send({t: 'resume', bootId: null, seq: 0});
    await this.next('reset');
    return this;
  }

  async closed(): Promise<void> {
    if (!this.isClosed) await once(this.socket, 'close');
  }

  end(): void {
    this.socket.destroy();
  }
}
