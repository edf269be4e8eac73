import type {Breaks} from './breaks.ts';
import type {Structure} from './structure.ts';

export type Signal = 'bullish' | 'bearish' | 'neutral';

/**
 * What break and structure say together: the break gives the direction, and the structure must not be against it.
 *
 * Bullish: a break upwards in `higherHighs`; or a confirmed change of character upwards while the structure
 * goes nowhere (`choppy`, `equal`). A break against the structure is neutral, whatever its strength.
 * With the direction of the break, which the old summary ignored.
 */
export function signalOf({type}: Pick<Structure, 'type'>, {current}: Pick<Breaks, 'current'>): Signal {
  if (current === undefined) return 'neutral';
  const isBull = current.direction === 'bull';
  const isAlong = type === (isBull ? 'higherHighs' : 'lowerLows');
  const isTurn = (type === 'choppy' || type === 'equal') && current.isChoch && current.isConfirmed;
  if (!isAlong && !isTurn) return 'neutral';
  return isBull ? 'bullish' : 'bearish';
}
