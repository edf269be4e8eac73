/**
 * `npm run test:crash`: kills `run` at a hundred random moments and prints what became of the plans.
 *
 * `node test/end-to-end/crash-matrix.ts [rounds] [seed]`
 */
import {cacheCompiled} from '../compile-cache.ts';
import {crashRounds} from './crash.ts';
import {endAll} from './vigil-process.ts';

cacheCompiled();

const [roundsText = '100', seedText = '1'] = process.argv.slice(2);
const rounds = Number(roundsText);
const startedMs = performance.now();

const columns = ['seed', 'kills', 'cut open', 'filled', 'executed before', 'executed', 'refused', 'result'];
const line = (cells: readonly (string | number)[]) =>
  cells.map((cell, index) => String(cell).padStart(columns[index]?.length ?? 0)).join('  ');

process.stdout.write(`${line(columns)}\n`);
const results = await crashRounds({
  rounds,
  seed: Number(seedText),
  onRound: ({seed, kills, cutOpen, cutAfterFill, executedBefore, executed, refused, faults}) => {
    const result = faults.length === 0 ? 'ok' : `FAILED\n    ${faults.join('\n    ')}`;
    process.stdout.write(
      `${line([seed, kills, cutOpen, cutAfterFill, executedBefore, executed, refused, result])}\n`,
    );
  },
});
const sum = (pick: (round: (typeof results)[number]) => number) =>
  results.reduce((total, round) => total + pick(round), 0);
const failed = results.filter(({faults}) => faults.length > 0).length;
const kills = sum((round) => round.kills);
const hits = results.filter(({cutOpen}) => cutOpen > 0).length;
const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
process.stdout.write(
  `\n${kills} kills in ${seconds} s; ${hits} rounds were cut between claim and settlement, ` +
    `${sum((round) => round.cutOpen)} plans of them: ${sum((round) => round.cutAfterFill)} with their order filled, ` +
    `${sum((round) => round.cutOpen - round.cutAfterFill)} without\n`,
);
process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
if (failed === 0) await endAll();
else process.exitCode = 1;
