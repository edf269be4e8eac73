/**
 * Another process on a paper book, for tests; speaks one line of JSON per event on stdout. With a pause after each
 * step neither of two that race is done before a busy machine lets the other begin.
 *
 * `submit N`: waits for a line on stdin, then submits keys 0 … N−1, one after the other.
 * `fence N`: the same with fences, from the last key down.
 * `cancel N`: the same with cancels, from the last key down.
 * `fill N`: the same with quotes, each lower than the one before, from 1300 down.
 * `lock`: takes the write lock, says so, and keeps it until stdin ends.
 */
import {once} from 'node:events';
import {writeSync} from 'node:fs';
import Database from 'better-sqlite3';
import {PaperBroker} from '../../../src/broker/paper/paper-broker.ts';
import {UnavailableError} from '../../../src/errors.ts';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import {SystemClock} from '../../../src/system/system-clock.ts';
import {SystemRandom} from '../../../src/system/system-random.ts';
import {anIntent, aQuote} from '../order-builders.ts';

const [path = '', task, countText, pauseText] = process.argv.slice(2);
const count = Number(countText);
const pauseMs = Number(pauseText);

// Written at once: what was said must be known even if the process is killed in the next moment.
const say = (event: unknown) => writeSync(1, `${JSON.stringify(event)}\n`);
const keyOf = (index: number) => `K${String(index).padStart(15, '0')}`;

if (task === 'lock') {
  const database = new Database(path);
  database.exec('BEGIN IMMEDIATE');
  say({locked: true});
  process.stdin.resume();
  await once(process.stdin, 'end');
  database.close();
} else {
  const clock = new SystemClock();
  const broker = await PaperBroker.open({
    path,
    clock,
    random: new SystemRandom(),
    instruments: new InstrumentBook(),
  });
  broker.onQuote(aQuote());
  say({ready: true});
  await once(process.stdin, 'data');
  for (let index = 0; index < count; index += 1) {
    if (task === 'submit') {
      const key = keyOf(index);
      const intent = anIntent({
        clientOrderId: key,
        planId: `plan-${index}`,
        notAfterMs: Number.MAX_SAFE_INTEGER,
      });
      say({key, outcome: await broker.submit(intent)});
    } else if (task === 'cancel') {
      const key = keyOf(count - 1 - index);
      say({key, cancelled: await cancelled(broker, key)});
    } else if (task === 'fill') {
      const ask = (12_991 - index) / 10;
      broker.onQuote(aQuote({timeMs: 2_000 + index, bid: ask - 0.1, ask}));
    } else {
      const key = keyOf(count - 1 - index);
      say({key, fence: await fenced(broker, key)});
    }
    if (pauseMs > 0) await clock.sleep(pauseMs);
  }
  while (broker.pendingDecisions > 0) await clock.sleep(1);
  await broker.close();
  process.stdin.destroy();
}

async function fenced(broker: PaperBroker, key: string): Promise<'sent' | 'never'> {
  for (;;) {
    try {
      return await broker.fence(key);
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
    }
  }
}

/** Whether the order was withdrawn; false: it had filled. */
async function cancelled(broker: PaperBroker, key: string): Promise<boolean> {
  for (;;) {
    const outcome = await broker.cancel(key);
    if (outcome.status === 'done') return true;
    if (outcome.status === 'rejected' && outcome.retry === 'reread') return false;
  }
}
