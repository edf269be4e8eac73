import {readdirSync, readFileSync} from 'node:fs';
import {join, relative, sep} from 'node:path';
import {type Comment, type Token, tokenize} from './tokenize.ts';

/** One file of `src`, read. */
export type SourceFile = Readonly<{
  /** From the root, with forward slashes: `src/engine/desk.ts`. */
  path: string;
  tokens: readonly Token[];
  comments: readonly Comment[];
  imports: readonly Import[];
}>;

/** A file named by another: imported, re-exported, or given to a worker. */
export type Import = Readonly<{
  /** What is written; undefined where it is computed. */
  specifier: string | undefined;
  /** Gone when the types are stripped. */
  isTypeOnly: boolean;
  line: number;
}>;

/** Every TypeScript file under `root/src`, by path. */
export function readSources(root: string): SourceFile[] {
  return readdirSync(join(root, 'src'), {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile() && /\.m?ts$/.test(entry.name))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const {tokens, comments} = tokenize(readFileSync(file, 'utf8'));
      return {path: relative(root, file).split(sep).join('/'), tokens, comments, imports: importsOf(tokens)};
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Static, dynamic and type imports, re-exports, and `new URL(…, import.meta.url)`. */
export function importsOf(tokens: readonly Token[]): Import[] {
  const found: Import[] = [];
  tokens.forEach((token, index) => {
    if (token.type !== 'name' || isProperty(tokens, index)) return;
    const {line} = token;
    const next = tokens[index + 1];
    switch (token.value) {
      case 'import':
        if (next?.value === '(') found.push({specifier: textAt(tokens, index + 2), isTypeOnly: false, line});
        else if (next?.type === 'text') found.push({specifier: next.value, isTypeOnly: false, line});
        else if (next?.value !== '.') found.push(...declaration(tokens, index));
        break;
      case 'export':
        if (next?.value === '{' || next?.value === '*' || next?.value === 'type') {
          found.push(...declaration(tokens, index));
        }
        break;
      case 'require':
        if (next?.value === '(') found.push({specifier: textAt(tokens, index + 2), isTypeOnly: false, line});
        break;
      case 'URL': {
        const specifier = textAt(tokens, index + 2);
        const isModule = specifier !== undefined && /^\.{1,2}\/.*\.[cm]?[jt]s$/.test(specifier);
        if (next?.value === '(' && isModule) found.push({specifier, isTypeOnly: false, line});
        break;
      }
      default:
    }
  });
  return found;
}

/** Whether the name at `index` is that of a property, `x.name`, and so no keyword and no global. */
export function isProperty(tokens: readonly Token[], index: number): boolean {
  const previous = tokens[index - 1]?.value;
  return (
    (previous === '.' || previous === '?.') &&
    tokens[index - 1]?.type === 'sign' &&
    tokens[index - 2]?.value !== '.'
  );
}

function textAt(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index];
  return token?.type === 'text' ? token.value : undefined;
}

/** `import … from 'x'` or `export … from 'x'`; nothing for an export of the file's own. */
function declaration(tokens: readonly Token[], start: number): Import[] {
  const line = tokens[start]?.line ?? 0;
  const names: Token[] = [];
  for (let index = start + 1; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    const source = tokens[index + 1];
    if (token.value === 'from' && token.type === 'name' && source?.type === 'text') {
      return [{specifier: source.value, isTypeOnly: isTypeOnly(names), line}];
    }
    // Between the keyword and `from` stand names, braces, commas and a star, and nothing else.
    if (token.type !== 'name' && token.type !== 'text' && !/^[{},*]$/.test(token.value)) break;
    names.push(token);
  }
  return [];
}

/** `import type …`, or braces in which every name is marked as a type. */
function isTypeOnly(clause: readonly Token[]): boolean {
  const [first, second] = clause;
  if (first?.value === 'type' && second !== undefined && second.value !== ',') return true;
  if (first?.value !== '{') return false;
  const specifiers = clause
    .slice(1, -1)
    .map((token) => token.value)
    .join(' ')
    .split(',')
    .map((specifier) => specifier.trim())
    .filter((specifier) => specifier !== '');
  return specifiers.length > 0 && specifiers.every((specifier) => /^type \S/.test(specifier));
}
