import {STATUS_CODES} from 'node:http';
import {z} from 'zod';
import type {ErrorCode} from '../../errors.ts';
import {PROBLEM_TYPE, statusOfCode} from '../problem.ts';
import type {Route, RouteAnswer} from './route.ts';
import {ROUTES} from './routes.ts';
import {problemView} from './schemas.ts';

type Json = {[key: string]: unknown};

/** Errors that every request may be answered with. */
const EVERYWHERE: readonly ErrorCode[] = [
  ...(['USAGE_INVALID', 'HOST_FOREIGN', 'RATE_LIMITED', 'INTERNAL'] as const),
  ...(['REQUEST_TIMEOUT', 'HEADERS_TOO_LARGE'] as const),
];
/** …and those of routes that ask for a token, and of those whose body is read, whether they want one or not. */
const WITH_TOKEN: readonly ErrorCode[] = ['TOKEN_MISSING', 'TOKEN_INVALID', 'SCOPE_MISSING', 'STORE_BUSY'];
const WITH_BODY: readonly ErrorCode[] = ['BODY_TOO_LARGE', 'BODY_TYPE_UNKNOWN'];

/**
 * The document of the HTTP interface, OpenAPI 3.1, made from the table of routes and the shapes in it.
 *
 * @param planSchema JSON Schema of a plan as it is written.
 */
export function openApiDocument(planSchema: Json, version: string): Json {
  const components = new Components(planSchema);
  const paths: Record<string, Json> = {};
  for (const one of ROUTES) {
    paths[one.path] = {...paths[one.path], [one.method.toLowerCase()]: operationOf(one, components)};
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vigil',
      version,
      description:
        'Watches trade plans and places at most one order for each, with proof. Nothing here places an order ' +
        'directly: a plan is added, and fires when its conditions hold.',
      license: {name: 'MIT', identifier: 'MIT'},
    },
    servers: [{url: 'http://127.0.0.1:8420', description: 'As `vigil run --http` listens by default.'}],
    security: [{token: []}],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'As `vigil token create` makes it. Scopes: read, plan, operate.',
        },
      },
      schemas: components.all(),
    },
  };
}

function operationOf(one: Route, components: Components): Json {
  const isOpen = one.access === 'public' || one.access === 'publicOnLoopback';
  return {
    operationId: one.operationId,
    summary: one.summary,
    description: [one.description, accessText(one)].filter((text) => text !== undefined).join('\n\n'),
    ...(isOpen ? {security: one.access === 'public' ? [] : [{}, {token: []}]} : {}),
    parameters: parametersOf(one),
    ...(one.body === null ? {} : {requestBody: requestBodyOf(one, components)}),
    responses: responsesOf(one, components),
  };
}

function accessText({access}: Route): string {
  if (access === 'public') return 'Anybody may ask.';
  if (access === 'publicOnLoopback')
    return 'Anybody on this machine may ask; at any other address it needs the scope `read`.';
  return `Needs a token with the scope \`${access}\`.`;
}

function parametersOf({params, query, headers}: Route): Json[] {
  const inPath = Object.entries(jsonOf(params).properties).map(([name, schema]) => ({
    ...{name, in: 'path', required: true},
    schema,
  }));
  const {properties, required} = jsonOf(query);
  const inQuery = Object.entries(properties).map(([name, schema]) => {
    const {description, ...rest} = schema;
    const hasDefault = 'default' in rest;
    return {
      ...{name, in: 'query', required: required.includes(name) && !hasDefault},
      ...(description === undefined ? {} : {description}),
      schema: rest,
    };
  });
  const inHeaders = Object.entries(headers).map(([name, description]) => ({
    ...{name, in: 'header', required: false, description},
    schema: {type: 'string'},
  }));
  return [...inPath, ...inQuery, ...inHeaders];
}

/** Parameters come as text; `input` is what the caller has to send. */
function jsonOf(
  shape: z.ZodObject,
): Readonly<{properties: Record<string, Json>; required: readonly string[]}> {
  const {properties = {}, required = []} = z.toJSONSchema(shape, {io: 'input', unrepresentable: 'any'});
  return {properties: properties as Record<string, Json>, required};
}

function requestBodyOf({body}: Route, components: Components): Json {
  if (body === 'plans') {
    const one = {$ref: '#/components/schemas/Plan'};
    const schema = {anyOf: [one, {type: 'array', items: one, minItems: 1}]};
    return {required: true, content: {'application/json': {schema}}};
  }
  const schema = body === null ? {} : components.schemaOf(body, 'input');
  const isRequired = Array.isArray(schema['required']) && schema['required'].length > 0;
  return {required: isRequired, content: {'application/json': {schema}}};
}

/** Where an error has the status of an answer, both are there, told apart by their types. */
function responsesOf(one: Route, components: Components): Json {
  const failures = failuresOf(one, components);
  const successes: [string, Json][] = Object.entries(one.answers).map(([status, answer]) => {
    const {description, content} = failures[status] ?? {};
    const own = contentOf(answer, components);
    return [
      status,
      description === undefined
        ? {description: answer.description, content: own}
        : {description: `${answer.description} ${description}`, content: {...own, ...content}},
    ];
  });
  return {...failures, ...Object.fromEntries(successes)};
}

function contentOf(answer: RouteAnswer, components: Components): Json {
  return 'schema' in answer
    ? {'application/json': {schema: components.schemaOf(answer.schema, 'output')}}
    : {[answer.mediaType]: {schema: {type: 'string'}}};
}

/** Every status of an error that the route may answer with, and the codes that have it. */
function failuresOf(
  one: Route,
  components: Components,
): Record<string, Readonly<{description: string; content: Json}>> {
  const codes = [
    ...EVERYWHERE,
    ...(one.access === 'public' ? [] : WITH_TOKEN),
    ...(one.method === 'GET' ? [] : WITH_BODY),
    ...one.errors,
  ];
  const schema = components.schemaOf(problemView, 'output');
  const byStatus = Map.groupBy(codes, statusOfCode);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, found]) => [
        status,
        {description: `${STATUS_CODES[status]}: ${found.join(', ')}`, content: {[PROBLEM_TYPE]: {schema}}},
      ]),
  );
}

/** Shapes that have a name stand once in the document, and are referred to. */
class Components {
  readonly #schemas: Record<string, unknown>;

  constructor({$schema: _schema, $id: _id, ...plan}: Json) {
    this.#schemas = {Plan: moved(plan, '#/components/schemas/Plan/$defs/')};
  }

  all(): Json {
    return Object.fromEntries(Object.entries(this.#schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  schemaOf(shape: z.ZodType, io: 'input' | 'output'): Json {
    const name = shape.meta()?.id;
    const {
      $schema: _,
      $defs: definitions = {},
      ...schema
    } = z.toJSONSchema(shape, {io, unrepresentable: 'any'});
    for (const [key, definition] of Object.entries(definitions)) this.#schemas[key] = named(definition);
    if (name === undefined) return named(schema) as Json;
    // A shape that has a name may come as a reference to itself among the definitions.
    if (!(name in definitions)) this.#schemas[name] = named(schema);
    return {$ref: `#/components/schemas/${name}`};
  }
}

function named(schema: unknown): unknown {
  return moved(schema, '#/components/schemas/', true);
}

/** The schema with its references led elsewhere, and, of ours, without the id that only named it. */
function moved(schema: unknown, to: string, isOwn = false): unknown {
  if (Array.isArray(schema)) return schema.map((part) => moved(part, to, isOwn));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(isOwn && key === 'id' && typeof value === 'string'))
      .map(([key, value]) => [
        key,
        key === '$ref' && typeof value === 'string'
          ? value.replace(/^#\/\$defs\//, to)
          : moved(value, to, isOwn),
      ]),
  );
}
