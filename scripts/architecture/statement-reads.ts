import {bracketStep, closeOf} from './brackets.ts';
import type {Token} from './tokenize.ts';

/** Methods that hand on the statement that they are called on. */
const HANDING_ON = new Set(['pluck', 'raw', 'expand', 'bind', 'safeIntegers']);
/** Methods that never give a second row. */
const ONE_AT_MOST = new Set(['get', 'run']);
const DECLARING = new Set(['const', 'let', 'var', 'readonly', 'static']);

/**
 * Whether the statement whose text begins at `start` evidently gives one row at most: it is executed and
 * not asked, or it is prepared and nothing but `get` is called on it. A statement or a text with a name is
 * followed by that name through the whole file, whichever object has it.
 */
export function givesOneRow(tokens: readonly Token[], start: number): boolean {
  const callee = tokens[start - 1]?.value === '(' ? calledAt(tokens, start - 1) : undefined;
  if (callee === undefined) {
    const name = nameGiven(tokens, start);
    const uses = name === undefined ? [] : usesOf(tokens, name, 'prepare');
    return uses.length > 0 && uses.every((index) => givesOneRow(tokens, index));
  }
  if (tokens[callee]?.value === 'exec') return true;
  if (tokens[callee]?.value !== 'prepare') return false;
  const method = methodCalledOn(tokens, closeOf(tokens, start - 1));
  if (method !== undefined) return ONE_AT_MOST.has(method);
  const name = nameGiven(tokens, callee);
  const methods = name === undefined ? [] : methodsCalledOn(tokens, name);
  return methods.length > 0 && methods.every((one) => ONE_AT_MOST.has(one));
}

/** Whether the text that stands at `start` is given to `prepare`. */
export function isPrepared(tokens: readonly Token[], start: number): boolean {
  const callee = tokens[start - 1]?.value === '(' ? calledAt(tokens, start - 1) : undefined;
  return callee !== undefined && tokens[callee]?.value === 'prepare';
}

/** Index of the name that is called with the parenthesis at `open`, whatever types stand between. */
function calledAt(tokens: readonly Token[], open: number): number | undefined {
  let at = open - 1;
  if (tokens[at]?.value === '>') {
    for (let depth = 0; at >= 0; at -= 1) {
      const value = tokens[at]?.value;
      if (value === '>' && tokens[at - 1]?.value !== '=') depth += 1;
      if (value === '<') depth -= 1;
      if (depth === 0) break;
    }
    at -= 1;
  }
  return tokens[at]?.type === 'name' ? at : undefined;
}

/** The method called on what ends at `end`, after those that hand it on; undefined when there is none. */
function methodCalledOn(tokens: readonly Token[], end: number): string | undefined {
  for (let at = end + 1; ; at = closeOf(tokens, at + 2) + 1) {
    const method = tokens[at + 1];
    if (!/^\??\.$/.test(tokens[at]?.value ?? '') || tokens[at + 2]?.value !== '(') return undefined;
    if (method === undefined || !HANDING_ON.has(method.value)) return method?.value;
  }
}

function methodsCalledOn(tokens: readonly Token[], name: string): string[] {
  return tokens.flatMap((token, index) => {
    if (token.type !== 'name' || token.value !== name) return [];
    return methodCalledOn(tokens, index) ?? [];
  });
}

/** Where `name` is the first argument of a call of `callee`. */
function usesOf(tokens: readonly Token[], name: string, callee: string): number[] {
  return tokens.flatMap((token, index) => {
    if (token.type !== 'name' || token.value !== name || tokens[index - 1]?.value !== '(') return [];
    const called = calledAt(tokens, index - 1);
    return called !== undefined && tokens[called]?.value === callee ? [index] : [];
  });
}

/** The name under which the value at `index` is kept: `const name = …`, `this.#name = …`, `{name: …}`. */
function nameGiven(tokens: readonly Token[], index: number): string | undefined {
  let depth = 0;
  for (let at = index - 1; at > 0; at -= 1) {
    const value = tokens[at]?.value ?? '';
    depth -= bracketStep(tokens[at]);
    // It stands in something: an argument, an element, or a block that gives it to somebody else.
    if (depth < 0) return undefined;
    if (depth > 0) continue;
    if (value === ';') return undefined;
    const before = tokens[at - 1];
    if (value === ':' && before?.type === 'name' && /^[{,]$/.test(tokens[at - 2]?.value ?? '')) {
      return before.value;
    }
    if (value === '=' && isAssignment(tokens, at)) return nameAssigned(tokens, at);
  }
  return undefined;
}

/** Whether the sign is not part of `==`, `=>` and the like; before it a type may end with `>`. */
function isAssignment(tokens: readonly Token[], at: number): boolean {
  return !/^[=>]$/.test(tokens[at + 1]?.value ?? '') && !/^[=!<]$/.test(tokens[at - 1]?.value ?? '');
}

function nameAssigned(tokens: readonly Token[], assignment: number): string | undefined {
  const last = tokens[assignment - 1];
  if (last?.type === 'name' && tokens[assignment - 2]?.value === '.') return last.value;
  for (let at = assignment - 1; at >= 0 && tokens[at]?.value !== ';'; at -= 1) {
    // The name may have a type.
    if (DECLARING.has(tokens[at]?.value ?? '')) return tokens[at + 1]?.value;
  }
  return undefined;
}
