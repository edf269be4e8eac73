import {globSync} from 'node:fs';
import {join} from 'node:path';
import {type Command, Parser} from '@oclif/core';
import {describe, expect, it} from 'vitest';

const FOLDER = join(import.meta.dirname, '../../src/commands');

type CommandClass = Readonly<{
  summary?: string;
  examples?: readonly unknown[];
  args: Command.Class['args'];
  flags: Command.Class['flags'];
  baseFlags: Command.Class['baseFlags'];
  strict: boolean;
}>;

/** Every command by the words that a user writes: `plan add`. */
const ids = globSync('**/*.ts', {cwd: FOLDER}).map((file) =>
  file.replace(/\.ts$/, '').replaceAll(/[/\\]/g, ' '),
);

async function classOf(id: string): Promise<CommandClass> {
  const module = (await import(join(FOLDER, `${id.replaceAll(' ', '/')}.ts`))) as {default: CommandClass};
  return module.default;
}

/** The words of a line as a shell reads them, to the end of the command. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const {groups} of line.matchAll(/'(?<single>[^']*)'|"(?<double>[^"]*)"|(?<bare>[^\s'"]+)/g)) {
    const {single, double, bare} = groups ?? {};
    if (bare !== undefined && /^(?:\||&&|;|\d*>)/.test(bare)) break;
    words.push(single ?? double ?? bare ?? '');
  }
  return words;
}

/** What a command's example calls, and with which arguments. Before it may stand what a crontab or a shell needs. */
function calledIn(example: string, own: string): Readonly<{id: string | undefined; argv: readonly string[]}> {
  const line = example.replaceAll('<%= config.bin %>', 'vigil').replaceAll('<%= command.id %>', own);
  const [, rest = ''] = /(?:^|\s)vigil (.*)$/.exec(line) ?? [];
  const words = wordsOf(rest);
  const found = ids.filter((id) => id === words.slice(0, id.split(' ').length).join(' '));
  // `db check` and not `db`, should there be both.
  const id = found.sort((a, b) => b.length - a.length)[0];
  return {id, argv: words.slice(id?.split(' ').length)};
}

describe.each(ids)('vigil %s', (id) => {
  it('says in a line what it does, as the others do', async () => {
    const {summary} = await classOf(id);
    expect(summary).toMatch(/^[a-z].*[^.]$/);
  });

  it('has examples, and each is a call of it that it takes', async () => {
    const {examples = []} = await classOf(id);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const text = String(example);
      const called = calledIn(text, id);
      expect([text, called.id]).toEqual([text, id]);
      const {args, flags, baseFlags, strict} = await classOf(id);
      const options = {args, flags: {...baseFlags, ...flags, json: {type: 'boolean'} as never}, strict};
      await expect(Parser.parse([...called.argv], options), text).resolves.toBeDefined();
    }
  });
});

it('looks at all commands, and reads lines as a shell does', () => {
  expect(ids).toEqual(expect.arrayContaining(['run', 'top', 'plan add', 'db check']));
  expect(
    calledIn(`* * * * * <%= config.bin %> plan add --when "price: {above: 1}" '{"a": 1}' 2>>log`, ''),
  ).toEqual({
    id: 'plan add',
    argv: ['--when', 'price: {above: 1}', '{"a": 1}'],
  });
});
