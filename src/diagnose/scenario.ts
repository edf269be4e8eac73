import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {InputError, inputErrorOf, messageOf, type Problem} from '../errors.ts';

/** Beside `src` and `dist`, so it is the same file from either. */
const FOLDER = new URL('../../soak/', import.meta.url);

/** Scenarios that come with Vigil. */
export const SCENARIOS = ['short', 'nightly', 'release'] as const;

/** A scenario file: for each harness the options of its run. */
const scenarioSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

/**
 * What a scenario says for one harness. Not checked here: that is up to the harness.
 *
 * @param scenario One of `SCENARIOS`, or the path of a file of the same form.
 * @throws {InputError} when there is no such scenario, or it says nothing for the harness.
 */
export function scenarioOptions(scenario: string, harness: string): Readonly<Record<string, unknown>> {
  const isOurs = SCENARIOS.some((name) => name === scenario);
  const file = isOurs ? new URL(`${scenario}.json`, FOLDER) : scenario;
  const parsed = scenarioSchema.safeParse(read(file, scenario));
  const options = parsed.success ? parsed.data[harness] : undefined;
  if (options !== undefined) return options;
  throw new InputError('USAGE_INVALID', `The scenario "${scenario}" has no options for "${harness}"`, {
    field: 'scenario',
    hint: `name one of ${SCENARIOS.join(', ')}, or a file like them: {"${harness}": {…}}`,
  });
}

function read(file: URL | string, scenario: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(
      'FILE_NOT_READABLE',
      `The scenario "${scenario}" cannot be read: ${messageOf(error)}`,
      {
        field: 'scenario',
        hint: `name one of ${SCENARIOS.join(', ')}, or the path of a file`,
        cause: error,
      },
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError('USAGE_INVALID', `The scenario "${scenario}" is not JSON: ${messageOf(error)}`, {
      field: 'scenario',
      cause: error,
    });
  }
}

/**
 * The options of a run, checked.
 *
 * @throws {InputError} USAGE_INVALID naming each option that is unknown, missing or wrong.
 */
export function checkedOptions<Options>(schema: z.ZodType<Options>, options: unknown): Options {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems: Problem[] = parsed.error.issues.map(({path, message}) => {
    const field = path.map(String).join('.');
    return {...(field === '' ? {} : {field}), message: field === '' ? message : `${field}: ${message}`};
  });
  throw inputErrorOf('USAGE_INVALID', problems);
}
