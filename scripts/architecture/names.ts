import {isProperty} from './source-file.ts';
import type {Token} from './tokenize.ts';

const GLOBAL_OBJECTS = new Set(['globalThis', 'global', 'window', 'timers']);

/** Whether the name is a global and not a property: `x.setTimeout` is not, `globalThis.setTimeout` is. */
export function isGlobal(tokens: readonly Token[], index: number): boolean {
  if (!isProperty(tokens, index)) return true;
  const object = tokens[index - 2];
  return object?.type === 'name' && GLOBAL_OBJECTS.has(object.value);
}

/** Whether the name is only the key of an object or type: `{performance: 1}`, `{performance?: x}`. */
export function isKey(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.value;
  const after = tokens[index + 1]?.value;
  const afterNext = tokens[index + 2]?.value;
  const isInBraces =
    before === '{' || before === ',' || before === ';' || before === 'readonly' || before === '}';
  return isInBraces && (after === ':' || (after === '?' && afterNext === ':'));
}
