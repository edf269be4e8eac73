import {fileURLToPath} from 'url';
import {isNewEnough, NODE_OLDEST, refuse} from './node-version.js';

/**
 * Starts Vigil on a Node that can run it: this one, or the one that `npm ci` put beside it.
 *
 * better-sqlite3 ends an older Node with a segmentation fault, so nothing of Vigil is loaded before
 * the version is known.
 *
 * @param {string} entryUrl The file that was started.
 * @param {string} starter Name of the module in this folder whose `start` runs Vigil.
 */
export async function launch(entryUrl, starter) {
  if (isNewEnough(process.version)) {
    const {start} = await import(`./${starter}`);
    await start();
    return;
  }
  const {findBundledNode, runOnBundledNode} = await import('./bundled-node.js');
  const bundled = findBundledNode(fileURLToPath(new URL('.', import.meta.url)));
  if (bundled === undefined) {
    refuse(
      'NODE_TOO_OLD',
      `Node ${NODE_OLDEST} or newer is needed, this is ${process.version}, and no newer one is bundled; ` +
        'run "npm ci" in the folder of Vigil, or install a newer Node.',
    );
    return;
  }
  runOnBundledNode(bundled, fileURLToPath(entryUrl), starter);
}
