import {readExplanation, readTop} from '../../app/top.ts';
import type {Settings} from '../../app/settings.ts';
import {messageOf} from '../../errors.ts';
import {SystemClock} from '../../system/system-clock.ts';
import type {Style} from '../terminal.ts';
import {AlternateScreen} from './alternate-screen.ts';
import {FrameWriter} from './frame-writer.ts';
import {type Key, KeyReader} from './keys.ts';
import {written} from './line.ts';
import {frameOf, pageOf, scrollMax} from './top-frame.ts';
import {firstState, step, type TopEvent, type TopState} from './top-state.ts';

/** Plans that the monitor is asked for. */
const LIMIT = 100;
/** The rest of a key that has begun comes sooner than this. */
const KEY_REST_MS = 50;

export type TopOptions = Readonly<{
  settings: Settings;
  style: Style;
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  /** Between questions to the monitor. */
  intervalMs: number;
  /** Ends it as a key does. */
  signal: AbortSignal;
}>;

/**
 * Shows the running monitor until its reader quits or the signal aborts. The terminal is then as it was, also
 * when something is thrown.
 */
export async function runTop(options: TopOptions): Promise<void> {
  const top = new TopScreen(options);
  try {
    await top.run();
  } finally {
    top.close();
  }
}

/** Keys, sizes and answers go in; frames go out. What they mean is in top-state.ts and top-frame.ts. */
class TopScreen {
  readonly #options: TopOptions;
  readonly #clock = new SystemClock();
  readonly #screen: AlternateScreen;
  readonly #writer = new FrameWriter();
  readonly #reader = new KeyReader();
  readonly #ended = new AbortController();
  /** Ends the pause before the next question. */
  #wake = new AbortController();
  #state: TopState;
  readonly #onKeys = (text: string) => this.#keys(this.#reader.read(text));
  readonly #onResize = () => this.#resized();
  readonly #onStop = () => this.#stopForShell();
  readonly #onContinue = () => this.#goOn();
  readonly #onLost = () => this.#end();

  constructor(options: TopOptions) {
    this.#options = options;
    this.#screen = new AlternateScreen(options.input, options.output);
    this.#state = firstState(options.settings.db, sizeOf(options.output));
  }

  async run(): Promise<void> {
    const {input, output, signal, intervalMs} = this.#options;
    signal.addEventListener('abort', this.#onLost, {once: true});
    process.on('SIGTSTP', this.#onStop);
    process.on('SIGCONT', this.#onContinue);
    output.on('resize', this.#onResize);
    // The terminal has gone, as when a connection breaks.
    output.on('error', this.#onLost);
    input.on('error', this.#onLost);
    this.#screen.enter();
    if (input.isTTY) input.setEncoding('utf8').on('data', this.#onKeys).resume();
    this.#paint();
    if (signal.aborted) this.#end();
    while (!this.#ended.signal.aborted) {
      await this.#ask();
      this.#wake = new AbortController();
      await this.#clock
        .sleep(intervalMs, AbortSignal.any([this.#wake.signal, this.#ended.signal]))
        .catch(() => undefined);
    }
  }

  close(): void {
    const {input, output, signal} = this.#options;
    signal.removeEventListener('abort', this.#onLost);
    process.off('SIGTSTP', this.#onStop);
    process.off('SIGCONT', this.#onContinue);
    output.off('resize', this.#onResize);
    output.off('error', this.#onLost);
    input.off('data', this.#onKeys);
    input.pause();
    this.#screen.leave();
  }

  async #ask(): Promise<void> {
    const {settings} = this.#options;
    const {isPaused, page, explainedId} = this.#state;
    try {
      // What was asked to be explained is explained at once, also while the rest stands still.
      if (page === 'explanation' && explainedId !== undefined) {
        const explanation = await readExplanation(settings, explainedId);
        this.#take({type: 'explained', planId: explainedId, explanation});
      }
      if (isPaused) return;
      const {monitor} = await readTop(settings, LIMIT);
      if (!this.#state.isPaused) this.#take({type: 'answered', monitor});
    } catch (error) {
      // It may answer the next time; until then the screen says that it does not.
      this.#take({type: 'failed', problem: messageOf(error)});
    }
  }

  #keys(keys: readonly Key[]): void {
    for (const key of keys) {
      if (key === 'ctrl-z') this.#stopForShell();
      else this.#take({type: 'key', key});
    }
    if (this.#reader.isWaiting) void this.#flushSoon();
    if (keys.length > 0) this.#wake.abort(new Error('a key was pressed'));
  }

  async #flushSoon(): Promise<void> {
    await this.#clock.sleep(KEY_REST_MS);
    if (this.#reader.isWaiting) this.#keys(this.#reader.flush());
  }

  #take(event: TopEvent): void {
    if (this.#ended.signal.aborted) return;
    const next = step(this.#state, event, pageOf(this.#state));
    // Nobody scrolls beyond the end, only to come back from there line by line.
    this.#state = {...next, scroll: Math.min(next.scroll, next.page === 'plans' ? 0 : scrollMax(next))};
    if (this.#state.isDone) this.#end();
    else this.#paint();
  }

  #paint(): void {
    const {style, output} = this.#options;
    const text = this.#writer.next(
      frameOf(this.#state).map((line) => written(line, this.#state.columns, style)),
    );
    if (text !== '') output.write(text);
  }

  #resized(): void {
    this.#writer.forget();
    this.#take({type: 'resized', ...sizeOf(this.#options.output)});
  }

  /** Gives the terminal back and stops the whole job, as the shell expects of Ctrl-Z. */
  #stopForShell(): void {
    this.#screen.leave();
    process.off('SIGTSTP', this.#onStop);
    process.kill(0, 'SIGTSTP');
  }

  #goOn(): void {
    process.off('SIGTSTP', this.#onStop);
    process.on('SIGTSTP', this.#onStop);
    this.#screen.enter();
    this.#resized();
  }

  #end(): void {
    this.#ended.abort(new Error('the screen was left'));
  }
}

function sizeOf({columns, rows}: NodeJS.WriteStream): Pick<TopState, 'columns' | 'rows'> {
  return {columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24};
}
