import {Args} from '@oclif/core';
import {stringify} from 'yaml';
import {showPlan} from '../../app/plans.ts';
import {isoTime, type PlanDetails, planDetails} from '../../app/plan-view.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {coloured, table} from '../../cli/terminal.ts';

type ShownEvent = Readonly<{
  sequence: number;
  at: string;
  kind: string;
  from: string | null;
  to: string;
  details: unknown;
}>;

export default class PlanShow extends BaseCommand {
  static override summary = 'show a plan and what happened to it';
  static override examples = ['<%= config.bin %> <%= command.id %> gold-dip'];
  static override args = {id: Args.string({description: 'id of the plan', required: true})};

  async run(): Promise<{plan: PlanDetails; history: ShownEvent[]}> {
    const {args, flags} = await this.parse(PlanShow);
    const {row, history} = await showPlan(await this.settings(flags), args.id);
    const plan = planDetails(row);
    const events = history.map(({sequence, atMs, kind, from, to, details}) => ({
      sequence,
      at: isoTime(atMs),
      kind,
      from,
      to,
      details,
    }));
    const {colour} = this.out;
    const {status, levels, ...rest} = plan;
    this.log(`${colour.bold(plan.id)} ${coloured(this.out, status)}`);
    this.log(
      stringify(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null))).trimEnd(),
    );
    if (levels.length > 1) {
      const cells = levels.map((level) => [
        String(level.level),
        coloured(this.out, level.status),
        String(level.price ?? '-'),
        String(level.weight),
        level.filledLots === 0 ? '-' : `${level.filledLots} at ${level.fillPrice}`,
        level.profit === null ? '-' : String(level.profit),
        level.reason ?? '-',
      ]);
      this.log('');
      this.log(table(this.out, ['LEVEL', 'STATUS', 'PRICE', 'WEIGHT', 'FILLED', 'PROFIT', 'REASON'], cells));
    }
    const rows = events.map(({sequence, at, kind, to, details}) => [
      String(sequence),
      at,
      kind,
      coloured(this.out, to),
      detailsText(details),
    ]);
    this.log('');
    this.log(table(this.out, ['#', 'AT', 'EVENT', 'STATUS', 'DETAILS'], rows));
    return {plan, history: events};
  }
}

/** `clientOrderId d21n8zkaometaw5l, fill.price 1984.42`; what the plan says stands above already. */
function detailsText(details: Readonly<Record<string, unknown>>): string {
  const flat = (value: unknown, path: string): string[] => {
    if (typeof value !== 'object' || value === null) return [`${path} ${String(value)}`];
    return Object.entries(value).flatMap(([key, inner]) => flat(inner, path === '' ? key : `${path}.${key}`));
  };
  const {plan: _, ...rest} = details;
  return flat(rest, '').join(', ');
}
