import type {Token} from './tokenize.ts';

/** What stands for a value that is put into a template. */
const SUBSTITUTED = ' ? ';

/** The text that begins at `index`, with all its pieces: of its template, and added to it with `+`. */
export function wholeTextAt(tokens: readonly Token[], index: number): string | undefined {
  if (!beginsText(tokens[index])) return undefined;
  // It goes on with a text that began before.
  if (tokens[index - 1]?.value === '+' && endsText(tokens[index - 2])) return undefined;
  let text = '';
  let end = index;
  for (let start = index; ; start = end + 2) {
    const part = onePart(tokens, start);
    text += part.text;
    end = part.end;
    if (tokens[end + 1]?.value !== '+' || !beginsText(tokens[end + 2])) break;
  }
  return text.replaceAll(/\\n/g, ' ').replaceAll(/\\(['"`])/g, '$1');
}

/** A string, or a template without what stands inside its substitutions, and the index of its last token. */
function onePart(tokens: readonly Token[], start: number): Readonly<{text: string; end: number}> {
  let text = tokens[start]?.value ?? '';
  let end = start;
  let open = tokens[start]?.piece === 'first' ? 1 : 0;
  while (open > 0 && end < tokens.length - 1) {
    end += 1;
    const {piece, value = ''} = tokens[end] ?? {};
    if (open === 1 && (piece === 'middle' || piece === 'last')) text += SUBSTITUTED + value;
    if (piece === 'first') open += 1;
    if (piece === 'last') open -= 1;
  }
  return {text, end};
}

function beginsText(token: Token | undefined): boolean {
  return token?.type === 'text' || token?.piece === 'first';
}

function endsText(token: Token | undefined): boolean {
  return token?.type === 'text' || token?.piece === 'last';
}
