import {Args, Flags} from '@oclif/core';
import {
  describeClock,
  RECORDING_FORMATS,
  type ReplayedPlan,
  type ReplayView,
  replayFiles,
} from '../app/replay-files.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {conditionTable, missingText} from '../cli/condition-table.ts';
import {EXIT} from '../cli/exit-status.ts';
import {readText} from '../cli/plan-text.ts';
import {Progress} from '../cli/progress.ts';
import {positiveFlag} from '../cli/settings-flags.ts';
import {stopSignal} from '../cli/stop-signal.ts';
import {coloured, table} from '../cli/terminal.ts';

/** Bad lines printed in text; all are counted. */
const BAD_LINES_SHOWN_MAX = 10;

const NEVER_ASKED = 'no quote came while it was waiting';

function withoutMiss({nearestMiss: _, ...plan}: ReplayedPlan): ReplayedPlan {
  return plan;
}

/** `2014-05-05T10:03:01.123Z: 1301.92 (|ask − 1301.5| ≤ 0.5, 0.08 away)`. */
function missText({nearestMiss}: ReplayedPlan): string {
  if (nearestMiss === undefined) return '-';
  if (nearestMiss === null) return `never asked: ${NEVER_ASKED}`;
  return `${nearestMiss.at}: ${nearestMiss.missing.map(missingText).join('; ')}`;
}

export default class Replay extends BaseCommand {
  static override summary = 'run plans over recorded quotes, exactly';
  static override description =
    'The clock is the recording: wall time is never read, and your database is never touched. Files may be ' +
    'ticks or bars (LEAN, MetaTrader 4 and 5, HistData, Dukascopy, Binance, CSV with header names), gzipped ' +
    'or not; several are one stream in time order, and two that differ in bid and ask are one market. Exits 1 when lines of a file could not be read; the others are replayed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> 20140505_xauusd_tick_quote.csv.gz --plans plans.yaml',
    '<%= config.bin %> <%= command.id %> bars.csv --plans plans.yaml --symbol XAUUSD --spread 0.3 --why',
    '<%= config.bin %> <%= command.id %> bars.csv --plans plans.jsonl --symbol XAUUSD --spread 0.3 --json',
    '<%= config.bin %> <%= command.id %> EURUSD1.csv --plans plans.yaml --zone auto --spread 0.0001',
    '<%= config.bin %> <%= command.id %> gbpusd-m1-bid.csv gbpusd-m1-ask.csv --plans plans.yaml',
  ];
  static override strict = false;
  static override args = {file: Args.string({description: 'recordings', required: true})};
  static override flags = {
    plans: Flags.string({
      summary: 'File of plans: YAML, JSON or JSON lines.',
      required: true,
      helpValue: 'FILE',
    }),
    fill: Flags.option({
      options: ['ideal', 'paper'] as const,
      default: 'ideal' as const,
      summary: 'ideal: at the quote that fired; paper: by the configured paper broker.',
    })(),
    format: Flags.option({
      options: RECORDING_FORMATS,
      summary: 'Layout of the files; detected when left out.',
    })(),
    symbol: Flags.string({summary: 'Symbol, where the file does not name it.'}),
    date: Flags.string({summary: 'Date of LEAN files whose name does not have it.', helpValue: 'YYYY-MM-DD'}),
    zone: Flags.string({
      helpValue: 'ZONE',
      summary:
        'Clock of times without a zone: Europe/Athens, +03:00, or auto, which measures it from weekends.',
    }),
    timeframe: Flags.string({summary: 'Length of the bars, such as M1 or H1.'}),
    spread: positiveFlag({summary: 'Ask less bid for bars without an ask, in price units.'}),
    why: Flags.boolean({
      summary: 'Of each plan that did not fire, when it came nearest, and all that was missing then.',
    }),
    point: positiveFlag({summary: 'Price of one point, for spreads in points.'}),
  };

  async run(): Promise<ReplayView> {
    const {argv, flags} = await this.parse(Replay);
    const settings = await this.settings(flags);
    const progress = new Progress(process.stderr, 'replaying');
    const stop = stopSignal();
    try {
      const {view, badLines, silences} = await replayFiles({
        settings,
        files: argv.map(String),
        plans: {text: await readText(flags.plans), name: flags.plans},
        fill: flags.fill,
        recording: flags,
        onProgress: (share) => progress.update(share),
        signal: stop.signal,
      });
      progress.end();
      for (const silence of silences) this.note(`${this.err.colour.yellow('no data')} ${silence}`);
      for (const clock of view.clocks ?? []) this.note(describeClock(clock));
      for (const {file, line, reason} of badLines.first.slice(0, BAD_LINES_SHOWN_MAX)) {
        this.note(`${this.err.colour.yellow('bad line')} ${file}:${line}: ${reason}`);
      }
      if (badLines.count > BAD_LINES_SHOWN_MAX) {
        this.note(`… and ${badLines.count - BAD_LINES_SHOWN_MAX} more bad lines`);
      }
      this.#print(view, flags.why);
      this.endWith(stop.status() === EXIT.done && badLines.count > 0 ? EXIT.found : stop.status());
      const told = flags.why ? view : {...view, plans: view.plans.map(withoutMiss)};
      return badLines.count === 0
        ? told
        : {...told, badLines: {count: badLines.count, first: badLines.first}};
    } finally {
      progress.end();
      stop.release();
    }
  }

  #print(view: ReplayView, why: boolean): void {
    const {refused} = view;
    const refusedCount = refused.nonPositive + refused.crossed + refused.outOfOrder + refused.jump;
    this.log(
      `${view.quotes} quotes, ${refusedCount} refused, ${view.from ?? '-'} to ${view.to ?? '-'}, in ${view.elapsedMs} ms`,
    );
    const fired = view.plans.filter(({executedAt}) => executedAt !== null);
    const rest = view.plans.filter(({executedAt}) => executedAt === null);
    if (fired.length > 0) {
      const rows = fired.map((plan) => [
        plan.id,
        coloured(this.out, plan.status),
        plan.executedAt ?? '-',
        String(plan.fillPrice ?? '-'),
        plan.closedAt ?? '-',
        String(plan.exitPrice ?? '-'),
        plan.closeReason ?? '-',
        String(plan.profit ?? '-'),
      ]);
      this.log('');
      this.log(table(this.out, ['FIRED', 'STATUS', 'AT', 'PRICE', 'CLOSED', 'EXIT', 'BY', 'PROFIT'], rows));
    }
    if (rest.length > 0) {
      const rows = rest.map((plan) => [plan.id, coloured(this.out, plan.status), missText(plan)]);
      this.log('');
      this.log(table(this.out, ['NOT FIRED', 'STATUS', 'NEAREST MISS'], rows));
    }
    if (why) for (const plan of rest) this.#explain(plan);
  }

  #explain({id, status, nearestMiss}: ReplayedPlan): void {
    const {colour} = this.out;
    this.log('');
    if (nearestMiss === undefined || nearestMiss === null) {
      this.log(`${colour.bold(id)} is ${coloured(this.out, status)}: ${NEVER_ASKED}`);
      return;
    }
    const {at, missing} = nearestMiss;
    this.log(`${colour.bold(id)} is ${coloured(this.out, status)}; nearest at ${at}, when this was missing:`);
    this.log(conditionTable(this.out, missing));
  }
}
