import {Flags} from '@oclif/core';
import {listPlans} from '../../app/plans.ts';
import {type PlanView, planView} from '../../app/plan-view.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {planFilterFlags, planFilterOf} from '../../cli/plan-filter-flags.ts';
import {coloured, table} from '../../cli/terminal.ts';
import type {BrokenRow} from '../../ports/store.ts';

const SORTS = ['id', '-id', 'created', '-created', 'expires', '-expires'] as const;

export default class PlanList extends BaseCommand {
  static override summary = 'list plans';
  static override description =
    'All of them, or those that pass every filter. With --limit page by page: "next" of one page is --after of the ' +
    'next, and no plan is missed or comes twice because others are added meanwhile.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --status pending --status working --symbol XAUUSD',
    '<%= config.bin %> <%= command.id %> --since 7d --sort -created --limit 20',
    '<%= config.bin %> <%= command.id %> --expires-before 24h --sort expires',
    '<%= config.bin %> <%= command.id %> --json',
  ];
  static override flags = {
    ...planFilterFlags,
    sort: Flags.option({
      options: SORTS,
      summary: 'By id, creation or expiry; - turns the order around. Default: id.',
    })(),
    limit: Flags.integer({summary: 'At most so many.', min: 1}),
    after: Flags.string({helpValue: 'CURSOR', summary: 'The "next" of the page before.'}),
  };

  async run(): Promise<{plans: PlanView[]; next: string | null; broken?: readonly BrokenRow[]}> {
    const {flags} = await this.parse(PlanList);
    const {sort, limit, after} = flags;
    const filter = planFilterOf(flags);
    const {rows, broken, next} = await listPlans(await this.settings(flags), filter, {
      ...(sort === undefined ? {} : {sort}),
      ...(limit === undefined ? {} : {limit}),
      ...(after === undefined ? {} : {after}),
    });
    const plans = rows.map(planView);
    const isFiltered = Object.keys(filter).length > 0 || after !== undefined;
    if (plans.length === 0 && isFiltered) this.note('No plan passes the filters.');
    else if (plans.length === 0) this.note('No plans. Add one with `vigil plan add FILE`.');
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
    if (next !== null) this.note(`There are more: --after ${next}`);
    return {plans, next, ...(broken.length === 0 ? {} : {broken})};
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
