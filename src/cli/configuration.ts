import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {z} from 'zod';
import {type Settings, settingsSchema} from '../app/settings.ts';
import {didYouMean} from '../did-you-mean.ts';
import {ConfigError, inputErrorOf, messageOf, type Problem} from '../errors.ts';
import {channelSecretPaths, isSecretPath, openSecrets, withoutChannels} from './channel-secrets.ts';

const FILES = ['vigil.config.json', 'vigil.config.yaml', 'vigil.config.yml'];
/** No setting of its own: it says where the settings are, or is for the project's tests. */
const isOtherVariable = (name: string) => name === 'VIGIL_CONFIG' || name.startsWith('VIGIL_TEST_');

type Tree = {[key: string]: unknown};

export type ConfigurationSources = Readonly<{
  /** From `--config`; it must then exist. */
  file: string | undefined;
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** What flags say, in the shape of the settings. */
  flags: Tree;
  defaultDb: string;
}>;

/** One source of settings, and what it calls the setting at a path. */
type Layer = Readonly<{name: (path: readonly string[]) => string; tree: Tree}>;

/**
 * The settings of this start: the file, over it `VIGIL_*` variables, over them flags.
 *
 * @throws {ConfigError} CONFIG_INVALID naming each unknown key and each unusable value with its source.
 * @throws {InputError} USAGE_INVALID when a flag has an unusable value.
 */
export async function loadSettings(sources: ConfigurationSources): Promise<Settings> {
  const problems: Problem[] = [];
  const file = configurationFileOf(sources);
  const fileTree = file === undefined ? {} : await readConfigurationFile(file);
  const variables = variablesTree(sources.environment, fileTree, problems);
  if (file !== undefined) {
    problems.push(...problemsOf({name: fileName(file), tree: fileTree}));
    problems.push(...openSecrets(fileTree, fileName(file)));
  }
  // What a variable says of a channel is a part of what the file says of it, and no channel by itself.
  problems.push(...problemsOf({name: variableOf, tree: withoutChannels(variables)}));
  const [first] = problems;
  if (first !== undefined) {
    throw new ConfigError('CONFIG_INVALID', first.message, {
      problems,
      ...(first.field === undefined ? {} : {field: first.field}),
      ...(first.hint === undefined ? {} : {hint: first.hint}),
    });
  }
  // What is wrong with a flag is wrong usage, not a wrong configuration.
  const flags: Layer = {name: flagOf, tree: sources.flags};
  const wrongFlags = problemsOf(flags);
  if (wrongFlags.length > 0) throw inputErrorOf('USAGE_INVALID', wrongFlags);
  const settings = settingsSchema.parse(
    [fileTree, variables, sources.flags].reduce<Tree>((merged, tree) => merge(merged, tree), {}),
  );
  return {...settings, db: settings.db ?? sources.defaultDb};
}

/**
 * The configuration file that is used; undefined where there is none.
 *
 * @throws {ConfigError} CONFIG_INVALID when the one that was named does not exist, or there are several.
 */
export function configurationFileOf({file, folder, environment}: ConfigurationSources): string | undefined {
  const named = file ?? environment['VIGIL_CONFIG'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new ConfigError('CONFIG_INVALID', `The configuration file "${named}" does not exist`, {
      field: 'config',
    });
  }
  const found = FILES.map((name) => join(folder, name)).filter((path) => existsSync(path));
  if (found.length > 1) {
    throw new ConfigError('CONFIG_INVALID', `There are several configuration files: ${found.join(', ')}`, {
      hint: 'keep one, or name one with --config',
    });
  }
  return found[0];
}

/** @throws {ConfigError} CONFIG_INVALID when it cannot be read, or holds no keys and values. */
export async function readConfigurationFile(path: string): Promise<Tree> {
  let content: unknown;
  try {
    // Loaded here only: most starts have no file. YAML 1.2 contains JSON, so one parser serves both.
    const {parse: parseYaml} = await import('yaml');
    content = parseYaml(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    // The parser goes on to show the place; the first line says what and where.
    const why = messageOf(error).split('\n')[0]?.replace(/:$/, '');
    throw new ConfigError('CONFIG_INVALID', `${path} cannot be read: ${why}`, {cause: error});
  }
  if (isTree(content)) return content;
  throw new ConfigError('CONFIG_INVALID', `${path} holds no settings`, {
    hint: 'write keys and values, such as "db: plans.db"',
  });
}

/** `VIGIL_QUOTES_AGE_MAX_MS=5000` as `{quotes: {ageMaxMs: 5000}}`. */
function variablesTree(
  environment: ConfigurationSources['environment'],
  file: Tree,
  problems: Problem[],
): Tree {
  const given = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[0].startsWith('VIGIL_') && !isOtherVariable(entry[0]) && entry[1] !== undefined,
  );
  if (given.length === 0) return {};
  const secrets = channelSecretPaths(file).map((path) => ({path, type: 'string', isNullable: false}));
  const all: readonly ScalarSetting[] = [...scalarSettings(), ...secrets];
  const known = new Map(all.map((setting) => [variableOf(setting.path), setting]));
  let tree: Tree = {};
  for (const [name, text] of given) {
    const setting = known.get(name);
    if (setting === undefined) {
      // Without what all have in common, which would make any two look alike.
      const rest = (one: string) => one.slice('VIGIL_'.length);
      const meant = didYouMean(rest(name), [...known.keys()].map(rest));
      problems.push({
        field: name,
        message: `The environment variable ${name} is not a known setting`,
        hint: meant === undefined ? 'unset it' : `did you mean VIGIL_${meant}?`,
      });
      continue;
    }
    if (text === '' && isSecretPath(setting.path)) {
      problems.push({field: name, message: `The environment variable ${name} is empty`, hint: 'unset it'});
      continue;
    }
    const value = valueOf(text, setting);
    tree = merge(tree, setting.path.reduceRight<unknown>((inner, key) => ({[key]: inner}), value) as Tree);
  }
  return tree;
}

/** A variable is text; where a number, true, false or null is wanted, it is read as one if it is one. */
function valueOf(text: string, {type, isNullable}: ScalarSetting): unknown {
  if (isNullable && text === 'null') return null;
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const isNumeric = (type === 'number' || type === 'integer') && /^-?\d+(\.\d+)?$/.test(text);
  return isNumeric ? Number(text) : text;
}

/** A setting that a single text can give. */
type ScalarSetting = Readonly<{path: readonly string[]; type: string | undefined; isNullable: boolean}>;

function scalarSettings(): ScalarSetting[] {
  type Node = {type?: string; anyOf?: Node[]; properties?: Record<string, Node>; required?: string[]};
  const walk = (node: Node, path: string[]): ScalarSetting[] => {
    // A group that has to be given whole is given by a file: no text gives more than one of its settings.
    if (node.required !== undefined) return [];
    if (node.properties !== undefined) {
      return Object.entries(node.properties).flatMap(([key, child]) => walk(child, [...path, key]));
    }
    const [own, ...others] = (node.anyOf ?? [node]).filter((one) => one.type !== 'null');
    const type = others.length === 0 ? own?.type : undefined;
    const isNullable = node.anyOf?.some((one) => one.type === 'null') ?? false;
    return type === 'array' || type === 'object' ? [] : [{path, type, isNullable}];
  };
  return walk(z.toJSONSchema(settingsSchema, {unrepresentable: 'any', io: 'input'}) as Node, []);
}

function variableOf(path: readonly string[]): string {
  const snake = path
    .map((key) =>
      key
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .replaceAll('-', '_')
        .toUpperCase(),
    )
    .join('_');
  // `feed.kind` is what `--feed` says, so the variable is VIGIL_FEED.
  return `VIGIL_${snake.replace(/_KIND$/, '')}`;
}

/** `zone: …` as a file writes it, after the file's path. */
function fileName(file: string): Layer['name'] {
  return (path) => `${file}: ${path.join('.')}`;
}

/** Flags that are not called as their setting is. */
const FLAGS: Readonly<Record<string, string>> = {
  'gateway.address': '--gateway',
  'http.listen': '--http',
  'gateway.secretFile': '--gateway-secret',
};

function flagOf(path: readonly string[]): string {
  const own = FLAGS[path.join('.')];
  if (own !== undefined) return own;
  const last = path.at(-1) ?? '';
  return `--${last.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function problemsOf({name, tree}: Layer): Problem[] {
  const parsed = settingsSchema.safeParse(tree);
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOfIssue(name, tree, issue));
}

function problemsOfIssue(name: Layer['name'], tree: Tree, issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = didYouMean(key, keysAt(issue.path));
      return {
        field: [...path, key].join('.'),
        message: `${name([...path, key])} is not a known setting`,
        hint: meant === undefined ? 'remove it' : `did you mean "${meant}"?`,
      };
    });
  }
  const found = path.reduce<unknown>((value, key) => childOf(value, key), tree);
  const value = found !== undefined && isSecretPath(path) ? 'not shown' : shown(found);
  return [{field: path.join('.'), message: `${name(path)} is ${value}${ruleOf(issue)}`}];
}

/** Letters of a value that are shown; whole rows of tables are longer than anybody would read. */
const SHOWN_MAX = 80;

function shown(found: unknown): string {
  if (found === undefined) return 'missing';
  const text = JSON.stringify(found);
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}…`;
}

/** What the value must be, to follow "… is 3". */
function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `; it must be ${TYPE_WORDS[issue.expected] ?? `of type ${issue.expected}`}`;
    case 'invalid_value':
      return `; it must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return '; it must not be empty';
      return `; it must be ${issue.inclusive === true ? 'at least' : 'above'} ${issue.minimum}`;
    case 'too_big':
      return `; it must be ${issue.inclusive === true ? 'at most' : 'below'} ${issue.maximum}`;
    case 'custom':
      return `, ${issue.message}`;
    default:
      return `: ${issue.message}`;
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings',
  record: 'a group of settings',
};

function childOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isTree(value) ? value[key] : undefined;
}

function keysAt(path: readonly PropertyKey[]): string[] {
  type Node = {
    properties?: Record<string, Node>;
    additionalProperties?: Node | boolean;
    items?: Node;
  };
  const ofAnyKey = ({additionalProperties: any}: Node = {}) => (typeof any === 'object' ? any : undefined);
  let node: Node | undefined = z.toJSONSchema(settingsSchema, {unrepresentable: 'any', io: 'input'}) as Node;
  for (const key of path) {
    node = typeof key === 'number' ? node?.items : (node?.properties?.[String(key)] ?? ofAnyKey(node));
  }
  return Object.keys(node?.properties ?? {});
}

function merge(under: Tree, over: Tree): Tree {
  const merged: Tree = {...under};
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = merged[key];
    merged[key] = isTree(below) && isTree(value) ? merge(below, value) : value;
  }
  return merged;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
