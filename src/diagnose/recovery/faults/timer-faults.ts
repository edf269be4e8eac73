import type {Fault} from '../fault.ts';

/** Each loop needs one sleep for its turn, and one for the pause before it goes on. */
const SLEEPS = 12;

export const TIMER_FAULTS: readonly Fault[] = [
  {
    name: 'expiry of a plan throws',
    part: 'timer',
    kind: 'throws',
    reach: 'all',
    // Expiries are looked for at quotes too, before the plans that these are about.
    losesEvents: true,
    told: ['failure: expire plans', 'failure: work quotes'],
    begin: (world) => {
      world.monitor.expiryFault = () => {
        world.strikes += 1;
        throw new Error('the timer’s work failed');
      };
      return () => {
        world.monitor.expiryFault = undefined;
      };
    },
    strikes: (world) => world.strikes,
  },
  {
    name: 'sleeps reject',
    part: 'timer',
    kind: 'rejects',
    reach: 'nobody',
    told: ['loop restarted'],
    begin: ({engineClock}) => {
      engineClock.rejecting = SLEEPS;
      return () => {
        engineClock.rejecting = 0;
      };
    },
    strikes: ({engineClock}) => engineClock.strikes,
  },
];
