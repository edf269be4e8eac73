import {partOf} from './direction.ts';
import type {Finding} from './finding.ts';
import {isGlobal, isKey} from './names.ts';
import type {SourceFile} from './source-file.ts';
import type {Token} from './tokenize.ts';

/**
 * A way of writing that is forbidden in `src`, or in most of it. A comment `vigil-lint-ok: reason` on
 * the line, or on the one above, lets a single place pass; such places are counted and printed.
 */
type Forbidden = Readonly<{
  rule: string;
  why: string;
  instead: string;
  /** Parts of `src` that may. */
  except: readonly string[];
  /** What is written at this token, in words for the message; undefined when nothing is wrong. */
  at: (tokens: readonly Token[], index: number) => string | undefined;
}>;

const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate']);
const CHANCE = /^(randomUUID|randomBytes|randomInt|randomFill|randomFillSync|getRandomValues)$/;
const CLOCK_MODULES = new Set(['timers', 'timers/promises', 'perf_hooks']);

/** The names written at `index` and after it, joined: `Date.now`, `process.env`, `process["env"]`. */
function memberAt(tokens: readonly Token[], index: number): string | undefined {
  const [object, sign, member, close] = tokens.slice(index, index + 4);
  if (object?.type !== 'name' || !isGlobal(tokens, index)) return undefined;
  if ((sign?.value === '.' || sign?.value === '?.') && member?.type === 'name') {
    return `${object.value}.${member.value}`;
  }
  if (sign?.value === '[' && member?.type === 'text' && close?.value === ']') {
    return `${object.value}.${member.value}`;
  }
  return undefined;
}

function moduleAt(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index];
  const before = tokens[index - 1]?.value;
  if (token?.type !== 'text' || (before !== 'from' && before !== 'import' && before !== '('))
    return undefined;
  if (before === '(' && tokens[index - 2]?.value !== 'import' && tokens[index - 2]?.value !== 'require')
    return undefined;
  return token.value.replace(/^node:/, '');
}

const FORBIDDEN: readonly Forbidden[] = [
  {
    rule: 'ambient clock',
    why: 'Time comes through the Clock port, so that a replay and a simulation own it.',
    instead: 'take a Clock (src/ports/clock.ts) as an argument and ask it',
    except: ['system'],
    at: (tokens, index) => {
      const value = tokens[index]?.value ?? '';
      const member = memberAt(tokens, index);
      if (member !== undefined) {
        if (
          /^(Date\.now|process\.(hrtime|uptime)|AbortSignal\.timeout|DateTime\.now|Temporal\.Now)$/.test(
            member,
          )
        )
          return member;
        if (member.startsWith('performance.')) return member;
        const call = tokens
          .slice(index + 3, index + 5)
          .map((token) => token.value)
          .join('');
        if (/^DateTime\.(local|utc)$/.test(member) && call === '()') return `${member}() without arguments`;
      }
      const module = moduleAt(tokens, index);
      if (module !== undefined && CLOCK_MODULES.has(module)) return `the module "${module}"`;
      if (tokens[index]?.type !== 'name' || !isGlobal(tokens, index)) return undefined;
      const next = tokens[index + 1]?.value;
      if (value === 'Date') {
        const isNew = tokens[index - 1]?.value === 'new';
        if (isNew && (next !== '(' || tokens[index + 2]?.value === ')'))
          return 'new Date() without an argument';
        if (!isNew && next === '(') return 'Date() as a function';
      }
      if ((TIMERS.has(value) || value === 'performance') && !isKey(tokens, index)) return value;
      return undefined;
    },
  },
  {
    rule: 'ambient chance',
    why: 'Chance comes through the Random port, so that a run repeats from its seed.',
    instead: 'take a Random (src/ports/random.ts) as an argument and ask it',
    except: ['system'],
    at: (tokens, index) => {
      if (memberAt(tokens, index) === 'Math.random') return 'Math.random';
      const token = tokens[index];
      return token?.type === 'name' && CHANCE.test(token.value) && !isKey(tokens, index)
        ? token.value
        : undefined;
    },
  },
  {
    rule: 'environment',
    why: 'One place reads the environment and turns it into a configuration that can be printed.',
    instead: 'read it in src/cli and pass the value in',
    except: ['cli'],
    at: (tokens, index) => {
      if (memberAt(tokens, index) === 'process.env') return 'process.env';
      return moduleAt(tokens, index) === 'process'
        ? 'the module "process", which hides what is read'
        : undefined;
    },
  },
  {
    rule: 'database files',
    why: 'Closing any handle on them drops SQLite’s locks, and other processes then lose writes without an error.',
    instead: 'ask SQLite, or use its backup interface',
    except: [],
    at: (tokens, index) => {
      const token = tokens[index];
      if (token?.type !== 'text' && token?.type !== 'template') return undefined;
      return /-(wal|shm)\b/.exec(token.value)?.[0];
    },
  },
  {
    rule: 'console',
    why: 'Results go to stdout through oclif, logs to stderr through pino; console goes past both.',
    instead: 'use this.log in a command, or the logger that was passed in',
    except: [],
    at: (tokens, index) => {
      const member = memberAt(tokens, index);
      return member !== undefined && member.startsWith('console.') ? member : undefined;
    },
  },
  {
    rule: 'asynchronous transaction',
    why: 'What follows its first await runs later, outside any transaction.',
    instead: 'pass a synchronous function, and await before or after the transaction',
    except: [],
    at: (tokens, index) => {
      const [name, open, first] = tokens.slice(index, index + 3);
      if (name?.type !== 'name' || !/transaction$/i.test(name.value)) return undefined;
      return open?.value === '(' && first?.value === 'async'
        ? `an async function given to ${name.value}`
        : undefined;
    },
  },
];

/** Forbidden ways of writing in one file, before anything is let pass. */
export function findForbidden(file: SourceFile): Finding[] {
  const findings = FORBIDDEN.filter(({except}) => !except.includes(partOf(file.path))).flatMap((rule) =>
    file.tokens.flatMap((token, index) => {
      const message = rule.at(file.tokens, index);
      return message === undefined ? [] : [{path: file.path, line: token.line, message, ...pick(rule)}];
    }),
  );
  return onePerLine(findings);
}

function pick({rule, why, instead}: Forbidden) {
  return {rule, why, instead};
}

/** `performance.now` is found as a member and as a name; one message is enough. */
function onePerLine(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({line, rule}) => {
    const key = `${line} ${rule}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
