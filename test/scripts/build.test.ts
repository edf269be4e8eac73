import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {rolldown} from 'rolldown';
import {afterEach, expect, it} from 'vitest';
import {relocatedUrls} from '../../scripts/build/relocated-urls.ts';

const root = mkdtempSync(join(tmpdir(), 'vigil-build-'));
afterEach(() => rmSync(root, {recursive: true, force: true}));

/** What two programs share, so that it is joined into a file that lies elsewhere than its source. */
const SHARED = `
import {readFileSync} from 'node:fs';
const CHILD = new URL('./child.ts', import.meta.url);
const NOTE = new URL('../../note.txt', import.meta.url);
const FOLDER = new URL(
  '../../notes/',
  import.meta.url,
);
export async function told() {
  const {answer} = await import(CHILD.href);
  return [answer(), readFileSync(NOTE, 'utf8'), readFileSync(new URL('b.txt', FOLDER), 'utf8')].join(' ');
}
`;

it('finds what a module names beside it, wherever the module is joined', async () => {
  const files = {
    'src/one.ts': `import {told} from './deep/shared.ts';\nconsole.log('one', await told());`,
    'src/commands/two.ts': `import {told} from '../deep/shared.ts';\nconsole.log('two', await told());`,
    'src/deep/shared.ts': SHARED,
    'src/deep/child.ts': `import {word} from './word.ts';\nexport const answer = (): string => word;`,
    'src/deep/word.ts': `export const word = 'child';`,
    'note.txt': 'note',
    'notes/b.txt': 'notes',
    'package.json': '{"type": "module"}',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), text);
  }
  const input = {one: join(root, 'src/one.ts'), 'commands/two': join(root, 'src/commands/two.ts')};
  const bundle = await rolldown({cwd: root, input, platform: 'node', plugins: [relocatedUrls(root)]});
  const {output} = await bundle.write({
    dir: join(root, 'dist'),
    entryFileNames: '[name].js',
    chunkFileNames: 'shared/[name].js',
  });
  await bundle.close();
  expect(output.map(({fileName}) => fileName).sort()).toEqual([
    'commands/two.js',
    'deep/child.js',
    'one.js',
    'shared/shared.js',
  ]);
  const run = (path: string) => execFileSync(process.execPath, [join(root, path)], {encoding: 'utf8'});
  for (const [name, path] of [
    ['one', 'one'],
    ['two', 'commands/two'],
  ] as const) {
    expect(run(`src/${path}.ts`)).toBe(`${name} child note notes\n`);
    expect(run(`dist/${path}.js`)).toBe(`${name} child note notes\n`);
  }
});
