import type {Token} from './tokenize.ts';

/** 1 where a bracket opens, -1 where one closes, 0 elsewhere. */
export function bracketStep(token: Token | undefined): -1 | 0 | 1 {
  if (token?.type !== 'sign') return 0;
  if (/^[([{]$/.test(token.value)) return 1;
  return /^[)\]}]$/.test(token.value) ? -1 : 0;
}

/** Index of what closes the bracket at `open`. */
export function closeOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    depth += bracketStep(tokens[at]);
    if (depth === 0) return at;
  }
  return tokens.length;
}
