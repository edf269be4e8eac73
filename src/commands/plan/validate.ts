import {Args} from '@oclif/core';
import {plansToAdd} from '../../app/new-plans.ts';
import {sourcedMeasuresOf} from '../../app/sources.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {planTextOf} from '../../cli/plan-text.ts';

type ValidatedPlan = Readonly<{id: string; warnings: {code: string; message: string}[]}>;

export default class PlanValidate extends BaseCommand {
  static override summary = 'check plans without adding them';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans.yaml',
    'cat plans.jsonl | <%= config.bin %> <%= command.id %> -',
  ];
  static override args = {file: Args.string({description: 'file of plans, or - for stdin', required: true})};

  async run(): Promise<{plans: ValidatedPlan[]}> {
    const {args, flags} = await this.parse(PlanValidate);
    const sourced = sourcedMeasuresOf(await this.settings(flags));
    const read = plansToAdd(await planTextOf(args.file), {sourced});
    const plans = read.map(({plan, warnings}) => ({
      id: plan.id,
      warnings: warnings.map(({code, message}) => ({code, message})),
    }));
    for (const {id, warnings} of plans) {
      this.log(`${this.out.colour.green('ok')} ${id}`);
      for (const {message} of warnings) this.note(`${this.err.colour.yellow('warning')} ${id}: ${message}`);
    }
    return {plans};
  }
}
