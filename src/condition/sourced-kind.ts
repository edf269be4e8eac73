import {z} from 'zod';
import {type ConditionKind, leafKind} from './condition-kind.ts';
import type {Leaf} from './leaf.ts';
import {ANYTHING} from './possible.ts';
import type {Measure} from './source-measures.ts';
import {NOTHING_SEEN, type Verdict} from './verdict.ts';
import {NEVER} from './wake.ts';

type Asked = Readonly<{is: string}> & Readonly<Record<string, unknown>>;

/**
 * A kind that asks somebody beside the market. No feed gives such data yet: so it is unknown, whatever it asks, and
 * neither it nor its opposite ever holds (what could not be asked used to pass).
 */
export function sourcedKind({
  name,
  source,
  summary,
  example,
  measures,
  params,
}: Readonly<{
  name: string;
  /** Whose data it needs, as in "a source of order flow". */
  source: string;
  summary: string;
  example: Asked;
  measures: Readonly<Record<string, Measure>>;
  params: () => z.core.$ZodShape;
}>): ConditionKind {
  return {
    ...leafKind<Asked>({
      name,
      summary,
      example,
      params: () => {
        const shape = z.strictObject(params()).readonly().superRefine(checkMeasure(measures));
        // Each of the shapes has `is` among its parameters.
        return shape as unknown as z.ZodType<Asked>;
      },
      compile: (asked) => leafWithoutSource(textOf(asked)),
      possible: () => ANYTHING,
    }),
    source,
  };
}

const NO_SOURCE: Verdict = {state: 'unknown', reason: 'noSource'};

function leafWithoutSource(threshold: string): Leaf {
  return {
    threshold,
    judge: () => NO_SOURCE,
    observe: () => NOTHING_SEEN,
    // Nothing that happens in the market can change it.
    wakes: () => NEVER,
  };
}

/** `dxyChange, value -0.3`. */
function textOf({is, ...rest}: Asked): string {
  const others = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${JSON.stringify(value)}`],
  );
  return [is, ...others].join(', ');
}

/** Each measure has its own parameters: one that it does not know would seem to be heard. */
function checkMeasure(measures: Readonly<Record<string, Measure>>) {
  return (asked: Readonly<Record<string, unknown>>, context: z.core.$RefinementCtx): void => {
    const is = String(asked['is']);
    const measure = measures[is];
    if (measure === undefined) return;
    const {takes = [], needs = [], isSigned = false} = measure;
    const say = (name: string, message: string) =>
      context.addIssue({code: 'custom', path: [name], message, input: asked[name]});
    for (const [name, value] of Object.entries(asked)) {
      if (name === 'is' || value === undefined || takes.includes(name)) continue;
      const known = takes.length === 0 ? 'it has no parameters' : `it has ${takes.join(', ')}`;
      say(name, `which is no parameter of ${is}; leave it out: ${known}`);
    }
    // What seems to be missing may be what an unknown key was meant to say.
    if (context.issues.some(({code}) => code === 'unrecognized_keys')) return;
    for (const name of needs) {
      if (asked[name] === undefined) say(name, `is missing; ${is} needs it`);
    }
    const {value} = asked;
    if (typeof value !== 'number' || !takes.includes('value')) return;
    if (is === 'correlationDivergence') {
      if (value < -1 || value >= 0) say('value', 'which is no negative correlation; give −1 to below 0');
    } else if (value === 0 || (value < 0 && !isSigned)) {
      say(
        'value',
        isSigned ? 'which is no change; give more or less than zero' : 'not above zero; give more',
      );
    }
  };
}
