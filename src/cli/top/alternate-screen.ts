/** Another screen, its cursor hidden, long lines cut by the terminal too. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[0m\u001b[?1049l';

/**
 * The terminal while a program has it to itself. What stood there before comes back when it is left; that is done
 * at the end of the process at the latest, however it ends, but for SIGKILL.
 */
export class AlternateScreen {
  readonly #input: NodeJS.ReadStream;
  readonly #output: NodeJS.WriteStream;
  #isEntered = false;
  readonly #leaveAtExit = () => this.leave();

  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream) {
    this.#input = input;
    this.#output = output;
  }

  enter(): void {
    if (this.#isEntered) return;
    this.#isEntered = true;
    process.on('exit', this.#leaveAtExit);
    // Where keys do not come from a terminal there are none; signals end it then.
    if (this.#input.isTTY) this.#input.setRawMode(true);
    this.#output.write(ENTER);
  }

  leave(): void {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    process.off('exit', this.#leaveAtExit);
    this.#output.write(LEAVE);
    if (this.#input.isTTY) this.#input.setRawMode(false);
  }
}
