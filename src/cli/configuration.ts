import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {z} from 'zod';
import {type Settings, settingsSchema} from '../app/settings.ts';
import {didYouMean} from '../did-you-mean.ts';
import {ConfigError, inputErrorOf, messageOf, type Problem} from '../errors.ts';

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
  const file = fileOf(sources);
  const layers: readonly Layer[] = [
    ...(file === undefined ? [] : [{name: fileName(file), tree: await readFile(file)}]),
    {name: variableOf, tree: variablesTree(sources.environment, problems)},
  ];
  for (const layer of layers) problems.push(...problemsOf(layer));
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
    [...layers, flags].reduce<Tree>((merged, {tree}) => merge(merged, tree), {}),
  );
  return {...settings, db: settings.db ?? sources.defaultDb};
}

function fileOf({file, folder, environment}: ConfigurationSources): string | undefined {
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

async function readFile(path: string): Promise<Tree> {
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
function variablesTree(environment: ConfigurationSources['environment'], problems: Problem[]): Tree {
  const given = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[0].startsWith('VIGIL_') && !isOtherVariable(entry[0]) && entry[1] !== undefined,
  );
  if (given.length === 0) return {};
  const known = new Map(scalarSettings().map((setting) => [variableOf(setting.path), setting]));
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
    const value = valueOf(text, setting.type);
    tree = merge(tree, setting.path.reduceRight<unknown>((inner, key) => ({[key]: inner}), value) as Tree);
  }
  return tree;
}

/** A variable is text; where a number, true or false is wanted, it is read as one if it is one. */
function valueOf(text: string, type: string | undefined): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const isNumeric = (type === 'number' || type === 'integer') && /^-?\d+(\.\d+)?$/.test(text);
  return isNumeric ? Number(text) : text;
}

/** A setting that a single text can give. */
type ScalarSetting = Readonly<{path: readonly string[]; type: string | undefined}>;

function scalarSettings(): ScalarSetting[] {
  type Node = {type?: string; properties?: Record<string, Node>};
  const walk = (node: Node, path: string[]): ScalarSetting[] => {
    if (node.properties !== undefined) {
      return Object.entries(node.properties).flatMap(([key, child]) => walk(child, [...path, key]));
    }
    return node.type === 'array' || node.type === 'object' ? [] : [{path, type: node.type}];
  };
  return walk(z.toJSONSchema(settingsSchema, {unrepresentable: 'any', io: 'input'}) as Node, []);
}

function variableOf(path: readonly string[]): string {
  const snake = path.map((key) => key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()).join('_');
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
  const shown = found === undefined ? 'missing' : JSON.stringify(found);
  return [{field: path.join('.'), message: `${name(path)} is ${shown}${ruleOf(issue)}`}];
}

/** What the value must be, to follow "… is 3". */
function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `; it must be ${TYPE_WORDS[issue.expected] ?? `of type ${issue.expected}`}`;
    case 'invalid_value':
      return `; it must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string') return '; it must not be empty';
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
};

function childOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isTree(value) ? value[key] : undefined;
}

function keysAt(path: readonly PropertyKey[]): string[] {
  type Node = {properties?: Record<string, Node>; items?: Node};
  let node: Node | undefined = z.toJSONSchema(settingsSchema, {unrepresentable: 'any', io: 'input'}) as Node;
  for (const key of path) node = typeof key === 'number' ? node?.items : node?.properties?.[String(key)];
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
