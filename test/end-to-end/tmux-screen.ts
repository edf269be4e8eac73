import {execFileSync, spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {hasProgram} from '../has-program.ts';
import {eventually} from './vigil-process.ts';

export const hasTmux = hasProgram('tmux');

const opened = new Set<TmuxScreen>();

/** A line of the shell's on which nothing is typed yet; root has the other one. */
const PROMPT = /^[$#]$/;

/** Ends the terminals of a test, with what runs in them; before their folders are removed. */
export function endScreens(): void {
  for (const screen of opened) screen.end();
}

/** A real terminal with a shell in it, of a server of its own. */
export class TmuxScreen {
  /** In the folder of the test, as tmux leaves it behind. */
  readonly #socket: string;

  constructor(folder: string, {columns, rows}: Readonly<{columns: number; rows: number}>) {
    this.#socket = join(folder, 'tmux');
    // The shell reads no file of the user's, and its prompt is nothing else that a test looks for.
    const environment = {...process.env, PS1: '$ ', ENV: '', TERM: 'xterm-256color', NODE_OPTIONS: ''};
    const size = ['-x', String(columns), '-y', String(rows)];
    execFileSync(
      'tmux',
      ['-S', this.#socket, '-f', '/dev/null', 'new-session', '-d', ...size, '-c', folder, 'sh'],
      {
        env: environment,
      },
    );
    opened.add(this);
  }

  /** Its lines, without the spaces at their ends. */
  get lines(): string[] {
    return this.#tmux('capture-pane', '-p').split('\n').slice(0, -1);
  }

  /** With what has scrolled away, as it does when a window is made smaller; what was broken is one line again. */
  get history(): string[] {
    return this.#tmux('capture-pane', '-p', '-J', '-S', '-')
      .split('\n')
      .map((line) => line.trimEnd());
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** Whether a program has the other screen, and whether the cursor is to be seen. */
  get modes(): Readonly<{isAlternate: boolean; hasCursor: boolean}> {
    const [alternate, cursor] = this.#tmux('display', '-p', '#{alternate_on} #{cursor_flag}')
      .trim()
      .split(' ');
    return {isAlternate: alternate === '1', hasCursor: cursor === '1'};
  }

  /** Presses keys, by tmux's names of them. */
  press(...keys: readonly string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  /**
   * Gives the shell a line, when it asks for one. What is typed sooner the terminal shows at once, in the middle
   * of what the command before still has to print, or that command reads it.
   */
  async type(line: string): Promise<void> {
    await eventually('the shell asks for a line', () => PROMPT.test(this.#lastLine));
    this.#tmux('send-keys', '-l', line);
    await eventually('what was typed is shown', () => this.#lastLine.endsWith(line));
    this.press('Enter');
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  end(): void {
    opened.delete(this);
    spawnSync('tmux', ['-S', this.#socket, 'kill-server']);
  }

  get #lastLine(): string {
    return this.history.findLast((line) => line !== '') ?? '';
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync('tmux', ['-S', this.#socket, ...args], {encoding: 'utf8'});
  }
}
