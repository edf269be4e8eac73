import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Command, Parser} from '@oclif/core';
import {describe, expect, it} from 'vitest';
import {EXIT} from '../../src/cli/exit-status.ts';
import {reasonCodeOf} from '../../src/cli/journal/reason-code.ts';
import {severityOf} from '../../src/cli/journal/severity.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';
import {hasProgram} from '../has-program.ts';
import {ENTRIES} from './journal/entries.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCS = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');
const UNIT = readFileSync(join(ROOT, 'examples/systemd/vigil.service'), 'utf8');

const blocks = [...DOCS.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = '', text = '']) => ({
  language,
  text,
}));
const blocksOf = (language: string) =>
  blocks.filter((block) => block.language === language).map(({text}) => text);

/** What follows the program's name on a line, up to what the shell keeps for itself. */
const INVOCATION = /(?:^|[\s`=])(?:vigil|\/opt\/vigil\/bin\/run\.js) (?!--)([^`\n]*)/g;

/** Command lines of blocks, and those that stand in the text as code. */
const commandLines = [
  ...['sh', 'cron', 'ini'].flatMap((language) =>
    blocksOf(language).flatMap((text) => text.split('\n').filter((line) => !line.startsWith('#'))),
  ),
  ...[...DOCS.replaceAll(/```\w+\n[\s\S]*?```/g, '').matchAll(/`(vigil [^`]+)`/g)].map(
    ([, line = '']) => line,
  ),
].flatMap((line) =>
  // `systemctl start vigil` names a service.
  /^(systemctl|useradd) /.test(line)
    ? []
    : [...line.matchAll(INVOCATION)].map(([, rest = '']) => words(rest)),
);

function words(text: string): string[] {
  const [command = ''] = text.split(/\s+(?:#|2>|\||&&)/);
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/** The class of a command, by the files of the folder, and the words that are not its name. */
async function commandOf(line: readonly string[]): Promise<readonly [Command.Class, readonly string[]]> {
  const [first = '', second = ''] = line;
  const isTopic = readdirSync(join(ROOT, 'src/commands')).includes(first);
  const path = isTopic ? `${first}/${second}` : first;
  const {default: found} = (await import(join(ROOT, 'src/commands', `${path}.ts`))) as {
    default: Command.Class;
  };
  return [found, line.slice(isTopic ? 2 : 1)];
}

describe('docs/operating.md', () => {
  it('shows commands in all the places where a reader would copy them', () => {
    const shown = commandLines.map((line) => line.join(' '));
    expect(shown).toContain('run --once --db /var/lib/vigil/plans.db');
    expect(shown).toContain('run --db /var/lib/vigil/plans.db');
    expect(shown).toContain('db migrate --db /var/lib/vigil/plans.db');
    expect(shown).toContain('halt --reason older database');
    expect(shown.length).toBeGreaterThan(10);
  });

  it.each(commandLines.map((line) => [line.join(' '), line] as const))(
    'vigil %s is a command with these flags, and would not be with one more',
    async (_text, line) => {
      const [{baseFlags, flags, args}, given] = await commandOf(line);
      // What every command has is added by the framework when it runs.
      const input = {flags: {...baseFlags, ...flags, json: {type: 'boolean'} as never}, args};
      await expect(Parser.parse([...given], input)).resolves.toBeDefined();
      await expect(Parser.parse([...given, '--no-such-flag'], input)).rejects.toThrow('no-such-flag');
    },
  );

  it('has cron lines of five fields and a command', () => {
    const lines = blocksOf('cron').flatMap((text) => text.trim().split('\n'));
    expect(lines).not.toEqual([]);
    for (const line of lines) expect(line).toMatch(/^([\d*/,-]+ ){5}\/opt\/vigil\/bin\/run\.js run --once /);
  });

  it('has the unit as it stands in examples/systemd', () => {
    expect(blocksOf('ini')).toEqual([UNIT]);
  });

  it('has a row for each exit status', () => {
    const section = DOCS.slice(DOCS.indexOf('## Exit statuses'));
    const statuses = [...section.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, cell = '']) => cell.split(', '));
    expect(statuses.map(Number).sort((a, b) => a - b)).toEqual(Object.values(EXIT).sort((a, b) => a - b));
  });
});

describe('the table of the log', () => {
  const LOGS = DOCS.slice(DOCS.indexOf('## Logs'), DOCS.indexOf('## Exit statuses'));
  const rows = new Map(
    [...LOGS.matchAll(/^\| `(\w+)` \| ([a-z, ]+) \| (.*?) \| .* \|$/gm)].map(
      ([, kind = '', severities = '', codes = '']) => [kind, {severities: severities.split(', '), codes}],
    ),
  );

  it('has a row for every kind of entry, and for nothing else', () => {
    expect([...rows.keys()].sort()).toEqual(Object.keys(ENTRIES).sort());
  });

  it.each(Object.entries(ENTRIES) as [string, readonly JournalEntry[]][])(
    'tells the severities and reasons of %s',
    (kind, entries) => {
      const row = rows.get(kind);
      expect(new Set(row?.severities)).toEqual(new Set(entries.map(severityOf)));
      // Where the reason is somebody else's word, the row says whose.
      const isOpen = /plan's status|broker's code|a code/.test(row?.codes ?? '');
      for (const code of entries.map(reasonCodeOf)) if (!isOpen) expect(row?.codes).toContain(`\`${code}\``);
    },
  );

  it('has an example that is a line as it is written', async () => {
    const {StreamJournal} = await import('../../src/cli/journal/stream-journal.ts');
    const {PassThrough} = await import('node:stream');
    const {VirtualClock} = await import('../../src/system/virtual-clock.ts');
    const stream = new PassThrough();
    const clock = new VirtualClock(Date.UTC(2026, 0, 5, 12));
    const journal = new StreamJournal(stream as unknown as NodeJS.WriteStream, 'info', clock);
    journal.record({
      ...{kind: 'fired', price: 1301.5, clientOrderId: '0tg84kq2v5x1zb7d'},
      ...{planId: 'gold-dip', symbol: 'XAUUSD', level: 1},
    });
    const written = String(stream.read()).replace(`"pid":${process.pid}`, '"pid":812');
    expect(blocksOf('json')).toEqual([written]);
  });
});

describe('the unit of systemd', () => {
  const hasAnalyze = hasProgram('systemd-analyze');

  it.skipIf(!hasAnalyze)('is one that systemd understands, every line of it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigil-unit-'));
    try {
      const verified = (text: string) => {
        const file = join(folder, 'vigil.service');
        writeFileSync(file, text);
        const {status, stderr} = spawnSync('systemd-analyze', ['verify', '--man=no', file], {
          encoding: 'utf8',
        });
        return {status, stderr};
      };
      // The program is not installed here.
      const unit = UNIT.replace('/opt/vigil/bin/run.js', process.execPath);
      expect(verified(unit)).toEqual({status: 0, stderr: ''});
      expect(verified(unit.replace('WatchdogSec=', 'WatchdogSecs=')).stderr).toContain('WatchdogSecs');
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  });

  it('starts nothing again that cannot work, and takes the status of a clean stop for a success', () => {
    expect(UNIT).toContain(`\nRestartPreventExitStatus=${EXIT.usage} ${EXIT.configuration}\n`);
    expect(UNIT).toContain(`\nSuccessExitStatus=${EXIT.terminated}\n`);
  });
});
