import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {rendered} from '../../scripts/architecture/finding.ts';
import {isOnSimulatedPath, SIMULATED_PATH} from '../../scripts/architecture/simulated-path.ts';
import {tokenize} from '../../scripts/architecture/tokenize.ts';
import {wholeTextAt} from '../../scripts/architecture/whole-text.ts';
import {lintArchitecture} from '../../scripts/lint-architecture.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** A folder with this file; removed when the test ends. */
function tree(path: string, text: string): string {
  const root = mkdtempSync(join(tmpdir(), 'vigil-lint-'));
  onTestFinished(() => rmSync(root, {recursive: true, force: true}));
  mkdirSync(dirname(join(root, path)), {recursive: true});
  writeFileSync(join(root, path), text);
  return root;
}

function findingsOf(path: string, text: string): string[] {
  return lintArchitecture(tree(path, text)).findings.map(rendered);
}

/** A statement of the store, prepared as `this.#rows`, and how it is asked. */
function statement(sql: string, asked = 'return this.#rows.all();'): string {
  return `this.#rows = database.prepare<[string], Row>(${sql}).pluck();\n${asked}\n`;
}

describe('the simulated path', () => {
  it.each(SIMULATED_PATH)('is a place that exists: %s', (place) => {
    expect(existsSync(join(PROJECT, place))).toBe(true);
  });

  it.each(SIMULATED_PATH)('has no clock and no chance of its own, in %s', (place) => {
    const path = place.endsWith('.ts') ? place : `${place}/x.ts`;
    expect(findingsOf(path, 'const a = Date.now();\nconst b = Math.random();\n')).toEqual([
      expect.stringContaining(`${path}:1 ambient clock: `),
      expect.stringContaining(`${path}:2 ambient chance: `),
    ]);
  });

  it.each([
    ['src/engine/monitor.ts', true],
    ['src/simulate/judge/fact-book.ts', true],
    ['src/store/sqlite/turn-runner.ts', true],
    ['src/terminal/order-desk.ts', true],
    ['src/store/sqlite/store-worker.ts', false],
    ['src/store/sqlite/store-worker-client.ts', false],
    ['src/store/sqlite/worker-messages.ts', false],
    ['src/store/sqlite/worker-store.ts', false],
    ['src/store/sqlite/restarting-worker.ts', false],
    ['src/terminal/paper-terminal.ts', false],
    ['src/engineering/x.ts', false],
    ['src/feed/replay/x.ts', false],
  ])('holds %s: %s', (path, expected) => {
    expect(isOnSimulatedPath(path)).toBe(expected);
  });

  it.each([
    ['sockets', `import {connect} from 'node:net';`, 'the module "net"'],
    ['sockets', `import http from 'node:http';`, 'the module "http"'],
    ['sockets', `export {get} from 'node:https';`, 'the module "https"'],
    ['sockets', `import * as http2 from 'node:http2';`, 'the module "http2"'],
    ['sockets', `import {connect} from 'node:tls';`, 'the module "tls"'],
    ['sockets', `const {createSocket} = await import('node:dgram');`, 'the module "dgram"'],
    ['sockets', `import {lookup} from 'node:dns/promises';`, 'the module "dns/promises"'],
    ['sockets', 'const answer = await fetch(address);', 'fetch'],
    ['sockets', 'const answer = await globalThis.fetch(address);', 'fetch'],
    ['sockets', 'const line = new WebSocket(address);', 'WebSocket'],
    ['files', `import {readFileSync} from 'node:fs';`, 'the module "fs"'],
    ['files', `import {readFile} from 'node:fs/promises';`, 'the module "fs/promises"'],
    ['files', `import {type Stats, statSync} from 'fs';`, 'the module "fs"'],
    ['files', `import {\n  hostname,\n} from 'node:os';`, 'the module "os"'],
    ['threads', `import {Worker} from 'node:worker_threads';`, 'the module "worker_threads"'],
    ['threads', `import {fork} from 'node:child_process';`, 'the module "child_process"'],
    ['threads', `import cluster from 'node:cluster';`, 'the module "cluster"'],
    ['order', 'for (const key in counts) use(key);', '"for … in"'],
    ['order', 'for (key in {...counts}) use(key);', '"for … in"'],
    ['order', 'for (const of in counts) use(of);', '"for … in"'],
    ['SQL', `database.prepare('SELECT hex(randomblob(16))').pluck().get();`, 'randomblob in SQL'],
    ['SQL', 'database.exec("UPDATE plans SET at = datetime(\'now\')");', 'datetime in SQL'],
    ['SQL', `database.prepare('INSERT INTO a VALUES (unixepoch())').run();`, 'unixepoch in SQL'],
    [
      'SQL',
      `database.prepare('INSERT INTO a VALUES (CURRENT_TIMESTAMP)').run();`,
      'CURRENT_TIMESTAMP in SQL',
    ],
  ])('refuses, as %s: %s', (rule, text, message) => {
    const findings = findingsOf('src/simulate/x.ts', `/* One\nline above. */ ${text}\n`);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(`src/simulate/x.ts:2 simulated path (${rule}): ${message}. `);
    expect(findings[0]).toMatch(/Instead: \S/);
  });

  it.each([
    `import type {Socket} from 'node:net';`,
    `import {type Stats} from 'node:fs';`,
    `import {join} from 'node:path';\nimport {createHash} from 'node:crypto';`,
    `import {connect} from 'network';\nimport {a} from './net.ts';`,
    `const answer = await port.fetch(address); const made = {fetch: answer};`,
    `const text = "await fetch('node:fs')"; // fetch`,
    'for (const key of Object.keys(counts)) use(key);',
    `for (const one of 'a' in counts ? counts.a : []) use(one);`,
    `for (let left = 3; 'a' in counts && left > 0; left -= 1) use(left);`,
    `for (let left = ('a' in counts) ? 3 : 0; left > 0; left -= 1) use(left);`,
    `for await (const one of rows) if ('a' in one) use(one);`,
    `if ('a' in counts) use(counts.a);`,
    `const word = 'randomblob(16) and datetime("now")';`,
    `database.prepare("SELECT datetime(at_ms / 1000, 'unixepoch')").get();`,
    `database.prepare('SELECT date, random FROM plans WHERE id = ?').get(id);`,
  ])('accepts: %s', (text) => {
    expect(findingsOf('src/simulate/x.ts', text)).toEqual([]);
  });

  it.each([
    ['in its own words', statement(`'SELECT * FROM plans'`)],
    [
      'with a subquery that is ordered',
      statement(`'SELECT * FROM a WHERE b IN (SELECT b FROM c ORDER BY b)'`),
    ],
    ['with a subquery of one row', statement(`'SELECT * FROM a WHERE b = (SELECT max(b) FROM c LIMIT 1)'`)],
    ['with a greatest of another table', statement(`'SELECT a, (SELECT max(b) FROM c) FROM d'`)],
    ['of a common table', statement(`'WITH c AS (SELECT * FROM a ORDER BY b) SELECT * FROM c'`)],
    ['of two tables', statement(`'SELECT count(*) FROM a UNION ALL SELECT count(*) FROM b'`)],
    ['of counts by group', statement(`'SELECT status, count(*) FROM plans GROUP BY status'`)],
    ['with a greatest of two columns', statement(`'SELECT max(a, b) FROM plans'`)],
    [
      'with a count beside each row',
      statement(`'SELECT id, count(*) OVER (PARTITION BY symbol) FROM plans'`),
    ],
    [
      'with a rounded share beside each row',
      statement(`'SELECT round(avg(a) FILTER (WHERE b) OVER (ORDER BY c)) FROM plans'`),
    ],
    ['with a limit that is not one', statement(`'SELECT * FROM plans LIMIT 10'`)],
    ['with the word in a comment', statement('`SELECT * FROM plans -- ORDER BY id\n`')],
    ['with the word in a text', statement(`"SELECT * FROM plans WHERE reason <> 'ORDER BY'"`)],
    ['in pieces', statement(`'SELECT * ' +\n  'FROM plans'`)],
    [
      'with a value put in',
      statement('`SELECT ${columns} FROM plans WHERE ${isOpen ? `a ORDER BY b` : ""}`'),
    ],
    ['in small letters', statement(`'select * from plans'`)],
    ['gone through', statement(`'SELECT * FROM plans'`, 'for (const row of this.#rows.iterate()) use(row);')],
    ['read both ways', statement(`'SELECT * FROM plans'`, 'this.#rows.get(); other.#rows?.raw().all();')],
    ['never read here', statement(`'SELECT * FROM plans'`, '')],
    ['called at once', `use(database.prepare('SELECT * FROM plans').raw().all(1));`],
    ['under a key', `const all = {plans: database.prepare('SELECT * FROM plans')}; all.plans.all();`],
    ['with a type', `const rows: Statement<[], Row> = db.prepare('SELECT * FROM plans'); rows.all();`],
    ['by name', `const sql = 'SELECT * FROM plans'; const rows = db.prepare(sql); rows.all();`],
    ['by a name never used', `export const SQL = 'SELECT * FROM plans';`],
    ['given away', `return database.prepare('SELECT * FROM plans');`],
    ['given to somebody else', `const row = rowsOf('SELECT * FROM plans'); row.get();`],
    ['wrapped', `const row = wrapped(db.prepare('SELECT * FROM plans')); row.get();`],
    ['given to somebody', `rowsOf(database, 'SELECT * FROM plans').get();`],
  ])('refuses rows in any order, %s', (_, text) => {
    const findings = findingsOf('src/store/sqlite/x.ts', text);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain('simulated path (rows): rows without ORDER BY. ');
  });

  it.each([
    ['ordered', statement(`'SELECT * FROM plans ORDER BY id'`)],
    [
      'ordered after a value',
      statement('`SELECT * FROM plans ${where.length > 0 ? `WHERE ${a}` : ""} ORDER BY id`'),
    ],
    ['ordered in its last piece', statement(`'SELECT * FROM plans ' + "ORDER\\n BY id"`)],
    ['one at most', statement(`'SELECT * FROM plans LIMIT 1'`)],
    ['of a table with one', statement(`'SELECT * FROM lease WHERE single=1'`)],
    ['a count', statement(`'SELECT count(*) FROM plans'`)],
    ['a count of some', statement('`SELECT 1 + coalesce(max(revision),\n 0) AS next FROM plans`')],
    ['only an answer', statement(`'SELECT EXISTS (SELECT 1 FROM plans)'`)],
    ['copied', statement(`'INSERT INTO a SELECT * FROM b'`)],
    ['copied from a common table', statement(`'WITH c AS (SELECT 1) INSERT INTO a SELECT * FROM c'`)],
    [
      'of a trigger',
      'const sql = `CREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT raise(ABORT) FROM b; END`;',
    ],
    ['part of another', `const next = '(SELECT id FROM plans)';`],
    ['a sentence', `const hint = 'Select a plan from the list';`],
    ['got one by one', statement(`'SELECT * FROM plans WHERE id = ?'`, 'return this.#rows.get(id) ?? null;')],
    ['got at once', `String(database.prepare('SELECT id FROM meta').pluck().get());`],
    [
      'got under a key',
      `const all = {a: 1, plans: db.prepare('SELECT * FROM plans')}; all.plans.raw().get(id);`,
    ],
    ['got with a type', `const row: Statement<[], Row> = db.prepare('SELECT * FROM plans'); row.get();`],
    ['got when new', `const row = of(() => { use(a); }) ?? db.prepare('SELECT * FROM plans'); row.get();`],
    ['got by name', `const sql = 'SELECT * FROM plans';\nconst row = db.prepare(sql);\nrow.get();`],
    ['only executed', `database.exec('SELECT * FROM plans');`],
  ])('accepts rows %s', (_, text) => {
    expect(findingsOf('src/store/sqlite/x.ts', text)).toEqual([]);
  });

  it.each([
    [`'SELECT group_concat(id) FROM plans'`, 1],
    [`'SELECT name, (SELECT json_group_array(id) FROM plans) FROM a ORDER BY name'`, 1],
    [`'SELECT group_concat(DISTINCT id ORDER BY id) FROM plans'`, 0],
  ])('asks for an order where values are put together: %s', (sql, count) => {
    const findings = findingsOf('src/store/sqlite/x.ts', statement(sql, 'this.#rows.get();'));
    expect(findings).toHaveLength(count);
    for (const finding of findings) expect(finding).toContain('values of many rows put together');
  });

  it('leaves the texts of the schema alone', () => {
    const text = 'export const SCHEMA = `SELECT * FROM plans`;\n';
    expect(findingsOf('src/store/sqlite/schema-2.ts', text)).toEqual([]);
    expect(findingsOf('src/store/sqlite/schemes.ts', text)).toHaveLength(1);
  });

  it.each([
    'src/app/x.ts',
    'src/gateway/line-socket.ts',
    'src/store/sqlite/store-worker.ts',
    'src/feed/replay/x.ts',
  ])('does not judge %s, which is off it', (path) => {
    const text = [
      `import {readFileSync} from 'node:fs';`,
      `import {connect} from 'node:net';`,
      `import {Worker} from 'node:worker_threads';`,
      'for (const key in counts) await fetch(key);',
      `database.prepare('SELECT random() FROM plans').all();`,
    ].join('\n');
    expect(findingsOf(path, text)).toEqual([]);
  });

  it('does not say twice what the direction of imports forbids', () => {
    expect(findingsOf('src/plan/x.ts', `import {readFileSync} from 'node:fs';`)).toEqual([
      expect.stringContaining('src/plan/x.ts:1 direction: plan may not import "node:fs"'),
    ]);
  });

  it('lets a place pass for a reason, counts it once, and says how many are on the path', () => {
    const root = tree(
      'src/simulate/x.ts',
      [
        '// vigil-lint-ok: of a disk that is made up',
        `import {readFileSync} from 'node:fs';`,
        `const name = 'a.db-wal'; // vigil-lint-ok: only printed`,
        '// vigil-lint-ok: added up in whatever order',
        'const sizes = database.prepare(`SELECT size',
        '  FROM a`).all();',
        `export const at = Date.now(); // vigil-lint-ok: never kept`,
      ].join('\n'),
    );
    const onThePath = [
      'src/simulate/x.ts:7 ambient clock: Date.now, because never kept',
      'src/simulate/x.ts:2 simulated path (files): the module "fs", because of a disk that is made up',
      'src/simulate/x.ts:5 simulated path (rows): rows without ORDER BY, because added up in whatever order',
    ];
    const elsewhere = 'src/simulate/x.ts:3 database files: -wal, because only printed';
    const {findings, escapes, simulatedPathEscapes} = lintArchitecture(root);
    expect(findings).toEqual([]);
    expect(simulatedPathEscapes.toSorted()).toEqual(onThePath.toSorted());
    expect(escapes.toSorted()).toEqual([elsewhere, ...onThePath].toSorted());

    const script = join(PROJECT, 'scripts/lint-architecture.ts');
    const {status, stdout} = spawnSync(process.execPath, [script, root], {encoding: 'utf8'});
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(`let pass: ${elsewhere}`);
    expect(lines.slice(1, 4).toSorted()).toEqual(
      onThePath.map((escape) => `let pass on the simulated path: ${escape}`).toSorted(),
    );
    expect(lines.slice(4)).toEqual([
      'on the simulated path: 3 let pass',
      'architecture: 1 files, 0 wrong, 4 let pass',
    ]);
  });

  it('does not count what is let pass off the path', () => {
    const text = 'export const at = Date.now(); // vigil-lint-ok: only printed\n';
    const {escapes, simulatedPathEscapes} = lintArchitecture(tree('src/app/x.ts', text));
    expect(escapes).toHaveLength(1);
    expect(simulatedPathEscapes).toEqual([]);
  });

  it('lets nothing pass where an escape has nothing to cover', () => {
    const text = `// vigil-lint-ok: because\nimport type {Stats} from 'node:fs';`;
    expect(findingsOf('src/simulate/x.ts', text)).toEqual([
      expect.stringContaining('vigil-lint-ok lets nothing pass'),
    ]);
  });
});

describe('wholeTextAt', () => {
  it.each([
    [`'a' + "b" + c`, 'ab'],
    ['`a${b}c` + `d`', 'a ? cd'],
    ['`a${b ? `c${d}e` : `f`}g${{h: 1}}`;', 'a ? g ? '],
    [`'it\\'s\\n"so"'`, `it's "so"`],
  ])('joins %s', (source, expected) => {
    expect(wholeTextAt(tokenize(source).tokens, 0)).toBe(expected);
  });

  it.each([
    [`'a' + 'b'`, 2],
    ['`a${b}c`', 2],
    ['a + b', 0],
  ])('begins none in the middle of %s', (source, index) => {
    expect(wholeTextAt(tokenize(source).tokens, index)).toBeUndefined();
  });
});
