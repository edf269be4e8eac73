import {closeSync, fstatSync, openSync, readFileSync} from 'node:fs';
import {didYouMean} from '../did-you-mean.ts';
import {ConfigError, InputError, messageOf} from '../errors.ts';
import type {ChannelTerms} from '../notify/channel-of.ts';
import type {Settings} from './settings.ts';

/** One channel as it is configured. */
export type ChannelSettings = Settings['notify']['channels'][string];

/** A shorter secret can be guessed. */
const SECRET_CHARACTERS_MIN = 16;

/** What a channel may be called: a variable of the environment is named after it. */
const NAME_FORM = /^[a-z][a-z0-9-]{0,31}$/;

const TOKEN_FORM = /^\d+:[\w-]{20,}$/;

/** Bits of a file's mode that let others than its owner at it. */
const OTHERS = 0o077;

/**
 * The channels with their secrets, read.
 *
 * @throws {ConfigError} CONFIG_INVALID when something is missing, given twice, unusable, or in a file that others
 *   may read. No message has a secret in it.
 */
export function channelTermsOf({notify}: Pick<Settings, 'notify'>): readonly ChannelTerms[] {
  return Object.entries(notify.channels).map(([name, channel]) => termsOf(name, channel));
}

/** The same of one channel. @throws {InputError} USAGE_INVALID when there is none of this name. */
export function namedChannelOf({notify}: Pick<Settings, 'notify'>, name: string): ChannelSettings {
  const channel = notify.channels[name];
  if (channel !== undefined && Object.hasOwn(notify.channels, name)) return channel;
  const names = Object.keys(notify.channels);
  const meant = didYouMean(name, names);
  const known =
    names.length === 0 ? 'none is configured: see docs/notifications.md' : `there are: ${names.join(', ')}`;
  throw new InputError('USAGE_INVALID', `No channel "${name}" is configured`, {
    field: 'channel',
    hint: meant === undefined ? known : `did you mean "${meant}"?`,
  });
}

export function termsOf(name: string, channel: ChannelSettings): ChannelTerms {
  const field = (key: string) => `notify.channels.${name}.${key}`;
  if (!NAME_FORM.test(name)) {
    throw new ConfigError('CONFIG_INVALID', `notify.channels has a channel "${name}", which is not a name`, {
      field: 'notify.channels',
      hint: 'use at most 32 small letters, digits and "-", beginning with a letter',
    });
  }
  const {kinds, symbols} = channel;
  const common = {name, kinds, symbols};
  switch (channel.kind) {
    case 'webhook': {
      const url = urlOf(field, channel);
      const secret = valueOf(field, 'secret', channel.secret, channel.secretFile);
      if (secret !== undefined && secret.length < SECRET_CHARACTERS_MIN) {
        throw new ConfigError(
          'CONFIG_INVALID',
          `${field('secret')} has fewer than ${SECRET_CHARACTERS_MIN} characters`,
          {field: field('secret'), hint: 'make one with: openssl rand -hex 32'},
        );
      }
      return {kind: 'webhook', ...common, url, secret};
    }
    case 'discord':
      return {kind: 'discord', ...common, url: urlOf(field, channel)};
    case 'telegram': {
      const token = valueOf(field, 'token', channel.token, channel.tokenFile);
      if (token === undefined) throw missing(field, 'token');
      if (!TOKEN_FORM.test(token)) {
        throw new ConfigError('CONFIG_INVALID', `${field('token')} is not the token of a bot`, {
          field: field('token'),
          hint: 'take the whole line that @BotFather gives, such as 123456:ABC-…',
        });
      }
      return {
        kind: 'telegram',
        ...common,
        token,
        chat: channel.chat,
        apiUrl: apiUrlOf(field, channel.apiUrl),
      };
    }
  }
}

type Field = (key: string) => string;

function urlOf(
  field: Field,
  {url, urlFile}: Readonly<{url?: string | undefined; urlFile?: string | undefined}>,
) {
  const given = valueOf(field, 'url', url, urlFile);
  if (given === undefined) throw missing(field, 'url');
  return checkedUrl(field('url'), given);
}

function apiUrlOf(field: Field, apiUrl: string): string {
  return checkedUrl(field('apiUrl'), apiUrl).replace(/\/+$/, '');
}

/** The URL itself stays out of the message: to know it is to be allowed to write there. */
function checkedUrl(field: string, text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol === 'https:' || protocol === 'http:') return text;
  throw new ConfigError('CONFIG_INVALID', `${field} is not a URL of http or https`, {
    field,
    hint: 'write https://…; the value is not shown here, for it may be a secret',
  });
}

/** From the setting or the file that it names; undefined where there is neither. */
function valueOf(field: Field, key: string, value: string | undefined, file: string | undefined) {
  if (value !== undefined && file !== undefined) {
    throw new ConfigError('CONFIG_INVALID', `${field(key)} and ${field(`${key}File`)} are both given`, {
      field: field(key),
      hint: 'keep one of them; a file that only its owner may read is the safer place',
    });
  }
  return file === undefined ? value?.trim() : readPrivate(field(`${key}File`), file);
}

function readPrivate(field: string, path: string): string {
  const unreadable = (error: unknown) =>
    new ConfigError('CONFIG_INVALID', `${field}: "${path}" cannot be read: ${messageOf(error)}`, {
      field,
      cause: error,
    });
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw unreadable(error);
  }
  let text: string;
  let mode: number;
  try {
    ({mode} = fstatSync(file));
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw unreadable(error);
  } finally {
    closeSync(file);
  }
  // Windows keeps no such bits.
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    throw new ConfigError('CONFIG_INVALID', `${field}: others than its owner may use "${path}"`, {
      field,
      hint: `run: chmod 600 ${path}`,
    });
  }
  if (text === '') throw new ConfigError('CONFIG_INVALID', `${field}: "${path}" is empty`, {field});
  return text;
}

function missing(field: Field, key: string): ConfigError {
  return new ConfigError('CONFIG_INVALID', `${field(key)} is missing`, {
    field: field(key),
    hint: `put it into a file that only you may read and name it with ${field(`${key}File`)}, or set ${variableOf(field(key))}`,
  });
}

/** `notify.channels.my-team.url` as VIGIL_NOTIFY_CHANNELS_MY_TEAM_URL. */
function variableOf(field: string): string {
  return `VIGIL_${field.replaceAll(/[.-]/g, '_').toUpperCase()}`;
}
