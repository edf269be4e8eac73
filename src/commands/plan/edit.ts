import {Args, Flags} from '@oclif/core';
import {editPlan} from '../../app/edit-plan.ts';
import {type PlanDetails, planDetails} from '../../app/plan-view.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {planTextOf} from '../../cli/plan-text.ts';

type Change = Readonly<{field: string; from: unknown; to: unknown}>;
type Warning = Readonly<{id: string; code: string; message: string}>;

export default class PlanEdit extends BaseCommand {
  static override summary = 'replace a plan that has not fired';
  static override description =
    'Replaces all that was written of the plan by the plan of a file (YAML or JSON; - reads stdin), under the same ' +
    'id. Once this command has ended well, the plan never fires on its old terms, nor on a quote from before. ' +
    'When somebody else has edited it meanwhile, nothing is written.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> gold-dip plan.yaml',
    '<%= config.bin %> <%= command.id %> gold-dip plan.yaml --if-version 3',
    'sed s/1298/1297/ plan.yaml | <%= config.bin %> <%= command.id %> gold-dip -',
  ];
  static override args = {
    id: Args.string({description: 'id of the plan', required: true}),
    file: Args.string({description: 'file with the new version, or - for stdin', required: true}),
  };
  static override flags = {
    'if-version': Flags.integer({
      min: 1,
      summary: 'The version that the edit is of, as `plan show` tells it; default the present one.',
    }),
  };

  async run(): Promise<{plan: PlanDetails; changes: Change[]; warnings: Warning[]}> {
    const {args, flags} = await this.parse(PlanEdit);
    const edited = await editPlan(await this.settings(flags), {
      planId: args.id,
      textOf: () => planTextOf(args.file),
      ifVersion: flags['if-version'],
    });
    const plan = planDetails(edited.row);
    const changes = Object.entries(edited.changes).map(([field, change]) => ({field, ...change}));
    const warnings = edited.warnings.map(({code, message}) => ({id: plan.id, code, message}));
    if (edited.isWritten)
      this.log(`${this.out.colour.green('edited')} ${plan.id}: now version ${plan.version}`);
    else this.log(`unchanged ${plan.id}: the plan says all this already`);
    for (const change of changes) {
      this.log(`  ${change.field}: ${valueText(change.from)} → ${valueText(change.to)}`);
    }
    for (const {id, message} of warnings) this.note(`${this.err.colour.yellow('warning')} ${id}: ${message}`);
    return {plan, changes, warnings};
  }
}

/** `1298`, `XAUUSD`, `{"above":1301.5}`, `none`; free text in quotes and on one line. */
function valueText(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value === 'string' && /^[\w.:+-]+$/.test(value)) return value;
  return JSON.stringify(value).replaceAll(/\p{C}/gu, '?');
}
