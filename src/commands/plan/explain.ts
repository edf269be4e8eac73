import {Args} from '@oclif/core';
import {type Explanation, explainPlan} from '../../app/plans.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {coloured, table} from '../../cli/terminal.ts';
import {formatDuration} from '../../plan/duration.ts';

export default class PlanExplain extends BaseCommand {
  static override summary = 'say why a plan has or has not fired';
  static override description =
    'Asks the running monitor; without one, shows the verdict that was stored last, with its age.';
  static override examples = ['<%= config.bin %> <%= command.id %> gold-dip'];
  static override args = {id: Args.string({description: 'id of the plan', required: true})};

  async run(): Promise<Explanation> {
    const {args, flags} = await this.parse(PlanExplain);
    const explanation = await explainPlan(await this.settings(flags), args.id);
    const {id, status, asOf, source, verdict, conditions} = explanation;
    const {colour} = this.out;
    this.log(`${colour.bold(id)} is ${coloured(this.out, status)}`);
    if (asOf === null) {
      this.log('No monitor is running, and none has looked at this plan yet: there is no verdict.');
      return explanation;
    }
    const age = source === 'stored' ? `stored at ${asOf}; no monitor holds the plan now` : `live, ${asOf}`;
    this.log(`verdict ${coloured(this.out, verdict)} (${age})`);
    const rows = conditions.map((row) => [
      row.path,
      coloured(this.out, row.verdict),
      row.observed === null ? '-' : String(row.observed),
      row.threshold,
      row.distance === undefined ? '-' : String(Number(row.distance.toPrecision(6))),
      row.ageMs === null ? '-' : formatDuration(row.ageMs),
      row.reason,
    ]);
    this.log(
      table(this.out, ['CONDITION', 'VERDICT', 'OBSERVED', 'THRESHOLD', 'DISTANCE', 'AGE', 'REASON'], rows),
    );
    return explanation;
  }
}
