import {z} from 'zod';
import type {Side} from '../market/quote.ts';
import {type ConditionKind, leafKind} from './condition-kind.ts';
import type {Leaf} from './leaf.ts';
import {directionOf} from './params.ts';
import {ANYTHING} from './possible.ts';
import type {Measure} from './source-measures.ts';
import type {Answered, SourceAnswer, SourceFamily, SourceQuestion} from './source-question.ts';
import {MET, NOTHING_SEEN, UNMET} from './verdict.ts';
import {AT_NEXT_QUOTE, NEVER} from './wake.ts';

type Asked = Readonly<{is: string}> & Readonly<Record<string, unknown>>;

/**
 * A kind that asks somebody beside the market. Where nobody answers it is unknown, and neither it nor its opposite
 * ever holds (what could not be asked used to pass).
 */
export function sourcedKind({
  name,
  data,
  summary,
  example,
  measures,
  params,
}: Readonly<{
  name: SourceFamily;
  /** Whose data it needs, as in "a source of order flow". */
  data: string;
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
      compile: (asked, {side}) => {
        const completed = withDefaults(asked, side, measures[asked.is]);
        return sourcedLeaf({family: name, measure: asked.is, params: completed});
      },
      possible: () => ANYTHING,
    }),
    source: {family: name, data},
  };
}

/** What is asked: what was written, and the default of what was not, so that no source has to know them. */
function withDefaults(
  {is: _, ...written}: Asked,
  side: Side,
  {takes = [], defaults}: Measure = {holds: ''},
): Readonly<Record<string, unknown>> {
  const direction = takes.includes('direction') ? {direction: directionOf(undefined, side)} : {};
  const given = Object.entries(written).filter(([, value]) => value !== undefined);
  return {...direction, ...defaults?.(written), ...Object.fromEntries(given)};
}

function sourcedLeaf(question: SourceQuestion): Leaf {
  return {
    threshold: textOf(question),
    judge: (view) => {
      const answer = view.ask(question);
      if (answer.state === 'unknown') {
        const {state, reason, detail} = answer;
        return detail === undefined ? {state, reason} : {state, reason, detail};
      }
      if (!isFresh(answer, view.nowMs)) return {state: 'unknown', reason: 'sourceStale'};
      return answer.state === 'met' ? MET : UNMET;
    },
    observe: (view) => {
      const answer = view.ask(question);
      if (answer.state === 'unknown') return NOTHING_SEEN;
      return {observed: answer.observed, dataTimeMs: answer.dataTimeMs};
    },
    wakes: (view) => {
      const answer = view.ask(question);
      if (answer.untilMs === null) return AT_NEXT_QUOTE;
      const atMs = isFresh(answer, view.nowMs)
        ? Math.min(answer.untilMs, answer.dataTimeMs + answer.dataAgeMaxMs)
        : answer.untilMs;
      if (atMs === Number.POSITIVE_INFINITY) return NEVER;
      // What is no time tells nothing of when to look again.
      return Number.isNaN(atMs) ? AT_NEXT_QUOTE : [{on: 'time', atMs}];
    },
  };
}

/** Whether an answer rests on data that is young enough; on a time that is none it does not. */
function isFresh(answer: SourceAnswer, nowMs: number): answer is Answered {
  return answer.state !== 'unknown' && nowMs - answer.dataTimeMs <= answer.dataAgeMaxMs;
}

/** `dxyChange, value -0.3`. */
function textOf({measure, params}: SourceQuestion): string {
  return [measure, ...Object.entries(params).map(([name, value]) => `${name} ${JSON.stringify(value)}`)].join(
    ', ',
  );
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
