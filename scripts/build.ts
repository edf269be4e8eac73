import {execFileSync} from 'node:child_process';
import {globSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {rolldown} from 'rolldown';
import {relocatedUrls} from './build/relocated-urls.ts';
import manifest from '../package.json' with {type: 'json'};
import {writeManifest} from './build/write-manifest.ts';

/**
 * `npm run build`: makes `dist` and the manifest of the commands.
 *
 * Modules are joined, ours and those of the packages in `JOINED`, into one file for each command and one for
 * each set of commands that shares it: most of a start went into finding and opening some 700 files, and the
 * program is started by cron every minute.
 */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** Packages of many small files that only compute. All others are loaded from where npm put them. */
const JOINED = ['trading-signals', 'zod'];

/** What is started by name: by oclif, by programs that import Vigil. Threads and children are found by their URLs. */
const started = [
  'index.ts',
  ...Object.values(manifest.oclif.hooks).flatMap((hooks) =>
    hooks.map(({target}) => target.replace(/^\.\/dist\/(.*)\.js$/, '$1.ts')),
  ),
  ...globSync('commands/**/*.ts', {cwd: join(root, 'src')}),
];

rmSync(dist, {recursive: true, force: true});
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(started.map((file) => [file.replace(/\.ts$/, ''), join(root, 'src', file)])),
  platform: 'node',
  external: (specifier) => !isJoined(specifier),
  plugins: [relocatedUrls(root)],
});
await bundle.write({
  dir: dist,
  entryFileNames: '[name].js',
  chunkFileNames: 'shared/[name]-[hash].js',
  sourcemap: true,
});
await bundle.close();
await writeManifest(root);

function isJoined(specifier: string): boolean {
  return (
    /^[./]/.test(specifier) || JOINED.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  );
}
