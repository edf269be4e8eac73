import {Args, Flags} from '@oclif/core';
import {cancelPlan} from '../../app/plans.ts';
import {type PlanView, planView} from '../../app/plan-view.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {coloured} from '../../cli/terminal.ts';

export default class PlanCancel extends BaseCommand {
  static override summary = 'cancel a plan that has not fired';
  static override description =
    'Once this command has ended well, the plan never fires. A running monitor lets it go within a second. An order ' +
    'that rests at the broker is withdrawn by the monitor; whether that came in time `plan show` says.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> gold-dip',
    '<%= config.bin %> <%= command.id %> gold-dip --reason "news at 14:30"',
  ];
  static override args = {id: Args.string({description: 'id of the plan', required: true})};
  static override flags = {
    reason: Flags.string({summary: 'Why, for the plan’s history.', default: 'cancelled by the user'}),
  };

  async run(): Promise<{plan: PlanView}> {
    const {args, flags} = await this.parse(PlanCancel);
    const plan = planView(await cancelPlan(await this.settings(flags), args.id, flags.reason));
    const {colour} = this.out;
    const resting = plan.levels.filter(({withdrawal, status}) => withdrawal !== null && status === 'working');
    if (plan.status === 'cancelled') this.log(`${colour.green('cancelled')} ${plan.id}`);
    else if (resting.length > 0) {
      const orders = resting.map(({ticket, clientOrderId}) => ticket ?? clientOrderId).join(', ');
      this.log(
        `${colour.yellow('withdrawing')} ${plan.id}: order ${orders} rests at the broker, and the monitor withdraws it`,
      );
    } else {
      this.log(
        `${colour.green('cancelled')} what of ${plan.id} had not fired; it is ${coloured(this.out, plan.status)}`,
      );
    }
    return {plan};
  }
}
