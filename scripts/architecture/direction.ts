import {isBuiltin} from 'node:module';
import {posix} from 'node:path';
import type {Finding} from './finding.ts';
import type {Import, SourceFile} from './source-file.ts';

/**
 * Which part of `src` may import which: the one place where this is written down for machines.
 * `docs/architecture.md` draws it for people.
 *
 * A part is a folder of `src` or a file in it. Every part may import itself and the root parts
 * (`errors`, `did-you-mean`). `types` may be imported as types only, which are gone at run time.
 */
type Part = Readonly<{imports: readonly string[]; types?: readonly string[]; does: string}>;

const ROOT_PARTS = ['errors', 'crossing-errors', 'did-you-mean', 'overridden', 'closers', 'redact'];
const PURE = ['plan', 'condition', 'market'];
const ADAPTERS = ['store', 'feed', 'source', 'broker', 'gateway', 'terminal', 'notify'];
const ALL_BELOW = [...PURE, ...ADAPTERS, 'ports', 'link', 'system', 'contention', 'engine', 'http'];

const BELOW_ADAPTERS = ['ports', 'link', 'plan', 'market'];

export const PARTS: Readonly<Record<string, Part>> = {
  errors: {imports: [], does: 'declares every error'},
  'crossing-errors': {imports: [], does: 'carries errors from thread to thread'},
  'did-you-mean': {imports: [], does: 'guesses the word that was meant'},
  overridden: {imports: [], does: 'stands in for a part and hands on what it does not answer'},
  closers: {imports: [], does: 'closes what was opened'},
  redact: {imports: [], does: 'takes secrets out of texts'},
  market: {imports: [], does: 'knows prices, bars and sessions, and nothing of plans'},
  condition: {imports: ['market'], does: 'judges a market view, and never sees a plan'},
  plan: {imports: ['condition', 'market'], does: 'knows what the user wants, and does nothing about it'},
  ports: {imports: [], types: PURE, does: 'says what the engine needs, in types only'},
  system: {imports: ['ports', 'market'], does: 'is the real clock and chance'},
  contention: {imports: ['ports'], does: 'measures who waits for whom'},
  link: {imports: ['ports'], does: 'keeps a link to the outside, or says that it is broken'},
  store: {imports: BELOW_ADAPTERS, types: ['condition'], does: 'keeps plans durably'},
  gateway: {imports: BELOW_ADAPTERS, does: 'speaks the wire protocol of a trading terminal'},
  feed: {imports: [...BELOW_ADAPTERS, 'gateway'], does: 'brings quotes'},
  source: {imports: BELOW_ADAPTERS, types: ['condition'], does: 'brings data that no feed of quotes has'},
  broker: {imports: [...BELOW_ADAPTERS, 'gateway'], does: 'places orders'},
  terminal: {
    imports: [...BELOW_ADAPTERS, 'gateway', 'broker'],
    does: 'pretends to be a trading terminal, in a process of its own',
  },
  notify: {imports: BELOW_ADAPTERS, does: 'tells people'},
  engine: {imports: ['ports', ...PURE], does: 'decides over time, whatever store, feed and broker there are'},
  http: {imports: ['engine', 'ports', 'plan'], types: PURE, does: 'answers whoever asks over HTTP'},
  app: {imports: ALL_BELOW, does: 'builds everything'},
  diagnose: {imports: [...ALL_BELOW, 'app'], does: 'looks for defects'},
  simulate: {imports: ALL_BELOW, does: 'runs whole worlds on virtual time'},
  cli: {
    imports: ['app', 'diagnose', 'simulate', 'plan', 'market', 'ports', 'system'],
    types: ['engine', 'condition'],
    does: 'turns flags and files into calls, and results into text',
  },
  commands: {
    imports: ['cli', 'app', 'diagnose', 'simulate', 'plan', 'market'],
    types: ['ports', 'condition'],
    does: 'parses, calls one function, renders',
  },
  index: {imports: ['app', 'engine', 'ports', ...PURE], does: 'is what other programs import'},
};

/** Parts in which nothing may reach outside the process, or ask the machine anything. */
export const WITHOUT_MACHINE: readonly string[] = [...ROOT_PARTS, ...PURE, 'ports'];

/** Modules of Node that only compute. */
const COMPUTING = ['node:assert', 'node:buffer', 'node:crypto', 'node:util'];

/** The part of a path under `src`: its folder, or the file's own name. */
export function partOf(path: string): string {
  const [, first = ''] = path.split('/');
  return first.replace(/\.m?ts$/, '');
}

/** Imports that go against the direction of the architecture. */
export function findWrongDirections(file: SourceFile): Finding[] {
  const from = partOf(file.path);
  const part = PARTS[from];
  if (part === undefined) {
    return [
      {
        path: file.path,
        line: 1,
        rule: 'direction',
        message: `src/${from} is not part of the architecture`,
        why: 'Every folder has a place, so that anybody can find it and imports can be checked.',
        instead:
          'put the code in a folder that exists, or add the new one to scripts/architecture/direction.ts',
      },
    ];
  }
  return file.imports.flatMap((one) => judge(file.path, from, part, one));
}

function judge(path: string, from: string, part: Part, {specifier, isTypeOnly, line}: Import): Finding[] {
  const finding = (message: string, why: string, instead: string): Finding[] => [
    {path, line, rule: 'direction', message, why, instead},
  ];
  if (specifier === undefined) {
    return finding(
      'a module is imported by a computed name',
      'Nobody can tell which way it goes.',
      'import it by a literal name',
    );
  }
  if (!specifier.startsWith('.')) {
    if (!WITHOUT_MACHINE.includes(from) || isTypeOnly || !reachesMachine(specifier)) return [];
    return finding(
      `${from} may not import "${specifier}"`,
      `It is pure: it ${part.does}.`,
      'take what is needed as an argument, and let an adapter or the composition root get it',
    );
  }
  const target = resolveImport(path, specifier);
  if (!target.startsWith('src/')) {
    return finding(
      `"${specifier}" is outside src`,
      'Only src is built and installed.',
      'move what is needed into src',
    );
  }
  const to = partOf(target);
  if (to === from || part.imports.includes(to)) return [];
  if (ROOT_PARTS.includes(to)) {
    return from === 'ports' && !isTypeOnly
      ? finding('ports imports more than types', 'Ports are types only.', 'write "import type"')
      : [];
  }
  if (part.types?.includes(to)) {
    if (isTypeOnly) return [];
    return finding(
      `${from} may import only types of ${to}`,
      `It ${part.does}.`,
      'write "import type", or pass the function in from the composition root',
    );
  }
  const allowed = [...part.imports, ...(part.types ?? []).map((name) => `types of ${name}`)];
  return finding(
    `${from} may not import ${to}`,
    `It ${part.does}; of ours it imports ${allowed.length === 0 ? 'nothing' : allowed.join(', ')}.`,
    ADAPTERS.includes(to)
      ? `take it through a port, and let the composition root (app, diagnose or simulate) choose it`
      : `pass what is needed in as an argument, or move the shared part to where both may import it`,
  );
}

function reachesMachine(specifier: string): boolean {
  return isBuiltin(specifier) && !COMPUTING.includes(specifier.replace(/^(node:)?/, 'node:'));
}

/** Path from the root of what a relative import means. */
export function resolveImport(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
}
