import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {PARTS} from '../../scripts/architecture/direction.ts';
import {tokenize} from '../../scripts/architecture/tokenize.ts';
import {rendered} from '../../scripts/architecture/finding.ts';
import {lintArchitecture} from '../../scripts/lint-architecture.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** A folder with these files; removed when the test ends. */
function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'vigil-lint-'));
  onTestFinished(() => rmSync(root, {recursive: true, force: true}));
  mkdirSync(join(root, 'src'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), text);
  }
  return root;
}

function findingsOf(path: string, text: string): string[] {
  return lintArchitecture(tree({[path]: text})).findings.map(rendered);
}

describe('lintArchitecture', () => {
  it('finds nothing wrong in this project', () => {
    const {files, findings} = lintArchitecture(PROJECT);
    expect(findings.map(rendered)).toEqual([]);
    expect(files).toBeGreaterThan(20);
  });

  it.each([
    ['market → plan', 'src/market/x.ts', `import {a} from '../plan/a.ts';`, 'market may not import plan'],
    [
      'condition → plan',
      'src/condition/x.ts',
      `import type {A} from '../plan/a.ts';`,
      'condition may not import plan',
    ],
    ['plan → ports', 'src/plan/x.ts', `export {a} from '../ports/a.ts';`, 'plan may not import ports'],
    [
      'pure → file system',
      'src/plan/x.ts',
      `import {readFileSync} from 'node:fs';`,
      'plan may not import "node:fs"',
    ],
    [
      'pure → file system, old name',
      'src/market/x.ts',
      `import 'fs/promises';`,
      'market may not import "fs/promises"',
    ],
    ['root → market', 'src/errors.ts', `import {a} from './market/a.ts';`, 'errors may not import market'],
    [
      'ports → values',
      'src/ports/x.ts',
      `import {a} from '../plan/a.ts';`,
      'ports may import only types of plan',
    ],
    [
      'ports → values of errors',
      'src/ports/x.ts',
      `import {a, type B} from '../errors.ts';`,
      'ports imports more than types',
    ],
    [
      'system → engine',
      'src/system/x.ts',
      `import {a} from '../engine/a.ts';`,
      'system may not import engine',
    ],
    [
      'store → engine',
      'src/store/sqlite/x.ts',
      `import {a} from '../../engine/a.ts';`,
      'store may not import engine',
    ],
    [
      'store → broker',
      'src/store/sqlite/x.ts',
      `import type {A} from '../../broker/a.ts';`,
      'store may not import broker',
    ],
    ['feed → broker', 'src/feed/x.ts', `import {a} from '../broker/a.ts';`, 'feed may not import broker'],
    ['gateway → feed', 'src/gateway/x.ts', `import {a} from '../feed/a.ts';`, 'gateway may not import feed'],
    ['notify → store', 'src/notify/x.ts', `import {a} from '../store/a.ts';`, 'notify may not import store'],
    ['engine → store', 'src/engine/x.ts', `export * from '../store/a.ts';`, 'engine may not import store'],
    [
      'engine → http',
      'src/engine/x.ts',
      `const a = await import('../http/a.ts');`,
      'engine may not import http',
    ],
    [
      'engine → worker of the store',
      'src/engine/x.ts',
      `new Worker(new URL('../store/worker.ts', import.meta.url));`,
      'engine may not import store',
    ],
    [
      'engine → type in a signature',
      'src/engine/x.ts',
      `let a: import('../store/a.ts').A;`,
      'engine may not import store',
    ],
    ['http → broker', 'src/http/x.ts', `import {a} from '../broker/a.ts';`, 'http may not import broker'],
    ['app → cli', 'src/app.ts', `import {a} from './cli/a.ts';`, 'app may not import cli'],
    [
      'simulate → commands',
      'src/simulate/x.ts',
      `import {a} from '../commands/a.ts';`,
      'simulate may not import commands',
    ],
    ['diagnose → cli', 'src/diagnose/x.ts', `import {a} from '../cli/a.ts';`, 'diagnose may not import cli'],
    [
      'cli → values of engine',
      'src/cli/x.ts',
      `import {a} from '../engine/a.ts';`,
      'cli may import only types of engine',
    ],
    ['cli → store', 'src/cli/x.ts', `import {a} from '../store/a.ts';`, 'cli may not import store'],
    [
      'commands → engine',
      'src/commands/x.ts',
      `import {a} from '../engine/a.ts';`,
      'commands may not import engine',
    ],
    ['library → broker', 'src/index.ts', `export {a} from './broker/a.ts';`, 'index may not import broker'],
    [
      'a place that is not in the table',
      'src/utils/x.ts',
      `export const a = 1;`,
      'src/utils is not part of the architecture',
    ],
    [
      'out of src',
      'src/cli/x.ts',
      `import {a} from '../../scripts/a.ts';`,
      '"../../scripts/a.ts" is outside src',
    ],
    ['a computed name', 'src/app/x.ts', `await import(name);`, 'a module is imported by a computed name'],
    [
      'a computed template',
      'src/app/x.ts',
      'await import(`./${name}.ts`);',
      'a module is imported by a computed name',
    ],
  ])('refuses the import %s', (_, path, text, message) => {
    const findings = findingsOf(path, `// One line above.\n${text}\n`);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(new RegExp(`^${path}:${message.includes('not part') ? 1 : 2} direction: `));
    expect(findings[0]).toContain(message);
    expect(findings[0]).toMatch(/Instead: \S/);
  });

  it.each([
    ['src/ports/x.ts', `import type {A} from '../plan/a.ts';\nimport {type B, type C} from '../errors.ts';`],
    ['src/broker/x.ts', `import {a} from '../gateway/a.ts';\nimport {b} from '../errors.ts';`],
    ['src/cli/x.ts', `import type {A} from '../engine/a.ts';\nexport type {B} from '../engine/b.ts';`],
    ['src/http/x.ts', `import {a} from '../engine/a.ts';\nimport {b} from '../ports/b.ts';`],
    ['src/app.ts', `import {a} from './store/sqlite/a.ts';\nimport {b} from './engine/b.ts';`],
    ['src/plan/x.ts', `import {createHash} from 'node:crypto';\nimport {z} from 'zod';`],
    ['src/store/x.ts', `import {readFileSync} from 'node:fs';\nnew URL('./worker.ts', import.meta.url);`],
    [
      'src/engine/x.ts',
      `// import {a} from '../store/a.ts';\nconst text = "import {a} from '../store/a.ts'";`,
    ],
  ])('accepts what goes the right way, in %s', (path, text) => {
    expect(findingsOf(path, text)).toEqual([]);
  });

  it('asks of every part what it does', () => {
    for (const [name, part] of Object.entries(PARTS)) {
      for (const other of [...part.imports, ...(part.types ?? [])]) expect(PARTS, name).toHaveProperty(other);
    }
  });

  it.each([
    ['ambient clock', 'const a = Date.now();', 'Date.now'],
    ['ambient clock', 'const a = new Date();', 'new Date() without an argument'],
    ['ambient clock', 'const a = new Date;', 'new Date() without an argument'],
    ['ambient clock', 'const a = Date();', 'Date() as a function'],
    ['ambient clock', 'const a = performance.now();', 'performance.now'],
    ['ambient clock', 'const a = globalThis.performance.now();', 'performance'],
    ['ambient clock', `import {performance as p} from 'node:perf_hooks';`, 'performance'],
    ['ambient clock', `import {monitorEventLoopDelay} from 'node:perf_hooks';`, 'perf_hooks'],
    ['ambient clock', 'setTimeout(run, 1);', 'setTimeout'],
    ['ambient clock', 'const later = setTimeout;', 'setTimeout'],
    ['ambient clock', 'globalThis.setInterval(run, 1);', 'setInterval'],
    ['ambient clock', 'setImmediate(run);', 'setImmediate'],
    ['ambient clock', `import {scheduler} from 'timers/promises';`, 'timers/promises'],
    ['ambient clock', 'process.hrtime.bigint();', 'process.hrtime'],
    ['ambient clock', 'const signal = AbortSignal.timeout(5);', 'AbortSignal.timeout'],
    ['ambient clock', 'const a = DateTime.now();', 'DateTime.now'],
    ['ambient clock', 'const a = DateTime.utc();', 'DateTime.utc() without arguments'],
    ['ambient clock', 'const a = `${Date.now()}`;', 'Date.now'],
    ['ambient clock', 'const a = `${`${new Date()}`}`;', 'new Date() without an argument'],
    ['ambient chance', 'const a = Math.random();', 'Math.random'],
    ['ambient chance', 'const a = crypto.randomUUID();', 'randomUUID'],
    ['ambient chance', `import {randomBytes as b} from 'node:crypto';`, 'randomBytes'],
    ['environment', 'const a = process.env.HOME;', 'process.env'],
    ['environment', `const a = process['env'];`, 'process.env'],
    ['environment', `import {env} from 'node:process';`, 'the module "process"'],
    ['database files', 'openSync(`${path}-wal`);', '-wal'],
    ['database files', `const shared = path + '-shm';`, '-shm'],
    ['console', `console.log('x');`, 'console.log'],
    [
      'asynchronous transaction',
      'database.transaction(async () => {});',
      'an async function given to transaction',
    ],
    ['asynchronous transaction', 'this.#inTransaction(async function work() {});', '#inTransaction'],
  ])('refuses as %s: %s', (rule, text, message) => {
    const findings = findingsOf('src/engine/x.ts', `/* One\nline above. */ ${text}\n`);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(new RegExp(`^src/engine/x.ts:2 ${rule}: `));
    expect(findings[0]).toContain(message);
  });

  it.each([
    'const a = new Date(0);',
    'const a = new Date(quote.timeMs).toISOString();',
    'const a: Date = Date.parse(text);',
    'clock.setTimeout(run, 1); this.performance.now();',
    'type Timers = {setTimeout: () => void; performance?: number};',
    '// Date.now() and Math.random() are forbidden.',
    '/* new Date()\n setTimeout(run) */',
    `const a = 'Date.now() setTimeout(process.env) console.log(';`,
    'const a = `Date.now() ${quote.timeMs} Math.random()`;',
    'const a = /Date.now() setTimeout(`/.test(text);',
    'const half = total / 2; const b = "x"; const quarter = half / 2;',
    `const a = "it's"; const b = 'say "Date.now()"'; const c = "\\"Date.now()";`,
    'database.transaction(() => {});',
    'const wall = "new-wall";',
    'const environment = options.process.env;',
  ])('accepts: %s', (text) => {
    expect(findingsOf('src/engine/x.ts', text)).toEqual([]);
  });

  it.each([
    ['src/system/x.ts', 'export const now = () => Date.now() + Math.random();'],
    ['src/cli/x.ts', 'export const home = process.env["HOME"];'],
  ])('leaves %s its own', (path, text) => {
    expect(findingsOf(path, text)).toEqual([]);
  });

  it('finds files that import each other, whatever the kind of import', () => {
    const {findings} = lintArchitecture(
      tree({
        'src/plan/a.ts': `import {b} from './b.ts';`,
        'src/plan/b.ts': `import type {c} from './c.ts';`,
        'src/plan/c.ts': `export {a} from './a.ts';`,
        'src/plan/d.ts': `import {a} from './a.ts';`,
      }),
    );
    expect(findings.map(rendered)).toEqual([
      expect.stringMatching(
        /^src\/plan\/c\.ts:1 cycle: .*src\/plan\/a\.ts → src\/plan\/b\.ts → src\/plan\/c\.ts → src\/plan\/a\.ts/,
      ),
    ]);
  });

  it('lets a place pass for a reason, and counts it', () => {
    const {findings, escapes} = lintArchitecture(
      tree({
        'src/store/x.ts': [
          'const a = 1;',
          '// vigil-lint-ok: the name is only printed',
          `const b = 'plans.db-wal';`,
          `const c = 'plans.db-shm'; // vigil-lint-ok: this too`,
        ].join('\n'),
      }),
    );
    expect(findings).toEqual([]);
    expect(escapes).toEqual([
      'src/store/x.ts:3 database files: -wal, because the name is only printed',
      'src/store/x.ts:4 database files: -shm, because this too',
    ]);
  });

  it.each([
    ['has no reason', '// vigil-lint-ok\nconst a = Date.now();', 'vigil-lint-ok has no reason'],
    ['covers nothing', '// vigil-lint-ok: because\nconst a = 1;', 'vigil-lint-ok lets nothing pass'],
    ['stands two lines above', '// vigil-lint-ok: because\n\nDate.now();', 'Date.now'],
    [
      'is meant for an import',
      `// vigil-lint-ok: because\nimport {a} from '../store/a.ts';`,
      'may not import store',
    ],
  ])('lets nothing pass by an escape that %s', (_, text, message) => {
    expect(findingsOf('src/engine/x.ts', text).join('\n')).toContain(message);
  });

  it('ends with status 1 and says file, line, rule, why and what to do', () => {
    const root = tree({'src/engine/x.ts': `import {a} from '../store/a.ts';\n`});
    const script = join(PROJECT, 'scripts/lint-architecture.ts');
    const bad = spawnSync(process.execPath, [script, root], {encoding: 'utf8'});
    expect(bad.status).toBe(1);
    expect(bad.stderr).toBe(
      'src/engine/x.ts:1 direction: engine may not import store. It decides over time, whatever store, feed and ' +
        'broker there are; of ours it imports ports, plan, condition, market. Instead: take it through a port, ' +
        'and let the composition root (app, diagnose or simulate) choose it.\n',
    );
    const good = spawnSync(process.execPath, [script, tree({'src/plan/x.ts': ''})], {encoding: 'utf8'});
    expect(good).toMatchObject({
      status: 0,
      stdout: 'architecture: 1 files, 0 wrong, 0 let pass\n',
      stderr: '',
    });
  });
});

describe('tokenize', () => {
  it.each([
    [
      'a template',
      'a `x ${b + `y ${{c: "}"}.c}` } z` d',
      ['a', 'x ', 'b', '+', 'y ', '{', 'c', ':', '}', '}', '.', 'c', '', ' z', 'd'],
    ],
    ['a division', 'a / b / c', ['a', '/', 'b', '/', 'c']],
    ['a regular expression', 'x = /[/"]\\/`/gu; y', ['x', '=', '/[/"]\\/`/gu', ';', 'y']],
    ['a private name', 'this.#a', ['this', '.', '#a']],
    ['numbers', '1_000.5e-3 0xff 1n .5', ['1_000.5e-3', '0xff', '1n', '.5']],
    ['comments', 'a // "\n/* ` */ b', ['a', 'b']],
  ])('reads %s', (_, source, expected) => {
    expect(tokenize(source).tokens.map((token) => token.value)).toEqual(expected);
  });

  it('counts lines through texts that span several', () => {
    expect(tokenize('`a\nb` /* \n\n */ c').tokens.at(-1)).toEqual({type: 'name', value: 'c', line: 4});
  });

  it.each(['`a', '`a ${b', "'a\n'", '/* a'])('refuses what does not end: %j', (source) => {
    expect(() => tokenize(source)).toThrow(/does not end|line 1/);
  });
});
