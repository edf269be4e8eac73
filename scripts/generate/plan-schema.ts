import {z} from 'zod';
import {conditionUnion} from '../../src/condition/schema.ts';
import {planShape} from '../../src/plan/plan.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema of a plan as it is written, for editors and other programs.
 *
 * It says what a shape can say. Rules that need a calculation (the stop loss on the right side of the
 * entry, a zone that exists) are left to `vigil plan validate`.
 */
export function planSchema(): JsonSchema {
  const plan = z.toJSONSchema(planShape(conditionUnion()), {
    io: 'input',
    unrepresentable: 'any',
    override: ({jsonSchema}) => {
      // Of TypeScript's own concern: it says that our code does not change the value.
      delete jsonSchema.readOnly;
    },
  });
  const {$defs: definitions = {}, properties = {}, ...rest} = plan;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:vigil:schema:plan',
    title: 'Vigil trade plan',
    description:
      'What to do in a market, and the condition under which to do it. At most one order is placed.',
    type: 'object',
    ...rest,
    properties: {
      ...properties,
      expiresIn: {
        ...asObject(properties['expiresIn']),
        pattern: String.raw`^(\d+(\.\d+)?(ms|s|m|h|d|w))+$`,
      },
    },
    not: {required: ['expiresIn', 'expiresAt']},
    anyOf: [withLevels(), withoutLevels()],
    $defs: withOneCondition(definitions),
  };
}

/** Levels have their own prices; of a market entry each has a gate, which the default entry lacks. */
function withLevels(): JsonSchema {
  const market = {properties: {type: {const: 'market'}}, required: ['tolerance']};
  const entry: JsonSchema = {type: 'object', anyOf: [market, RESTING], not: {required: ['price']}};
  return {required: ['levels', 'entry'], properties: {entry}};
}

/** A gate has a price and a tolerance, or there is none; an order rests at its price. */
function withoutLevels(): JsonSchema {
  const market = {
    properties: {type: {const: 'market'}},
    dependentRequired: {price: ['tolerance'], tolerance: ['price']},
  };
  const entry: JsonSchema = {type: 'object', anyOf: [market, {...RESTING, required: ['price']}]};
  return {not: {required: ['levels']}, properties: {entry}};
}

/** An order enters at its price and nowhere else. */
const RESTING: JsonSchema = {properties: {type: {enum: ['limit', 'stop']}, tolerance: false}};

/**
 * One object with one key out of many, instead of a union of objects with one key each: an editor can
 * then complete the key, and point at the parameter that is wrong instead of at the whole condition.
 */
function withOneCondition(definitions: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  // zod gives the schema that refers to itself a name of its own, to which `condition` points.
  const own = definitions['condition']?.$ref?.replace('#/$defs/', '');
  const {condition: _, [own ?? '']: union, ...others} = definitions;
  if (own === undefined || union?.anyOf === undefined) {
    throw new Error('Invariant: the condition schema is a union that refers to itself');
  }
  const properties: Record<string, JsonSchema> = {};
  for (const kind of union.anyOf.map(asObject)) {
    const described = kind.description === undefined ? {} : {description: kind.description};
    for (const [name, params] of Object.entries(kind.properties ?? {})) {
      properties[name] = {...described, ...asObject(params)};
    }
  }
  const condition: JsonSchema = {
    title: 'condition',
    description: 'One condition: an object with one key, which is its kind.',
    type: 'object',
    properties,
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
  };
  const text = JSON.stringify({...others, condition}).replaceAll(`"#/$defs/${own}"`, '"#/$defs/condition"');
  return JSON.parse(text) as Record<string, JsonSchema>;
}

function asObject(schema: z.core.JSONSchema._JSONSchema | undefined): JsonSchema {
  return typeof schema === 'object' ? schema : {};
}
