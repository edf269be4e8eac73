import {Flags} from '@oclif/core';
import {listPlans} from '../../app/plans.ts';
import {type PlanView, planView} from '../../app/plan-view.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {coloured, table} from '../../cli/terminal.ts';
import {PLAN_STATUSES} from '../../plan/status.ts';
import type {BrokenRow} from '../../ports/store.ts';

export default class PlanList extends BaseCommand {
  static override summary = 'list plans';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --status pending --symbol XAUUSD',
    '<%= config.bin %> <%= command.id %> --json',
  ];
  static override flags = {
    status: Flags.option({options: PLAN_STATUSES, multiple: true, summary: 'Only plans in this status.'})(),
    symbol: Flags.string({summary: 'Only plans of this symbol.'}),
  };

  async run(): Promise<{plans: PlanView[]; broken?: readonly BrokenRow[]}> {
    const {flags} = await this.parse(PlanList);
    const {rows, broken} = await listPlans(await this.settings(flags), {
      ...(flags.status === undefined ? {} : {statuses: flags.status}),
      ...(flags.symbol === undefined ? {} : {symbol: flags.symbol}),
    });
    const plans = rows.map(planView);
    if (plans.length === 0) this.note('No plans. Add one with `vigil plan add FILE`.');
    else {
      const head = [
        'ID',
        'SYMBOL',
        'SIDE',
        'VOLUME',
        'ENTRY',
        'STOP LOSS',
        'TAKE PROFIT',
        'EXPIRES',
        'STATUS',
      ];
      this.log(
        table(
          this.out,
          head,
          plans.map((plan) => this.#cells(plan)),
        ),
      );
    }
    for (const {id, problems} of broken) {
      this.note(`${this.err.colour.red('broken')} ${id}: ${problems[0]?.message}`);
    }
    return {plans, ...(broken.length === 0 ? {} : {broken})};
  }

  #cells(plan: PlanView): string[] {
    const {id, symbol, side, volume, stopLoss, takeProfit, expiresAt, status, levels} = plan;
    const gate = entryText(plan);
    const optional = (value: number | string | null) => (value === null ? '-' : String(value));
    const expires = expiresAt === null ? '-' : `${expiresAt.slice(0, 16).replace('T', ' ')}Z`;
    const ended = levels.filter((level) => level.status === status).length;
    const ofLevels = levels.length === 1 ? '' : ` ${ended}/${levels.length}`;
    const shownStatus = coloured(this.out, status) + ofLevels;
    return [
      id,
      symbol,
      side,
      String(volume),
      gate,
      optional(stopLoss),
      optional(takeProfit),
      expires,
      shownStatus,
    ];
  }
}

/** `market`, `1301.5 ± 0.5`, `limit 1300`, `limit 1290…1300`. */
function entryText({entry, levels}: PlanView): string {
  const prices = levels.flatMap(({price}) => price ?? []);
  const [first] = prices;
  if (first === undefined) return 'market';
  const range = prices.length === 1 ? String(first) : `${Math.min(...prices)}…${Math.max(...prices)}`;
  return entry.type === 'market' ? `${range} ± ${entry.tolerance}` : `${entry.type} ${range}`;
}
