import {spawnSync} from 'node:child_process';
import {mkdirSync, symlinkSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {hasProgram} from '../has-program.ts';
import {endAll, PROGRAM, temporaryFolder, vigil} from './vigil-process.ts';

const hasBash = hasProgram('bash');

afterEach(endAll);

/** What bash offers where the cursor stands, at the end of the line. */
function offered(line: string, home: string): string[] {
  const words = line.split(' ');
  const script = `
    PATH="$1:$PATH"
    source <(vigil autocomplete script bash)
    COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
    COMP_CWORD=${words.length - 1}
    "$(complete -p vigil | sed 's/.*-F \\([^ ]*\\).*/\\1/')" 2>/dev/null
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const {stdout} = spawnSync('bash', ['--norc', '-c', script, 'bash', join(home, 'bin')], {
    encoding: 'utf8',
    env: {...process.env, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), SHELL: '/bin/bash'},
  });
  return stdout
    .split('\n')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

describe.skipIf(!hasBash)('completion in bash', () => {
  it('offers commands, those of a topic, and flags', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'bin'));
    symlinkSync(PROGRAM, join(home, 'bin', 'vigil'));
    const environment = {
      HOME: home,
      XDG_CACHE_HOME: join(home, 'cache'),
      SHELL: '/bin/bash',
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    };
    expect(await vigil(['autocomplete', 'bash'], {environment})).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('vigil autocomplete script bash'),
    });
    expect([...new Set(offered('vigil to', home))]).toEqual(['token', 'top']);
    expect(offered('vigil plan e', home)).toEqual(['edit', 'explain', 'export']);
    expect(offered('vigil run --feed', home)).toEqual(expect.arrayContaining(['--feed', '--feed-list']));
    expect(offered('vigil nothing-like-it', home)).toEqual([]);
  });
});
