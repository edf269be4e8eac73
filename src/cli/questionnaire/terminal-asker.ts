import {createInterface} from 'node:readline';
import type {Problem} from '../../errors.ts';
import type {Style} from '../terminal.ts';
import type {Asker} from './ask-plan.ts';

/** Ctrl-C or the end of the input, in the place of an answer. */
export class Interrupted extends Error {}

/** Asks at the terminal that is this process's input and output. Close it when all is asked. */
export class TerminalAsker implements Asker {
  readonly #style: Style;
  readonly #reader = createInterface({input: process.stdin, output: process.stdout, terminal: true});
  /** Lines that were typed before their question was there. */
  readonly #early: string[] = [];
  #waiting: Readonly<{resolve: (line: string) => void; reject: (error: Error) => void}> | undefined;
  #isOver = false;

  constructor(style: Style) {
    this.#style = style;
    this.#reader.on('line', (line) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting === undefined) this.#early.push(line);
      else waiting.resolve(line);
    });
    this.#reader.on('SIGINT', () => this.#reader.close());
    this.#reader.on('close', () => {
      this.#isOver = true;
      this.#waiting?.reject(new Interrupted('the questions were broken off'));
    });
  }

  /** @throws {Interrupted} */
  async ask(question: string): Promise<string> {
    const early = this.#early.shift();
    const prompt = `${this.#style.colour.bold(question)}: `;
    if (early !== undefined) {
      process.stdout.write(`${prompt}${early}\n`);
      return early.trim();
    }
    if (this.#isOver) throw new Interrupted('the questions were broken off');
    this.#reader.setPrompt(prompt);
    this.#reader.prompt();
    const line = await new Promise<string>((resolve, reject) => {
      this.#waiting = {resolve, reject};
    });
    return line.trim();
  }

  explain({message, hint}: Problem): void {
    process.stdout.write(`  ${this.#style.colour.red(message)}\n`);
    if (hint !== undefined) process.stdout.write(`  → ${hint}\n`);
  }

  close(): void {
    this.#waiting = undefined;
    this.#reader.close();
  }
}
