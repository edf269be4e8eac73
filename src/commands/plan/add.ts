import {Args, Flags} from '@oclif/core';
import {addPlans, type PlanText, plansToAdd} from '../../app/new-plans.ts';
import {type PlanView, planView} from '../../app/plan-view.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import type {Settings} from '../../app/settings.ts';
import {sourcedMeasuresOf} from '../../app/sources.ts';
import {EXIT} from '../../cli/exit-status.ts';
import {isPlanGiven, planTextOf} from '../../cli/plan-text.ts';
import {questionnaire} from '../../cli/questionnaire/questionnaire.ts';
import {Interrupted} from '../../cli/questionnaire/terminal-asker.ts';

export default class PlanAdd extends BaseCommand {
  static override summary = 'add trade plans';
  static override description =
    'Adds every plan of a file (YAML, JSON or JSON lines; - reads stdin), or one plan from flags. ' +
    'All of them are added, or none and every problem is shown. On a terminal, with neither, it asks.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans.yaml',
    '<%= config.bin %> <%= command.id %> --symbol XAUUSD --side buy --volume 0.01 --stop-loss 1298 --take-profit 1310 --when "price: {above: 1301.5}"',
    '<%= config.bin %> <%= command.id %>',
    'cat plans.jsonl | <%= config.bin %> <%= command.id %> -',
  ];
  static override args = {
    // Else what comes in a pipe is taken for the name of a file.
    file: Args.string({description: 'file of plans, or - for stdin', ignoreStdin: true}),
  };
  static override flags = {
    id: Flags.string({summary: 'Id of the plan; generated when left out.'}),
    symbol: Flags.string({summary: 'Instrument.'}),
    side: Flags.string({summary: 'buy or sell.'}),
    volume: Flags.string({summary: 'Size in lots.'}),
    'entry-type': Flags.string({summary: 'market, limit or stop; default market.'}),
    'entry-price': Flags.string({
      summary: 'Market: middle of the entry gate. Limit, stop: where the order rests.',
    }),
    tolerance: Flags.string({summary: 'Market: how far from the entry price the plan may enter.'}),
    'stop-loss': Flags.string({summary: 'Stop loss.'}),
    'take-profit': Flags.string({summary: 'Take profit.'}),
    'expires-in': Flags.string({summary: 'Time to live, such as 24h.', exclusive: ['expires-at']}),
    'expires-at': Flags.string({summary: 'End of life, ISO-8601 with a zone.'}),
    when: Flags.string({summary: 'Condition, as YAML or JSON on one line.'}),
    'cancel-when': Flags.string({summary: 'Condition that cancels the plan, likewise.'}),
    group: Flags.string({
      summary: 'Plans of one group cancel each other: the first that is accepted is the one.',
    }),
    notes: Flags.string({summary: 'Free text.'}),
  };

  async run(): Promise<{plans: PlanView[]; warnings: {id: string; code: string; message: string}[]}> {
    const {args, flags} = await this.parse(PlanAdd);
    const settings = await this.settings(flags);
    const isAsked = !isPlanGiven(args.file, flags) && this.out.isTerminal && process.stdin.isTTY;
    const asks = isAsked && !this.jsonEnabled();
    const source = asks ? await this.#ask(settings) : await planTextOf(args.file, flags);
    if (source === undefined) {
      this.note('Nothing was written.');
      return {plans: [], warnings: []};
    }
    const {rows, read} = await addPlans(settings, source);
    const warnings = read.flatMap(({plan, warnings: some}) =>
      some.map(({code, message}) => ({id: plan.id, code, message})),
    );
    for (const row of rows) {
      this.log(
        `${this.out.colour.green('added')} ${row.plan.id}: ${row.plan.side} ${row.plan.volumeLots} ${row.plan.symbol}`,
      );
    }
    for (const {id, message} of warnings) this.note(`${this.err.colour.yellow('warning')} ${id}: ${message}`);
    return {plans: rows.map(planView), warnings};
  }

  /** Undefined: the plan is not to be added after all. */
  async #ask(settings: Settings): Promise<PlanText | undefined> {
    const sourced = sourcedMeasuresOf(settings);
    try {
      return await questionnaire(this.out, (source) => plansToAdd(source, {sourced}));
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      this.note('\nNothing was written.');
      return this.exit(EXIT.interrupted);
    }
  }
}
