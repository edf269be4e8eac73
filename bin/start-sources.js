import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

/**
 * Runs the program from `src`, whose types Node itself strips.
 *
 * oclif's own mapping from `dist` to `src` does not work under TypeScript 7 and would silently run
 * what was built last, so it is told where the commands are.
 */
export async function start() {
  const [{execute}, {settings}] = await Promise.all([
    import('@oclif/core/execute'),
    import('@oclif/core/settings'),
  ]);
  settings.enableAutoTranspile = false;
  const root = fileURLToPath(new URL('..', import.meta.url));
  const pjson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  pjson.oclif.commands = './src/commands';
  await execute({development: true, loadOptions: {ignoreManifest: true, pjson, root}});
}
