import {join} from 'node:path';
import type {ConfigurationFacts} from '../app/doctor/facts.ts';
import type {Settings} from '../app/settings.ts';
import {ConfigError, type Problem} from '../errors.ts';
import {
  configurationFileOf,
  type ConfigurationSources,
  loadSettings,
  readConfigurationFile,
} from './configuration.ts';

/** What holds a secret itself; `secretFile` only says where one is. */
const SECRET_KEY = /(?:token|password|secret|apikey)$/i;

type DoctorConfiguration = Readonly<{settings: Settings; configuration: ConfigurationFacts}>;

/**
 * The settings, and what is wrong with them. Where they cannot be used, everything else can be looked at all the
 * same: with defaults, and the database that is named.
 *
 * @throws {InputError} USAGE_INVALID when a flag has an unusable value.
 */
export async function doctorConfiguration(sources: ConfigurationSources): Promise<DoctorConfiguration> {
  const {file, tree} = await fileOf(sources);
  const facts = {file: file ?? null, secrets: secretsIn(tree, '')};
  try {
    return {settings: await loadSettings(sources), configuration: {...facts, problems: []}};
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const settings = await defaultSettings(sources, tree);
    return {settings, configuration: {...facts, problems: problemsOf(error)}};
  }
}

/** One that cannot be read is as good as none here; loading the settings says why. */
async function fileOf(
  sources: ConfigurationSources,
): Promise<Readonly<{file: string | undefined; tree: Readonly<Record<string, unknown>>}>> {
  let file: string | undefined;
  try {
    file = configurationFileOf(sources);
    return {file, tree: file === undefined ? {} : await readConfigurationFile(file)};
  } catch (error) {
    if (error instanceof ConfigError) return {file, tree: {}};
    throw error;
  }
}

function problemsOf({message, field, hint, problems}: ConfigError): readonly Problem[] {
  if (problems.length > 0) return problems;
  return [{message, ...(field === undefined ? {} : {field}), ...(hint === undefined ? {} : {hint})}];
}

/** Nothing of the file and of the variables but where the database is. */
function defaultSettings(
  sources: ConfigurationSources,
  tree: Readonly<Record<string, unknown>>,
): Promise<Settings> {
  const {db} = tree;
  const named = sources.environment['VIGIL_DB'] ?? (typeof db === 'string' && db !== '' ? db : undefined);
  return loadSettings({
    ...sources,
    file: undefined,
    folder: join(sources.folder, 'no file is looked for'),
    environment: {},
    flags: {...(named === undefined ? {} : {db: named}), ...sources.flags},
  });
}

function secretsIn(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return typeof child === 'string' && SECRET_KEY.test(key) ? [at] : secretsIn(child, at);
  });
}
