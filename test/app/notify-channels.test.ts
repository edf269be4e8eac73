import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {channelTermsOf, namedChannelOf} from '../../src/app/notify-channels.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import {AppError} from '../../src/errors.ts';
import {temporaryDirectory} from '../store/sqlite/temporary-database.ts';

const HOOK = 'https://hooks.example.org/services/T0001/very-secret-part';
const TOKEN = '123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11';

function settingsOf(channels: Readonly<Record<string, unknown>>) {
  return settingsSchema.parse({notify: {channels}});
}

function privateFile(text: string, mode = 0o600): string {
  const path = join(temporaryDirectory(), 'secret');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** What is said when channels cannot be used. */
function problemOf(channels: Readonly<Record<string, unknown>>): string {
  try {
    channelTermsOf(settingsOf(channels));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('CONFIG_INVALID');
    return `${error.message} → ${error.hint ?? ''}`;
  }
  throw new Error('they can be used');
}

describe('the channels of the settings', () => {
  it('have their secrets from files, without the line end, or from the settings', () => {
    const urlFile = privateFile(`${HOOK}\n`);
    const secretFile = privateFile('0123456789abcdef\n', 0o400);
    expect(
      channelTermsOf(
        settingsOf({
          ops: {kind: 'webhook', urlFile, secretFile, kinds: ['plan.*']},
          team: {kind: 'discord', url: HOOK},
          phone: {kind: 'telegram', token: ` ${TOKEN}\n`, chat: '@gold', symbols: ['XAUUSD']},
          local: {
            kind: 'telegram',
            tokenFile: privateFile(TOKEN),
            chat: -1,
            apiUrl: 'http://127.0.0.1:8081/',
          },
        }),
      ),
    ).toEqual([
      {
        kind: 'webhook',
        name: 'ops',
        url: HOOK,
        secret: '0123456789abcdef',
        kinds: ['plan.*'],
        symbols: undefined,
      },
      {kind: 'discord', name: 'team', url: HOOK, kinds: undefined, symbols: undefined},
      {
        ...{kind: 'telegram', name: 'phone', token: TOKEN, chat: '@gold', apiUrl: 'https://api.telegram.org'},
        ...{kinds: undefined, symbols: ['XAUUSD']},
      },
      {
        ...{kind: 'telegram', name: 'local', token: TOKEN, chat: -1, apiUrl: 'http://127.0.0.1:8081'},
        ...{kinds: undefined, symbols: undefined},
      },
    ]);
  });

  it.each([0o640, 0o604, 0o620, 0o666, 0o610])('refuse a file that others may use: mode %s', (mode) => {
    const urlFile = privateFile(HOOK, mode);
    expect(problemOf({ops: {kind: 'webhook', urlFile}})).toBe(
      `notify.channels.ops.urlFile: others than its owner may use "${urlFile}" → run: chmod 600 ${urlFile}`,
    );
  });

  it.each([
    [
      {kind: 'webhook'},
      /^notify\.channels\.ops\.url is missing → .*urlFile, or set VIGIL_NOTIFY_CHANNELS_OPS_URL$/,
    ],
    [{kind: 'telegram', chat: 1}, /^notify\.channels\.ops\.token is missing → .*tokenFile/],
    [
      {kind: 'discord', urlFile: '/nowhere/at/all'},
      /^notify\.channels\.ops\.urlFile: "\/nowhere\/at\/all" cannot be read: ENOENT/,
    ],
    [{kind: 'discord', url: HOOK, urlFile: '/x'}, /url and notify\.channels\.ops\.urlFile are both given/],
    [
      {kind: 'webhook', url: 'ftp://very-secret-part/'},
      /^notify\.channels\.ops\.url is not a URL of http or https/,
    ],
    [{kind: 'webhook', url: 'very-secret-part'}, /^notify\.channels\.ops\.url is not a URL of http or https/],
    [
      {kind: 'webhook', url: HOOK, secret: 'very-secret'},
      /secret has fewer than 16 characters → make one with: openssl/,
    ],
    [{kind: 'telegram', token: 'very-secret-part', chat: 1}, /token is not the token of a bot/],
  ])('say what is wrong with %j, without any secret', (channel, said) => {
    const problem = problemOf({ops: channel});
    expect(problem).toMatch(said);
    expect(problem).not.toContain('very-secret');
  });

  it('refuse an empty file, and a name that no variable could have', () => {
    expect(problemOf({ops: {kind: 'discord', urlFile: privateFile('\n')}})).toMatch(/is empty/);
    expect(problemOf({'My Team': {kind: 'discord', url: HOOK}})).toMatch(
      /a channel "My Team", which is not a name/,
    );
  });

  it('are asked for by name', () => {
    const settings = settingsOf({ops: {kind: 'discord', url: HOOK}});
    expect(namedChannelOf(settings, 'ops')).toMatchObject({kind: 'discord'});
    for (const name of ['opps', 'toString', '']) {
      expect(() => namedChannelOf(settings, name)).toThrow(`No channel "${name}" is configured`);
    }
  });
});
