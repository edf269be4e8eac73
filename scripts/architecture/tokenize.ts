/**
 * The tokens of a TypeScript file, as far as the architecture lint needs them: it must never take a
 * comment, or the inside of a text, for code. Not a parser; types are tokens like all others.
 */
export type Token = Readonly<{
  /** `text` is a string or a template without substitutions; `template` a piece of one that has some. */
  type: 'name' | 'number' | 'text' | 'template' | 'regex' | 'sign';
  /** What stands in the file; of `text` and `template` what is between the quotes. */
  value: string;
  line: number;
  /** Of `template`: where in its template it stands. */
  piece?: 'first' | 'middle' | 'last';
}>;

export type Comment = Readonly<{value: string; line: number}>;

export type Tokenized = Readonly<{tokens: readonly Token[]; comments: readonly Comment[]}>;

/** Words after which a slash begins a regular expression, though they look like names. */
const BEFORE_OPERAND = new Set(
  'return typeof case in of delete void throw new instanceof await yield else do'.split(' '),
);

const NAME = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?)n?/iy;
const LINE_COMMENT = /\/\/[^\n]*/y;
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//y;
const TEXT = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
const TEMPLATE_PIECE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y;
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const SPACE = /\s+/y;

/** @throws {Error} Where a text, template or comment does not end: then nothing after it can be judged. */
export function tokenize(source: string): Tokenized {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  /** For each template that is open: the braces open inside its substitution. */
  const substitutions: number[] = [];
  let at = 0;
  let line = 1;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const advance = (text: string): void => {
    at += text.length;
    for (const letter of text) if (letter === '\n') line += 1;
  };
  const take = (type: Token['type'], text: string, value = text, place: Pick<Token, 'piece'> = {}): void => {
    tokens.push({type, value, line, ...place});
    advance(text);
  };
  /** Reads on in a template from `at`, up to its end or the next substitution. */
  const takeTemplate = (isStart: boolean): void => {
    const value = match(TEMPLATE_PIECE) ?? '';
    const end = source[at + value.length];
    if (end === undefined) throw new Error(`line ${line}: a template does not end`);
    const isEnd = end === '`';
    const text = value + (isEnd ? '`' : '${');
    if (isStart && isEnd) take('text', text, value);
    else take('template', text, value, {piece: isStart ? 'first' : isEnd ? 'last' : 'middle'});
    if (!isEnd) substitutions.push(0);
  };

  while (at < source.length) {
    const letter = source[at] ?? '';
    const space = match(SPACE);
    if (space !== undefined) {
      advance(space);
      continue;
    }
    if (source.startsWith('//', at) || source.startsWith('/*', at) || (at === 0 && source.startsWith('#!'))) {
      const comment =
        at === 0 && letter === '#'
          ? /#![^\n]*/.exec(source)?.[0]
          : (match(LINE_COMMENT) ?? match(BLOCK_COMMENT));
      if (comment === undefined) throw new Error(`line ${line}: a comment does not end`);
      comments.push({value: comment, line});
      advance(comment);
      continue;
    }
    if (letter === '`') {
      at += 1;
      takeTemplate(true);
      continue;
    }
    const open = substitutions.at(-1);
    if (letter === '}' && open === 0) {
      substitutions.pop();
      at += 1;
      takeTemplate(false);
      continue;
    }
    if (open !== undefined && (letter === '{' || letter === '}')) {
      substitutions[substitutions.length - 1] = open + (letter === '{' ? 1 : -1);
    }
    if (letter === "'" || letter === '"') {
      const text = match(TEXT);
      if (text === undefined) throw new Error(`line ${line}: a text does not end`);
      take('text', text, text.slice(1, -1));
      continue;
    }
    const name = match(NAME);
    if (name !== undefined) {
      take('name', name);
      continue;
    }
    if (/\d/.test(letter) || (letter === '.' && /\d/.test(source[at + 1] ?? ''))) {
      take('number', match(NUMBER) ?? letter);
      continue;
    }
    const regex = letter === '/' && beginsOperand(tokens.at(-1)) ? match(REGEX) : undefined;
    if (regex !== undefined) take('regex', regex);
    else take('sign', source.startsWith('?.', at) ? '?.' : letter);
  }
  if (substitutions.length > 0) throw new Error(`line ${line}: a template does not end`);
  return {tokens, comments};
}

/** Whether a value may begin after this token, so that a slash there cannot be a division. */
function beginsOperand(previous: Token | undefined): boolean {
  if (previous === undefined) return true;
  if (previous.type === 'name') return BEFORE_OPERAND.has(previous.value);
  return previous.type === 'sign' && !/^[)\]}]$/.test(previous.value);
}
