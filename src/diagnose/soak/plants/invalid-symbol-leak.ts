import {overridden} from '../../../overridden.ts';
import type {SymbolAnswer} from '../../../ports/symbols.ts';
import type {SoakPlant} from '../soak-parts.ts';

type Attempt = Readonly<{atMs: number; answer: SymbolAnswer; why: string}>;

/** The directory keeps one answer for each name, up to a bound; this keeps every attempt, and has none. */
export const invalidSymbolLeak: SoakPlant = {
  name: 'invalid-symbol-leak',
  does: 'remembers every attempt to find a symbol that nobody lists, and forgets none when the plan has gone',
  parts: ({symbols, clock}) => {
    const invalid = new Map<string, Attempt[]>();
    return {
      symbols: overridden(symbols, {
        find: (planSymbol) => {
          const answer = symbols.find(planSymbol);
          if (answer.listed) return answer;
          const attempts = invalid.get(planSymbol) ?? [];
          attempts.push({
            atMs: clock.now(),
            answer: {...answer, candidates: [...answer.candidates]},
            why: `${planSymbol} is ${answer.verdict} at attempt ${attempts.length + 1}`,
          });
          invalid.set(planSymbol, attempts);
          return answer;
        },
      }),
    };
  },
};
