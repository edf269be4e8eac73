import {Args, Flags} from '@oclif/core';
import {cancelPlan} from '../../app/plans.ts';
import {type PlanView, planView} from '../../app/plan-view.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {coloured} from '../../cli/terminal.ts';
import type {PlanStatus} from '../../plan/status.ts';

export default class PlanCancel extends BaseCommand {
  static override summary = 'cancel a plan that has not fired';
  static override description =
    'Once this command has ended well, the plan never fires. A running monitor lets it go within a second. An order ' +
    'that rests at the broker, or comes to rest after this, is withdrawn by the monitor; whether that came in time ' +
    '`plan show` says.';
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
    const underWay = WISHES.flatMap((wish) => {
      const levels = plan.levels.filter(
        ({withdrawal, status}) => withdrawal !== null && status === wish.status,
      );
      const orders = levels.map(({ticket, clientOrderId}) => ticket ?? clientOrderId).join(', ');
      return levels.length === 0
        ? []
        : `${colour.yellow(wish.doing)} ${plan.id}: order ${orders} ${wish.what}`;
    });
    if (plan.status === 'cancelled') this.log(`${colour.green('cancelled')} ${plan.id}`);
    else if (underWay.length > 0) for (const line of underWay) this.log(line);
    else {
      this.log(
        `${colour.green('cancelled')} what of ${plan.id} had not fired; it is ${coloured(this.out, plan.status)}`,
      );
    }
    return {plan};
  }
}

/** What becomes of a level that cannot be cancelled at once, by its status. */
const WISHES: readonly Readonly<{status: PlanStatus; doing: string; what: string}>[] = [
  {
    status: 'working',
    doing: 'withdrawing',
    what: 'rests at the broker, and the monitor withdraws it',
  },
  {
    status: 'executing',
    doing: 'noted',
    what:
      'is on its way to the broker; where it rests the monitor withdraws it, where nothing is placed it is not ' +
      'tried again, and where it fills at once the cancel came too late',
  },
  {
    status: 'unresolved',
    doing: 'noted',
    what:
      'is in doubt; it is not tried again, and is withdrawn if it is found to rest; what became of it ' +
      '`vigil plan resolve` tells',
  },
];
