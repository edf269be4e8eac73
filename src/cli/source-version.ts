import {readFile} from 'node:fs/promises';
import {join} from 'node:path';

/**
 * What of this program a run was made by: the commit of its checkout or, where it was installed, its version.
 *
 * @param root Folder of the program.
 */
export async function sourceVersion(root: string, version: string): Promise<string> {
  try {
    const head = (await readFile(join(root, '.git', 'HEAD'), 'utf8')).trim();
    const name = /^ref: (.+)$/.exec(head)?.[1];
    const commit = name === undefined ? head : (await readFile(join(root, '.git', name), 'utf8')).trim();
    return `commit ${commit.slice(0, 12)}`;
  } catch {
    // No checkout, or one whose references are packed: the version has to do.
    return `version ${version}`;
  }
}
