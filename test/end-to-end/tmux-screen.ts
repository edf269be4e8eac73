import {execFileSync, spawnSync} from 'node:child_process';
import {join} from 'node:path';

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;
if (!hasTmux) process.stderr.write('no tmux found, the tests on a terminal are skipped\n');

const opened = new Set<TmuxScreen>();

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

  /** Gives the shell a line. */
  type(line: string): void {
    this.#tmux('send-keys', '-l', line);
    this.press('Enter');
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  end(): void {
    opened.delete(this);
    spawnSync('tmux', ['-S', this.#socket, 'kill-server']);
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync('tmux', ['-S', this.#socket, ...args], {encoding: 'utf8'});
  }
}
