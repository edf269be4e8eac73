/**
 * Kills the monitor, or the terminal, at each point of an execution, with each fate of the answer, at venues
 * that keep or lose the orders' labels; and then asks the venue's own book.
 *
 * A round is one terminal and one monitor with a plan for each pair of point and fate, fired one after the
 * other. The books and databases are those of the product; nothing is asked of the monitor.
 */
import {type ChildProcess, fork} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {checkDatabase} from '../../../src/app/database.ts';
import {addPlans} from '../../../src/app/new-plans.ts';
import {settingsSchema} from '../../../src/app/settings.ts';
import {isOrderOf} from '../../../src/terminal/order-label.ts';
import type {RequestFault} from '../../../src/terminal/switches.ts';
import {query, removeFolder, temporaryFolder} from '../vigil-process.ts';
import {
  type Comment,
  type Fate,
  LOWEST,
  type Mode,
  type MonitorOrder,
  type Point,
  type Sabotage,
  STEP,
  SYMBOL,
  type TerminalOrder,
  type Victim,
} from './terms.ts';

const SECRET = 'the secret of the crash matrix';
/** How often a price is quoted. */
const QUOTE_MS = 15;
/** A plan that is not decided by then never will be. */
const PATIENCE_MS = 40_000;
const POLL_MS = 10;

export type RoundTerms = Readonly<{
  victim: Victim;
  mode: Mode;
  comment: Comment;
  points: readonly Point[];
  fates: readonly Fate[];
  sabotage?: Sabotage;
}>;

export type Round = Readonly<{
  terms: RoundTerms;
  plans: number;
  /** Moments that came: somebody was killed, or the plan cancelled. */
  reached: number;
  executed: number;
  /** In doubt, with evidence. */
  parked: number;
  cancelled: number;
  faults: readonly string[];
}>;

type Case = Readonly<{id: string; point: Point; fate: Fate; above: number}>;

export async function playRound(terms: RoundTerms): Promise<Round> {
  const folder = temporaryFolder();
  const scene = new Scene(folder, terms);
  try {
    await scene.open();
    for (const one of scene.cases) await scene.play(one);
    await scene.close();
    const round = await scene.judge();
    if (round.faults.length === 0) removeFolder(folder);
    return round;
  } finally {
    await scene.close();
  }
}

class Scene {
  readonly cases: readonly Case[];
  readonly #terms: RoundTerms;
  readonly #folder: string;
  readonly #db: string;
  readonly #book: string;
  readonly #pidFile: string;
  #terminal: ChildProcess | undefined;
  #monitor: ChildProcess | undefined;
  #port = 0;
  #log = '';
  #bid = LOWEST;
  #isOver = false;
  #quoting: Promise<void> = Promise.resolve();
  readonly #done = new Set<string>();
  readonly #faults: string[] = [];

  constructor(folder: string, terms: RoundTerms) {
    this.#folder = folder;
    this.#terms = terms;
    this.#db = join(folder, 'plans.db');
    this.#book = join(folder, 'terminal.book');
    this.#pidFile = join(folder, 'terminal.pid');
    this.cases = terms.points.flatMap((point, row) =>
      terms.fates.map((fate, column) => ({
        id: `${point}-${fate}`,
        point,
        fate,
        above: LOWEST + STEP * (row * terms.fates.length + column + 1),
      })),
    );
  }

  async open(): Promise<void> {
    const settings = {...settingsSchema.parse({}), db: this.#db};
    const plans = this.cases.map(({id, above}) => ({
      id,
      symbol: SYMBOL,
      side: 'buy',
      volume: 0.01,
      stopLoss: 500,
      when: {price: {above}},
    }));
    await addPlans(settings, {text: JSON.stringify(plans), name: 'plans.json'});
    await this.#startTerminal();
    this.#startMonitor();
    this.#quoting = this.#quote();
  }

  /** Lets the price reach one plan, the moment come, and the plan be decided. */
  async play({id, above}: Case): Promise<void> {
    this.#bid = above + 1;
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (;;) {
      await this.#raise();
      const status = this.#statusOf(id);
      if (this.#log.includes(`"reached","planId":"${id}"`)) this.#done.add(id);
      const isDecided = ['executed', 'unresolved', 'cancelled', 'failed'].includes(status);
      // A cancelled plan is sent no more, and has no later moments.
      const hasCome = this.#done.has(id) || status === 'cancelled';
      if (isDecided && hasCome) return;
      if (performance.now() > deadlineMs) {
        const what = isDecided ? 'its moment has not come' : `it is still ${status}`;
        this.#faults.push(`${id}: ${what} after ${PATIENCE_MS} ms`);
        return;
      }
      await sleep(POLL_MS);
    }
  }

  /** Starts again who was killed. */
  async #raise(): Promise<void> {
    if (hasEnded(this.#terminal)) await this.#startTerminal();
    if (hasEnded(this.#monitor)) {
      for (const [, id] of this.#log.matchAll(/"reached","planId":"([^"]+)"/g))
        if (id !== undefined) this.#done.add(id);
      this.#startMonitor();
    }
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#quoting;
    if (this.#monitor !== undefined) await end(this.#monitor, 'SIGTERM');
    if (this.#terminal !== undefined) await end(this.#terminal, 'SIGKILL');
  }

  async judge(): Promise<Round> {
    const faults = [...this.#faults];
    const settings = {...settingsSchema.parse({}), db: this.#db};
    const {findings} = await checkDatabase(settings);
    faults.push(...findings.map(({code, subject, message}) => `db check: ${code} ${subject}: ${message}`));
    const plans = query<{id: string; status: string}>(this.#db, 'SELECT id, status FROM plans ORDER BY id');
    const intents = query<{plan_id: string; client_order_id: string}>(
      this.#db,
      'SELECT plan_id, client_order_id FROM intents',
    );
    const orders = query<{ticket: number; magic: string; comment: string; state: string}>(
      this.#book,
      'SELECT ticket, magic, comment, state FROM orders',
    ).map(({magic, ...rest}) => ({...rest, magic: Number(magic)}));
    const owned = new Set<number>();
    for (const {id, status} of plans) {
      const keys = intents.filter(({plan_id}) => plan_id === id).map(({client_order_id}) => client_order_id);
      const placed = orders.filter(
        (row) => row.state !== 'rejected' && keys.some((key) => isOrderOf(key, row)),
      );
      for (const {ticket} of placed) owned.add(ticket);
      const say = (what: string) =>
        faults.push(`${id} is ${status}, the venue has ${placed.length} orders of it: ${what}`);
      if (placed.length > 1) say('doubled');
      if (status === 'executed' && placed.length === 0) say('executed without an order');
      if (status === 'cancelled' && placed.length > 0) say('cancelled with an order');
      if (status === 'failed') say('a false rejection');
      if (!['executed', 'unresolved', 'cancelled'].includes(status)) say('not decided');
      if (status === 'cancelled' && this.#terms.victim !== 'plan') say('nobody cancelled it');
      if (this.#terms.victim === 'plan' && id.startsWith('beforeClaim') && status !== 'cancelled')
        say('its cancel came before its claim');
    }
    for (const {ticket} of orders)
      if (!owned.has(ticket)) faults.push(`order ${ticket} of the venue is of no plan`);
    if (faults.length > 0) {
      writeFileSync(join(this.#folder, 'monitor.log'), this.#log);
      faults.push(`the files are in ${this.#folder}`);
    }
    const count = (wanted: string) => plans.filter(({status}) => status === wanted).length;
    return {
      terms: this.#terms,
      plans: plans.length,
      reached: new Set([...this.#log.matchAll(/"reached","planId":"([^"]+)"/g)].map(([, id]) => id)).size,
      executed: count('executed'),
      parked: count('unresolved'),
      cancelled: count('cancelled'),
      faults,
    };
  }

  async #startTerminal(): Promise<void> {
    const {mode, comment} = this.#terms;
    const order: TerminalOrder & {pidFile: string} = {
      book: this.#book,
      port: this.#port,
      secret: SECRET,
      mode,
      comment,
      faults: this.cases.filter(({id}) => !this.#done.has(id)).flatMap(faultOf),
      pidFile: this.#pidFile,
    };
    const terminal = fork(join(import.meta.dirname, 'terminal-entry.ts'), [JSON.stringify(order)]);
    this.#terminal = terminal;
    this.#port = await new Promise<number>((resolve, reject) => {
      terminal.once('message', ({port}: {port: number}) => resolve(port));
      terminal.once('exit', (code) =>
        reject(new Error(`the terminal ended with ${code} before it listened`)),
      );
    });
  }

  #startMonitor(): void {
    const {victim, sabotage = 'none'} = this.#terms;
    const left = this.cases.filter(({id}) => !this.#done.has(id));
    const order: MonitorOrder = {
      db: this.#db,
      port: this.#port,
      secret: SECRET,
      victim,
      kills: Object.fromEntries(left.map(({id, point}) => [id, point])),
      terminalPidFile: this.#pidFile,
      sabotage,
    };
    const monitor = fork(join(import.meta.dirname, 'monitor-entry.ts'), [JSON.stringify(order)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    monitor.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    monitor.once('exit', (code, signal) => {
      if (signal !== 'SIGKILL' && !this.#isOver)
        this.#faults.push(`the monitor ended by itself with ${code}: ${this.#log.slice(-800)}`);
    });
    this.#monitor = monitor;
  }

  /** Quotes the price of the moment, again and again; a plan fires on fresh quotes only. */
  async #quote(): Promise<void> {
    for (let turn = 0; !this.#isOver; turn += 1) {
      const terminal = this.#terminal;
      if (terminal?.connected === true) {
        const bid = Number((this.#bid + (turn % 2) / 100).toFixed(2));
        terminal.send({bid}, () => {
          // A terminal that was killed meanwhile has not heard it; the next one will.
        });
      }
      await sleep(QUOTE_MS);
    }
  }

  #statusOf(id: string): string {
    return (
      query<{status: string}>(this.#db, `SELECT status FROM plans WHERE id = '${id}'`)[0]?.status ?? 'gone'
    );
  }
}

function hasEnded(child: ChildProcess | undefined): boolean {
  return child !== undefined && (child.exitCode !== null || child.signalCode !== null);
}

/** Ends a process, by force if it does not end in time. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(force);
}

/** What the terminal does with a plan's first order. */
function faultOf({id: planId, fate}: Case): RequestFault[] {
  const fault = {
    op: 'submit' as const,
    planId,
    nth: 1,
    times: 1,
    ms: 0,
    retcode: 10_012,
    cut: false,
  };
  switch (fate) {
    case 'answered':
      return [];
    case 'delayed':
      return [{...fault, fate: 'answerDelayed', ms: 400}];
    default:
      return [{...fault, fate}];
  }
}
