import {Args, Flags} from '@oclif/core';
import {cancelPlan} from '../../app/plans.ts';
import {type PlanView, planView} from '../../app/plan-view.ts';
import {BaseCommand} from '../../cli/base-command.ts';

export default class PlanCancel extends BaseCommand {
  static override summary = 'cancel a plan that has not fired';
  static override description =
    'Once this command has ended well, the plan never fires. A running monitor lets it go within a second.';
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
    this.log(`${this.out.colour.green('cancelled')} ${plan.id}`);
    return {plan};
  }
}
