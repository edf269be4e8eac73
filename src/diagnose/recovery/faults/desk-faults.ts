import type {Fault} from '../fault.ts';
import {GOLD, VICTIM} from '../script.ts';
import {tapFault} from './tap-fault.ts';

function isQuoteOfGold(argument: unknown): boolean {
  return (
    typeof argument === 'object' && argument !== null && 'symbol' in argument && argument.symbol === GOLD
  );
}

export const DESK_FAULTS: readonly Fault[] = [
  tapFault({
    name: 'working a quote throws',
    part: 'desk',
    kind: 'throws',
    reach: 'desk',
    losesEvents: true,
    told: ['failure: work quotes'],
    tap: 'observer',
    methods: ['onQuote'],
    intercept:
      () =>
      ({args, go}) => {
        if (!isQuoteOfGold(args[0])) return go();
        throw new Error('the desk failed');
      },
  }),
  tapFault({
    name: 'contract is nonsense',
    part: 'desk',
    kind: 'corrupts',
    reach: 'desk',
    told: ['failure: evaluate'],
    tap: 'instruments',
    methods: ['of'],
    intercept:
      () =>
      ({args, go}) => {
        const facts = go();
        const isGold = args[0] === GOLD && typeof facts === 'object';
        return isGold ? {...facts, volumeStepLots: Number.NaN} : facts;
      },
  }),
  {
    name: 'contract cannot be read',
    part: 'desk',
    kind: 'throws',
    reach: 'desk',
    told: ['failure: look for changes', 'failure: evaluate'],
    begin: ({hand, clock, taps: {instruments}}) => {
      instruments.set(['of'], ({args, go}) => {
        if (args[0] === GOLD) throw new Error('the contract cannot be read');
        return go();
      });
      // A new version has to be made ready while that is so.
      const edited = hand.get(VICTIM).then(async (row) => {
        if (row !== undefined && !('problems' in row)) await hand.edit(row.plan, row.version, clock.now());
      });
      return async () => {
        instruments.clear();
        await edited;
      };
    },
    strikes: ({taps: {instruments}}) => instruments.strikes,
  },
];
