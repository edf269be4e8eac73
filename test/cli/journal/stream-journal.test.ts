import {PassThrough} from 'node:stream';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {StreamJournal} from '../../../src/cli/journal/stream-journal.ts';
import type {JournalEntry, LogLevel} from '../../../src/ports/journal.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {anySecret} from '../../secrets.ts';
import {ENTRIES} from './entries.ts';

const AT_MS = Date.UTC(2026, 0, 5, 12, 30, 15, 7);
const ALL: readonly JournalEntry[] = Object.values(ENTRIES).flat();
// eslint-disable-next-line no-control-regex
const ANSI = /\u001b\[/;

/** A journal on a stream that keeps what is written; a terminal or a pipe. */
function journalOn(level: LogLevel, isTTY = false) {
  const stream = Object.assign(new PassThrough(), {isTTY, columns: 80});
  const journal = new StreamJournal(stream as unknown as NodeJS.WriteStream, level, new VirtualClock(AT_MS));
  const text = () => String((stream.read() as Buffer | null) ?? '');
  const lines = () =>
    text()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {journal, stream, text, lines};
}

describe('StreamJournal in a pipe', () => {
  it.each(ALL.map((entry) => [entry.kind, entry] as const))(
    'writes one line of JSON for %s',
    (_kind, entry) => {
      const {journal, text} = journalOn('debug');
      journal.record(entry);
      const written = text();
      expect(written).toMatch(/^\{.*\}\n$/);
      const line = JSON.parse(written) as Record<string, unknown>;
      expect(line).toMatchObject({
        ...entry,
        time: '2026-01-05T12:30:15.007Z',
        pid: process.pid,
        severity: expect.stringMatching(/^(error|warn|info|debug)$/) as unknown,
        reasonCode: expect.stringMatching(/^[A-Za-z][A-Za-z_]*$/) as unknown,
      });
      // Written twice, a name would be read by some as the one and by others as the other.
      const names = [...written.matchAll(/[{,]"(\w+)":/g)].map(([, name]) => name);
      if (!('fill' in entry || 'close' in entry || 'problems' in entry))
        expect(new Set(names).size).toBe(names.length);
      expect(line['msg']).toEqual(expect.not.stringMatching(ANSI));
    },
  );

  it('says of everything about one plan which plan, and which symbol it names', () => {
    const ofAPlan = ALL.filter((entry) => 'planId' in entry && entry.planId !== null);
    // Whoever asks over HTTP names the plan alone; the row of one that breaks a rule has no symbol that could be relied on.
    const without = ofAPlan.filter((entry) => !('symbol' in entry)).map(({kind}) => kind);
    expect(without).toEqual(['brokenRow', 'served']);
  });

  it.each([
    ['error', ['missedByEvents', 'orphan', 'unprotected', 'logLevel', 'failure']],
    ['warn', ['parked', 'rejected', 'link', 'halt', 'lease', 'quarantined']],
    ['info', ['started', 'fired', 'executed', 'closed', 'cancelled']],
    ['debug', ['watching', 'released']],
  ] as const)('writes at level %s what weighs as much', (level, kinds) => {
    const {journal, lines} = journalOn(level);
    for (const entry of ALL) journal.record(entry);
    const written = lines();
    const order = ['error', 'warn', 'info', 'debug'];
    const allowed = order.slice(0, order.indexOf(level) + 1);
    const others = written.filter(
      ({kind, severity}) => kind !== 'logLevel' && !allowed.includes(String(severity)),
    );
    expect(others).toEqual([]);
    expect(written.map(({kind}) => kind)).toEqual(expect.arrayContaining([...kinds]));
    if (level === 'debug') expect(written).toHaveLength(ALL.length);
  });
});

describe('the level of a StreamJournal', () => {
  it.each([
    ['error', 'debug'],
    ['warn', 'debug'],
    ['info', 'debug'],
    ['debug', 'info'],
  ] as const)('goes from %s to %s and back, and each change is written', (usual, other) => {
    const {journal, lines} = journalOn(usual);
    const changes = [other, usual, other].map((logLevel) => {
      journal.nextLevel();
      expect(journal.level).toBe(logLevel);
      return {kind: 'logLevel', reasonCode: logLevel, msg: `the log level is ${logLevel} now`};
    });
    expect(lines()).toMatchObject(changes);
  });

  it('lets through what it did not before', () => {
    const {journal, lines} = journalOn('info');
    const [watching] = ENTRIES.watching;
    if (watching === undefined) throw new Error('no entry');
    for (let turn = 0; turn < 3; turn++) {
      journal.record(watching);
      journal.nextLevel();
    }
    expect(lines().map(({kind}) => kind)).toEqual(['logLevel', 'watching', 'logLevel', 'logLevel']);
  });
});

describe('StreamJournal on a terminal', () => {
  it('writes a line for a person, with the time of day, at the same levels', () => {
    const {journal, text} = journalOn('warn', true);
    for (const entry of [...ENTRIES.fired, ...ENTRIES.parked]) journal.record(entry);
    journal.nextLevel();
    // eslint-disable-next-line no-control-regex
    expect(text().replaceAll(/\u001b\[\d+m/g, '')).toBe(
      '12:30:15.007 gold-dip#2 XAUUSD parked: no answer in 10000 ms\n' +
        '12:30:15.007 the log level is debug now\n',
    );
  });
});

describe('secrets', () => {
  /** The entry with a text at the end of each of its own texts, and as one more field. */
  const withText = (value: unknown, text: string): unknown => {
    if (typeof value === 'string') return `${value} ${text}`;
    if (Array.isArray(value)) return value.map((one) => withText(one, text));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        ['kind', 'state', 'status', 'code', 'verdict', 'logLevel', 'action'].includes(name) && 'kind' in value
          ? inner
          : withText(inner, text),
      ]),
    );
  };

  it.each([false, true])('do not come out of any entry (on a terminal: %s)', (isTTY) => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL), anySecret, (entry, {text, secret}) => {
        const {journal, text: written} = journalOn('debug', isTTY);
        journal.record(withText(entry, text) as JournalEntry);
        const out = written();
        expect(out).not.toBe('');
        expect(out).not.toContain(secret);
        expect(out).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
      {numRuns: 1000},
    );
  });

  it('do not come out of a field whose name says it, whatever they look like', () => {
    const {journal, text} = journalOn('debug');
    const [entry] = ENTRIES.started;
    journal.record({...entry, secret: 'open sesame', hook: {password: 'hunter2'}} as unknown as JournalEntry);
    expect(text()).not.toMatch(/sesame|hunter2/);
  });
});

describe('a stream that fails', () => {
  it('throws nothing at whoever writes, and is written to again', () => {
    const {journal, stream, lines} = journalOn('info');
    const [entry] = ENTRIES.started;
    if (entry === undefined) throw new Error('no entry');
    stream.emit('error', Object.assign(new Error('no space left'), {code: 'ENOSPC'}));
    journal.record(entry);
    expect(lines()).toHaveLength(1);
  });

  it('is listened to once, however many journals write to it', () => {
    const {stream} = journalOn('info');
    for (let count = 0; count < 20; count++)
      void new StreamJournal(stream as unknown as NodeJS.WriteStream, 'info');
    // PassThrough has none of its own.
    expect(stream.listenerCount('error')).toBe(1);
  });
});
