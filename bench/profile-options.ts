import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {InputError, messageOf} from '../src/errors.ts';

/** Each takes its own picture; see bench/README.md. */
export const PROFILE_TOOLS = ['doctor', 'heapprofiler', 'allocations'] as const;
export type ProfileTool = (typeof PROFILE_TOOLS)[number];

const ROOT = join(import.meta.dirname, '..');
const USAGE = `usage: node bench/profile.ts [--tool ${[...PROFILE_TOOLS, 'all'].join('|')}] [--scenario NAME] [--lifecycles N] [--out DIR]`;

export type ProfileOptions = Readonly<{
  tools: readonly ProfileTool[];
  /** Folder for the pictures. */
  out: string;
  /** Name of a soak's scenario, or the path of such a file. */
  scenario: string;
  /** Instead of the scenario's. */
  lifecycles: number | undefined;
}>;

/** @throws {InputError} USAGE_INVALID for what is not understood. */
export function profileOptions(argv: readonly string[]): ProfileOptions {
  const {out, tool, scenario, lifecycles} = parsed(argv);
  const tools = PROFILE_TOOLS.filter((one) => tool === 'all' || tool === one);
  if (tools.length === 0) throw new InputError('USAGE_INVALID', `There is no tool "${tool}"`, {hint: USAGE});
  return {
    tools,
    out: resolve(out),
    scenario,
    // What is no number of lifecycles is refused by the soak's own check.
    lifecycles: lifecycles === undefined ? undefined : Number(lifecycles),
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        out: {type: 'string', default: join(ROOT, '.profile')},
        tool: {type: 'string', default: 'all'},
        scenario: {type: 'string', default: 'short'},
        lifecycles: {type: 'string'},
      },
    }).values;
  } catch (error) {
    throw new InputError('USAGE_INVALID', messageOf(error), {hint: USAGE, cause: error});
  }
}
