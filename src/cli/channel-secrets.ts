import type {Problem} from '../errors.ts';

type Tree = Readonly<Record<string, unknown>>;

/** What only a channel's endpoint and we may know, by its kind. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  webhook: ['url', 'secret'],
  discord: ['url'],
  telegram: ['token'],
};

/**
 * Paths of the settings of channels that a variable may give: those of the channels that the configuration file has,
 * for a channel is no single text.
 */
export function channelSecretPaths(file: Tree): readonly (readonly string[])[] {
  return channelsIn(file).flatMap(([name, channel]) =>
    secretsOf(channel).map((key) => ['notify', 'channels', name, key]),
  );
}

/** Secrets that stand in a configuration file itself, which is copied, shown and kept in repositories. */
export function openSecrets(file: Tree, nameOf: (path: readonly string[]) => string): readonly Problem[] {
  return channelsIn(file).flatMap(([name, channel]) => {
    const {kind} = channel;
    // Where a webhook is need not be a secret: what it gets is signed.
    const secrets = secretsOf(channel).filter((key) => kind !== 'webhook' || key !== 'url');
    return secrets
      .filter((key) => channel[key] !== undefined)
      .map((key) => ({
        field: `notify.channels.${name}.${key}`,
        message: `${nameOf(['notify', 'channels', name, key])} is a secret, and may not stand in this file`,
        hint: `put it into a file that only you may read, and name that with ${key}File`,
      }));
  });
}

/** Whether the value at a path may be a secret, or hold one, and so is never shown. */
export function isSecretPath(path: readonly string[]): boolean {
  if (path[0] !== 'notify' || path[1] !== 'channels') return false;
  const [, , , key] = path;
  return key === undefined || Object.values(SECRETS).flat().includes(key);
}

/** The settings without channels. */
export function withoutChannels(tree: Tree): Tree {
  const notify = tree['notify'];
  if (!isTree(notify)) return tree;
  const {channels: _, ...rest} = notify;
  return {...tree, notify: rest};
}

function channelsIn(file: Tree): readonly (readonly [string, Tree])[] {
  const notify = file['notify'];
  const channels = isTree(notify) ? notify['channels'] : undefined;
  if (!isTree(channels)) return [];
  return Object.entries(channels).filter((entry): entry is [string, Tree] => isTree(entry[1]));
}

function secretsOf({kind}: Tree): readonly string[] {
  return typeof kind === 'string' && Object.hasOwn(SECRETS, kind) ? (SECRETS[kind] ?? []) : [];
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
