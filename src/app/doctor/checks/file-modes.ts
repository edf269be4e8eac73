import {type Check, failure, type Finding, ok, quoted, warning} from '../check.ts';
import type {FileFacts} from '../facts.ts';

const OTHERS_READ = 0o044;
const OTHERS_WRITE = 0o022;
/** What lets whoever reads it trade. */
const IS_KEY: ReadonlySet<FileFacts['what']> = new Set(['secret', 'configuration', 'socket']);

/** Nobody but their owner may read the files. */
export const fileModes: Check = {
  name: 'file modes',
  look: ({files}) => {
    const open = files.flatMap(findingOf);
    if (open.length > 0) return open;
    return [
      ok(
        files.length === 0
          ? 'no files yet'
          : `only their owner may read the ${files.map(({what}) => what).join(', the ')}`,
      ),
    ];
  },
};

function findingOf({path, what, mode}: FileFacts): Finding[] {
  const remedy = `chmod 600 ${quoted(path)}`;
  const text = `the ${what} "${path}" has mode ${mode.toString(8).padStart(4, '0')}`;
  if ((mode & OTHERS_WRITE) !== 0) return [failure(`${text}: others may write it`, remedy)];
  if ((mode & OTHERS_READ) === 0) return [];
  return [(IS_KEY.has(what) ? failure : warning)(`${text}: others may read it`, remedy)];
}
