import {NEVER} from '../../../condition/wake.ts';
import type {Fault} from '../fault.ts';
import type {Answers} from '../recovery-world.ts';
import {VICTIM} from '../script.ts';

type Made = Readonly<{
  name: string;
  kind: Fault['kind'];
  told: readonly string[];
  losesEvents?: true;
  answers: (strike: () => void, sound: Answers) => Partial<Answers>;
}>;

function conditionFault({answers, ...named}: Made): Fault {
  return {
    ...named,
    part: 'condition',
    reach: 'plan',
    begin: (world) => {
      const strike = () => {
        world.strikes += 1;
      };
      return world.turnFaulty(VICTIM, (sound) => answers(strike, sound));
    },
    strikes: (world) => world.strikes,
  };
}

export const CONDITION_FAULTS: readonly Fault[] = [
  conditionFault({
    name: 'condition throws',
    kind: 'throws',
    told: ['failure: evaluate'],
    answers: (strike) => ({
      state: () => {
        strike();
        throw new Error('the condition failed');
      },
    }),
  }),
  conditionFault({
    name: 'condition is unknown by an error',
    kind: 'rejects',
    told: ['failure: evaluate'],
    answers: (strike) => ({
      state: () => {
        strike();
        return 'unknown';
      },
      explain: () => [
        {
          path: 'when.price',
          kind: 'price',
          verdict: 'unknown',
          observed: null,
          threshold: '',
          ageMs: null,
          reason: 'error: the condition failed',
        },
      ],
    }),
  }),
  conditionFault({
    name: 'condition sleeps on nothing',
    kind: 'corrupts',
    losesEvents: true,
    told: ['missedByEvents'],
    answers: (strike, sound) => {
      let isDenied = false;
      return {
        // Met at last, it says no once and waits for nothing: only a sweep can ask again.
        state: (view) => {
          const state = sound.state(view);
          if (state !== 'met' || isDenied) return state;
          isDenied = true;
          strike();
          return 'unmet';
        },
        wakes: () => NEVER,
      };
    },
  }),
];
