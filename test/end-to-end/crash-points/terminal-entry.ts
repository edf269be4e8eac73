/** A paper terminal as `vigil paper-terminal` runs it, whose prices the parent sets. */
import {writeFileSync} from 'node:fs';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import type {Feed, FeedEvent} from '../../../src/ports/feed.ts';
import {SteadyLink} from '../../../src/link/steady-link.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {SystemClock} from '../../../src/system/system-clock.ts';
import {PaperTerminal} from '../../../src/terminal/paper-terminal.ts';
import {type PushedPrice, SPREAD, SYMBOL, type TerminalOrder} from './terms.ts';

const order = JSON.parse(process.argv[2] ?? '') as TerminalOrder & Readonly<{pidFile: string}>;
const clock = new SystemClock();

/** What the parent says. */
class PushedFeed implements Feed {
  readonly link = new SteadyLink(0);
  #price: PushedPrice | undefined;
  #wake: () => void = () => undefined;

  push(price: PushedPrice): void {
    this.#price = price;
    this.#wake();
  }

  instruments = () => Promise.resolve([]);
  subscribe = () => undefined;
  unsubscribe = () => undefined;
  readonly neverCloses = true;
  readonly past = undefined;
  pass = (signal: AbortSignal) => this.events(signal);

  async *events(signal: AbortSignal): AsyncGenerator<FeedEvent> {
    while (!signal.aborted) {
      const price = this.#price;
      this.#price = undefined;
      if (price === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          signal.addEventListener('abort', () => resolve(), {once: true});
        });
        continue;
      }
      const timeMs = clock.now();
      const {bid} = price;
      yield {
        type: 'quote',
        quote: {symbol: SYMBOL, bid, ask: Number((bid + SPREAD).toFixed(2)), timeMs, receivedAtMs: timeMs},
      };
    }
  }
}

const feed = new PushedFeed();
process.on('message', (price: PushedPrice) => feed.push(price));
process.on('disconnect', () => process.exit());

const terminal = await PaperTerminal.open({
  path: order.book,
  address: {host: '127.0.0.1', port: order.port},
  secret: order.secret,
  clock,
  random: new SeededRandom(1),
  feed,
  instruments: new InstrumentBook(),
  rules: {positionMode: order.mode, keepsTerms: true},
  settle: {looksMin: 3, settleMs: 100},
  switches: {comment: order.comment, requests: [...order.faults]},
});
writeFileSync(order.pidFile, String(process.pid));
process.send?.({port: terminal.address.port});
await terminal.run(new AbortController().signal);
