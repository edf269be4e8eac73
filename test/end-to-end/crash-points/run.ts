/**
 * `npm run test:crash`: the whole matrix, and the tests of the test: with a part of the design left out the
 * matrix has to fail.
 *
 * `node test/end-to-end/crash-points/run.ts [victim…]`
 */
import {availableParallelism} from 'node:os';
import {cacheCompiled} from '../../compile-cache.ts';
import {endAll} from '../vigil-process.ts';
import {playRound, type Round, type RoundTerms} from './matrix.ts';
import {COMMENTS, FATES, MODES, POINTS, type Sabotage, type Victim, VICTIMS} from './terms.ts';

cacheCompiled();

const named = process.argv.slice(2).filter((name): name is Victim => VICTIMS.some((one) => one === name));
const victims = named.length === 0 ? VICTIMS : named;

const whole = {points: POINTS, fates: FATES};
const matrix: readonly RoundTerms[] = victims.flatMap((victim) =>
  MODES.flatMap((mode) =>
    // Who cancels a plan does not care how its order is labelled.
    (victim === 'plan' ? COMMENTS.slice(0, 1) : COMMENTS).map((comment) => ({
      victim,
      mode,
      comment,
      ...whole,
    })),
  ),
);

/** Each leaves out what the moments of its round are about. */
const SABOTAGED: readonly (Omit<RoundTerms, 'sabotage'> & Readonly<{sabotage: Sabotage}>)[] = [
  {
    sabotage: 'noIntent',
    victim: 'monitor',
    mode: 'hedging',
    comment: 'keep',
    points: ['afterSend'],
    fates: ['answered'],
  },
  {
    sabotage: 'noCompareAndSet',
    victim: 'plan',
    mode: 'hedging',
    comment: 'keep',
    points: ['beforeClaim'],
    fates: ['answered'],
  },
  {
    sabotage: 'noLookup',
    victim: 'monitor',
    mode: 'hedging',
    comment: 'keep',
    points: ['afterSend'],
    fates: ['answered'],
  },
];

const columns = [
  'victim',
  'mode',
  'comment',
  'plans',
  'moments',
  'executed',
  'parked',
  'cancelled',
  'result',
];
const widths = [8, 8, 8, 6, 8, 9, 7, 10, 0];
const line = (cells: readonly (string | number)[]) =>
  cells.map((cell, index) => String(cell).padEnd(widths[index] ?? 0)).join(' ');

function rowOf({
  terms: {victim, mode, comment},
  plans,
  reached,
  executed,
  parked,
  cancelled,
  faults,
}: Round): string {
  const result = faults.length === 0 ? 'ok' : `FAILED\n    ${faults.join('\n    ')}`;
  return line([victim, mode, comment, plans, reached, executed, parked, cancelled, result]);
}

/** Two a core: half of a round is waiting, for quotes, pauses and answers. */
const LANES = 2 * availableParallelism();

const startedMs = performance.now();
const rounds: Round[] = [];
const sabotaged: string[] = [];
let unnoticed = 0;
// Those that must fail wait longest, so they begin first.
const queue: RoundTerms[] = [...(named.length === 0 ? SABOTAGED : []), ...matrix];
process.stdout.write(`${line(columns)}\n`);
await Promise.all(
  Array.from({length: LANES}, async () => {
    for (let terms = queue.shift(); terms !== undefined; terms = queue.shift()) {
      const round = await playRound(terms);
      if (terms.sabotage === undefined) {
        rounds.push(round);
        process.stdout.write(`${rowOf(round)}\n`);
        continue;
      }
      const [fault] = round.faults;
      if (fault === undefined) unnoticed += 1;
      sabotaged.push(
        `${terms.sabotage.padEnd(16)} ${fault === undefined ? 'NOT NOTICED' : `noticed: ${fault}`}\n`,
      );
    }
  }),
);
if (sabotaged.length > 0)
  process.stdout.write(`\nwith a part left out, the matrix has to fail:\n${sabotaged.join('')}`);

const sum = (pick: (round: Round) => number) => rounds.reduce((total, round) => total + pick(round), 0);
const failed = rounds.filter(({faults}) => faults.length > 0).length + unnoticed;
const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
process.stdout.write(
  `\n${sum(({plans}) => plans)} plans, ${sum(({reached}) => reached)} moments in ${seconds} s: ` +
    `${sum(({executed}) => executed)} executed once, ${sum(({parked}) => parked)} parked with evidence, ` +
    `${sum(({cancelled}) => cancelled)} cancelled without an order\n`,
);
const all = rounds.length + (named.length === 0 ? SABOTAGED.length : 0);
process.stdout.write(`${all - failed} passed, ${failed} failed\n`);
if (failed === 0) await endAll();
else process.exitCode = 1;
