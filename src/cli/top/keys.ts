/** A key as the screen knows it: a name, or the letter itself. */
export type Key = string;

const SEQUENCES: Readonly<Record<string, Key>> = {
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
  '\u001b[5~': 'pageUp',
  '\u001b[6~': 'pageDown',
  '\u001b[H': 'home',
  '\u001bOH': 'home',
  '\u001b[1~': 'home',
  '\u001b[F': 'end',
  '\u001bOF': 'end',
  '\u001b[4~': 'end',
  '\r': 'enter',
  '\n': 'enter',
  '\u0003': 'ctrl-c',
  '\u001a': 'ctrl-z',
  '\u001b': 'escape',
};

/** A whole escape sequence: CSI with its parameters, SS3 with its letter. */
// oxlint-disable-next-line no-control-regex -- it is what terminals send
const WHOLE = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])/;
/** The beginning of one, of which the rest may be on its way. */
// oxlint-disable-next-line no-control-regex -- it is what terminals send
const BEGUN = /^\u001b(?:\[[0-?]*[ -/]*|O)?$/;

/** Makes keys of what a terminal sends. Over a slow line a key may come in parts. */
export class KeyReader {
  #rest = '';

  /** Whether a key has begun that may be whole as it is: the escape key is how all the others begin. */
  get isWaiting(): boolean {
    return this.#rest !== '';
  }

  /** The keys that are whole by now. Sequences that nobody knows are none. */
  read(text: string): Key[] {
    let rest = this.#rest + text;
    const keys: Key[] = [];
    while (rest !== '' && !BEGUN.test(rest)) {
      const one = WHOLE.exec(rest)?.[0] ?? String.fromCodePoint(rest.codePointAt(0) ?? 0);
      rest = rest.slice(one.length);
      const key = SEQUENCES[one] ?? (one.startsWith('\u001b') ? undefined : one);
      if (key !== undefined) keys.push(key);
    }
    this.#rest = rest;
    return keys;
  }

  /** Nothing more has come: what has begun is what was pressed. */
  flush(): Key[] {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? [] : ['escape'];
  }
}
