import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Plugin} from '@oclif/core/config';

/**
 * Writes `oclif.manifest.json`, from which oclif knows all commands without loading their files: a
 * start then loads one command only. Part of the build, never committed.
 */
export async function writeManifest(root: string): Promise<void> {
  const plugin = new Plugin({
    root,
    isRoot: true,
    ignoreManifest: true,
    errorOnManifestCreate: true,
    // Defaults that depend on the machine must not be frozen into the manifest.
    respectNoCacheDefault: true,
  });
  await plugin.load();
  writeFileSync(join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, null, 2)}\n`);
}
