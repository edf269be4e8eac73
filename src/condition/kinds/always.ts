import {z} from 'zod';
import {leafKind} from '../condition-kind.ts';
import {ANYTHING, NOTHING} from '../possible.ts';
import {MET, NOTHING_SEEN} from '../verdict.ts';
import {NEVER} from '../wake.ts';

const kind = leafKind<true>({
  name: 'always',
  summary: 'Holds at every quote: for plans that only their entry gate decides.',
  example: true,
  params: () => z.literal(true, 'and can only be true; to keep a plan from firing, cancel it'),
  compile: () => ({
    threshold: 'always',
    judge: () => MET,
    observe: () => NOTHING_SEEN,
    wakes: () => NEVER,
  }),
  possible: (_params, negated) => (negated ? NOTHING : ANYTHING),
});

export const kinds = [kind];
