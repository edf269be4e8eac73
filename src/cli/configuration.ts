import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse as parseYaml} from 'yaml';
import {z} from 'zod';
import {type Settings, settingsSchema} from '../app/settings.ts';
import {didYouMean} from '../did-you-mean.ts';
import {ConfigError, messageOf, type Problem} from '../errors.ts';

const FILES = ['vigil.config.json', 'vigil.config.yaml', 'vigil.config.yml'];
/** Read elsewhere, or by tests only: no settings of their own. */
const OTHER_VARIABLES = new Set(['VIGIL_CONFIG', 'VIGIL_TEST_DATA']);

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

/**
 * The settings of this start: the file, over it `VIGIL_*` variables, over them flags.
 *
 * @throws {ConfigError} CONFIG_INVALID naming each unknown key and each unusable value with its source.
 */
export function loadSettings(sources: ConfigurationSources): Settings {
  const problems: Problem[] = [];
  const file = fileOf(sources);
  const layers = [
    ...(file === undefined ? [] : [{source: file, tree: readFile(file)}]),
    {source: 'environment', tree: variablesTree(sources.environment, problems)},
    {source: 'flags', tree: sources.flags},
  ];
  for (const {source, tree} of layers) {
    const parsed = settingsSchema.safeParse(tree);
    if (!parsed.success) problems.push(...parsed.error.issues.flatMap((issue) => problemsOf(source, issue, tree)));
  }
  const [first] = problems;
  if (first !== undefined) {
    throw new ConfigError('CONFIG_INVALID', first.message, {
      problems,
      ...(first.field === undefined ? {} : {field: first.field}),
      ...(first.hint === undefined ? {} : {hint: first.hint}),
    });
  }
  const settings = settingsSchema.parse(layers.reduce<Tree>((merged, {tree}) => merge(merged, tree), {}));
  return {...settings, db: settings.db ?? sources.defaultDb};
}

function fileOf({file, folder, environment}: ConfigurationSources): string | undefined {
  const named = file ?? environment['VIGIL_CONFIG'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new ConfigError('CONFIG_INVALID', `The configuration file "${named}" does not exist`, {field: 'config'});
  }
  const found = FILES.map((name) => join(folder, name)).filter((path) => existsSync(path));
  if (found.length > 1) {
    throw new ConfigError('CONFIG_INVALID', `There are several configuration files: ${found.join(', ')}`, {
      hint: 'keep one, or name one with --config',
    });
  }
  return found[0];
}

function readFile(path: string): Tree {
  let content: unknown;
  try {
    // YAML 1.2 contains JSON; one parser, with line numbers in its messages.
    content = parseYaml(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    throw new ConfigError('CONFIG_INVALID', `${path} cannot be read: ${messageOf(error)}`, {cause: error});
  }
  if (isTree(content)) return content;
  throw new ConfigError('CONFIG_INVALID', `${path} holds no settings`, {hint: 'write keys and values, such as "db: plans.db"'});
}

/** `VIGIL_QUOTES_AGE_MAX_MS=5000` as `{quotes: {ageMaxMs: 5000}}`. */
function variablesTree(environment: ConfigurationSources['environment'], problems: Problem[]): Tree {
  const known = new Map(scalarPaths(settingsSchema).map((path) => [variableOf(path), path]));
  let tree: Tree = {};
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith('VIGIL_') || OTHER_VARIABLES.has(name) || text === undefined) continue;
    const path = known.get(name);
    if (path === undefined) {
      const meant = didYouMean(name, [...known.keys()]);
      problems.push({
        field: name,
        message: `The environment variable ${name} is not a known setting`,
        hint: meant === undefined ? 'unset it' : `did you mean ${meant}?`,
      });
      continue;
    }
    tree = merge(tree, path.reduceRight<unknown>((value, key) => ({[key]: value}), valueOf(text)) as Tree);
  }
  return tree;
}

/** A variable is text; what reads as a number, true or false is meant as one. */
function valueOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Paths of the settings that a single text can give. */
function scalarPaths(schema: typeof settingsSchema): string[][] {
  type Node = {type?: string; properties?: Record<string, Node>};
  const walk = (node: Node, path: string[]): string[][] => {
    if (node.properties !== undefined) {
      return Object.entries(node.properties).flatMap(([key, child]) => walk(child, [...path, key]));
    }
    return node.type === 'array' ? [] : [path];
  };
  return walk(z.toJSONSchema(schema, {unrepresentable: 'any', io: 'input'}) as Node, []);
}

function variableOf(path: readonly string[]): string {
  const snake = path.map((key) => key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()).join('_');
  // `feed.kind` is what `--feed` says, so the variable is VIGIL_FEED.
  return `VIGIL_${snake.replace(/_KIND$/, '')}`;
}

function problemsOf(source: string, issue: z.core.$ZodIssue, tree: Tree): Problem[] {
  const at = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const field = at === '' ? key : `${at}.${key}`;
      const meant = didYouMean(key, keysAt(issue.path));
      return {
        field,
        message: `${source}: ${field} is not a known setting`,
        hint: meant === undefined ? 'remove it' : `did you mean "${meant}"?`,
      };
    });
  }
  const found = issue.path.reduce<unknown>((value, key) => (isTree(value) ? value[String(key)] : undefined), tree);
  return [{field: at, message: `${source}: ${at} is ${JSON.stringify(found)}: ${issue.message}`}];
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
