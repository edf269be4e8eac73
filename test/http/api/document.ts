import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js';

type Response = Readonly<{
  description: string;
  content: Readonly<Record<string, Readonly<{schema: object}>>>;
}>;

type Document = Readonly<{
  components: object;
  paths: Readonly<Record<string, Readonly<Record<string, Readonly<{responses: Record<string, Response>}>>>>>;
}>;

/** The committed document of the HTTP interface. */
export const DOCUMENT_TEXT = readFileSync(join(import.meta.dirname, '../../../schemas/openapi.json'), 'utf8');
export const DOCUMENT = JSON.parse(DOCUMENT_TEXT) as Document;

const PROBLEM = {$ref: '#/components/schemas/Problem'};

/** An answer as it came. */
export type Answered = Readonly<{status: number; contentType: string; body: string}>;

const ajv = new Ajv2020({allErrors: true, strict: false, validateFormats: false});
const compiled = new Map<object, ValidateFunction>();

/** References lead into the components, so each schema is given them. */
function validatorOf(schema: object): ValidateFunction {
  const known = compiled.get(schema) ?? ajv.compile({...schema, components: DOCUMENT.components});
  compiled.set(schema, known);
  return known;
}

/**
 * Holds an answer against the document.
 *
 * @param path As the document has it, such as `/v1/plans/{id}`.
 * @returns What the document does not say of it; empty: it is as the document says.
 */
export function differences(method: string, path: string, {status, contentType, body}: Answered): string[] {
  const operation = DOCUMENT.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) return [`the document has no ${method} ${path}`];
  const response = operation.responses[status];
  if (response === undefined) return [`${method} ${path} has no ${status}: ${body}`];
  const [mediaType = ''] = contentType.split(';');
  const media = response.content[mediaType];
  if (media === undefined) return [`${method} ${path} ${status} is never ${contentType}`];
  if (!mediaType.endsWith('json')) return [];
  const validate = validatorOf(media.schema);
  const value = JSON.parse(body) as {code?: string};
  const wrong = validate(value) ? [] : (validate.errors ?? []).map((error) => JSON.stringify(error));
  if (mediaType !== 'application/problem+json') return wrong;
  // The code has to be among those that the document names for the status.
  const isNamed = response.description.split(/[\s,]+/).includes(value.code ?? '');
  return [
    ...problemDifferences(status, body),
    ...(isNamed ? [] : [`${method} ${path} ${status} does not name ${value.code}`]),
  ];
}

/** Holds the body of an error against the document, whichever route it is of. */
export function problemDifferences(status: number, body: string): string[] {
  const validate = validatorOf(PROBLEM);
  const value = JSON.parse(body) as {status?: number};
  const wrong = validate(value) ? [] : (validate.errors ?? []).map((error) => JSON.stringify(error));
  return value.status === status ? wrong : [...wrong, `the problem says ${value.status}`];
}
