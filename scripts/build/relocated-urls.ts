import {dirname, join, posix, relative, sep} from 'node:path';
import type {Plugin} from 'rolldown';

/** `new URL('./worker.ts', import.meta.url)`, on one line or several. */
const RELATIVE_URL = /new URL\(\s*'(\.{1,2}\/[^']*)',\s*import\.meta\.url,?\s*\)/g;

/** Stands for the path from the root of the package, until it is known from which file. */
const PLACE = /vigil-place:([^'"`]*)/g;

/**
 * Keeps what modules name by its place beside them: a module that is joined with others is no longer where
 * it was. What is named in `src` becomes an entry of its own in `dist`, such as the module of a thread.
 */
export function relocatedUrls(root: string): Plugin {
  const src = join(root, 'src') + sep;
  return {
    name: 'relocated-urls',
    transform(code, id) {
      if (!id.startsWith(src) || !code.includes('import.meta.url')) return null;
      const moved = code.replaceAll(RELATIVE_URL, (_, path: string) => {
        const target = join(dirname(id), path);
        if (!target.startsWith(src)) return urlOf(relative(root, target) + (path.endsWith('/') ? '/' : ''));
        const name = relative(src, target).replace(/\.ts$/, '');
        this.emitFile({type: 'chunk', id: target, fileName: `${name}.js`});
        return urlOf(`dist/${name}.js`);
      });
      return {code: moved, map: null};
    },
    renderChunk(code, {fileName}) {
      const from = posix.dirname(posix.join('dist', fileName));
      const placed = code.replaceAll(PLACE, (_, place: string) => {
        const path = posix.relative(from, place) + (place.endsWith('/') ? '/' : '');
        return path.startsWith('.') ? path : `./${path}`;
      });
      return {code: placed, map: null};
    },
  };
}

function urlOf(place: string): string {
  return `new URL('vigil-place:${place.split(sep).join('/')}', import.meta.url)`;
}
