import {barDesks} from './bar-desks.ts';
import {httpLoad} from './http/http-load.ts';
import {lockCost} from './lock-cost.ts';
import {quoteCost} from './quote-cost.ts';
import {startUp} from './start-up.ts';
import {topCost} from './top-cost.ts';

const BENCHES = {
  'quote-cost': quoteCost,
  'lock-cost': lockCost,
  'start-up': startUp,
  'bar-desks': barDesks,
  'http-load': httpLoad,
  'top-cost': topCost,
} as const;

// node bench/run.ts [--small] [NAME…]
const isSmall = process.argv.includes('--small');
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length === 0 || names.includes(name)) await bench(isSmall ? 'small' : 'full');
}
