import {Args} from '@oclif/core';
import {armPlan} from '../../app/arm-plan.ts';
import {type PlanView, planView} from '../../app/plan-view.ts';
import {BaseCommand} from '../../cli/base-command.ts';

type Warning = Readonly<{id: string; code: string; message: string}>;

export default class PlanArm extends BaseCommand {
  static override summary = 'let a draft fire';
  static override description =
    'A draft is a plan that was imported and needs attention. Armed, it is pending: it fires as it was written, on ' +
    'quotes that come from now on. A draft in which something is missing is edited instead.';
  static override examples = ['<%= config.bin %> <%= command.id %> chatgpt_1e0f2134'];
  static override args = {id: Args.string({description: 'id of the plan', required: true})};

  async run(): Promise<{plan: PlanView; warnings: Warning[]}> {
    const {args, flags} = await this.parse(PlanArm);
    const armed = await armPlan(await this.settings(flags), args.id);
    const plan = planView(armed.row);
    const warnings = armed.warnings.map(({code, message}) => ({id: plan.id, code, message}));
    if (armed.isWritten) this.log(`${this.out.colour.green('armed')} ${plan.id}: now pending`);
    else this.log(`unchanged ${plan.id}: it is pending already`);
    for (const {id, message} of warnings) this.note(`${this.err.colour.yellow('warning')} ${id}: ${message}`);
    return {plan, warnings};
  }
}
