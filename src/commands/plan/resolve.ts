import {Args, Flags} from '@oclif/core';
import {type PlanView, planView} from '../../app/plan-view.ts';
import {resolvePlan} from '../../app/trading.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {positiveFlag} from '../../cli/settings-flags.ts';
import {coloured} from '../../cli/terminal.ts';
import {InputError} from '../../errors.ts';

export default class PlanResolve extends BaseCommand {
  static override summary = 'say what became of an order in doubt';
  static override description =
    'For a plan that is unresolved: nobody could establish whether its order was placed. Look at the broker, then ' +
    'say it here. `vigil plan history` shows everything that was found out.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> gold-dip --executed 4711 --price 1301.52',
    '<%= config.bin %> <%= command.id %> gold-dip --not-placed',
  ];
  static override args = {id: Args.string({description: 'id of the plan', required: true})};
  static override flags = {
    executed: Flags.string({
      helpValue: 'TICKET',
      summary: 'It was filled; the broker’s number of the position.',
      exclusive: ['not-placed'],
    }),
    price: positiveFlag({summary: 'At which price; with --executed.', dependsOn: ['executed']}),
    volume: positiveFlag({
      summary: 'How many lots; default the plan’s. With --executed.',
      dependsOn: ['executed'],
    }),
    'not-placed': Flags.boolean({summary: 'It is not at the broker, and was not: the plan has failed.'}),
    level: Flags.integer({summary: 'Which level, where several are in doubt.', min: 1}),
  };

  async run(): Promise<{plan: PlanView}> {
    const {args, flags} = await this.parse(PlanResolve);
    const row = await resolvePlan(await this.settings(flags), {
      planId: args.id,
      level: flags.level,
      resolution: resolutionOf(flags),
    });
    const plan = planView(row);
    this.log(`${this.out.colour.bold(plan.id)} is ${coloured(this.out, plan.status)}`);
    return {plan};
  }
}

type ResolutionFlags = Readonly<{
  executed?: string | undefined;
  price?: number | undefined;
  volume?: number | undefined;
  'not-placed': boolean;
}>;

function resolutionOf({
  executed: ticket,
  price,
  volume: volumeLots,
  'not-placed': notPlaced,
}: ResolutionFlags) {
  if (notPlaced) return {as: 'notPlaced'} as const;
  if (ticket === undefined) {
    throw new InputError('USAGE_INVALID', 'Nothing was said about the order', {
      hint: 'give --executed TICKET --price PRICE, or --not-placed',
    });
  }
  if (price === undefined) {
    throw new InputError('USAGE_INVALID', 'The price of the fill is missing', {
      field: 'price',
      hint: 'give --price as the broker shows it',
    });
  }
  return {as: 'executed', ticket, price, volumeLots} as const;
}
