import {Args, Flags} from '@oclif/core';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  exportPlans,
  exportText,
  formatOfName,
  type PlansExport,
} from '../../app/export-plans.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {EXIT} from '../../cli/exit-status.ts';
import {planFilterFlags, planFilterOf} from '../../cli/plan-filter-flags.ts';
import {writeNewFile} from '../../cli/write-new-file.ts';
import {InputError} from '../../errors.ts';

type Exported = PlansExport & Readonly<{file: string | null; format: ExportFormat}>;

export default class PlanExport extends BaseCommand {
  static override summary = 'print plans as they are written, for another database';
  static override description =
    'Plans that are named, or that pass every filter, in a form that `plan add` and `plan validate` take. With ' +
    '--with-state everything that became of them as well: status, levels and the chained history.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --status pending > plans.jsonl',
    '<%= config.bin %> <%= command.id %> gold-dip --format yaml',
    '<%= config.bin %> <%= command.id %> --since 7d --with-state --output week.jsonl',
  ];
  static override strict = false;
  static override args = {
    ids: Args.string({description: 'ids of plans; none: those that pass the filters', ignoreStdin: true}),
  };
  static override flags = {
    ...planFilterFlags,
    format: Flags.option({
      options: EXPORT_FORMATS,
      summary: 'Default: what the name of --output tells; else jsonl, one plan a line.',
    })(),
    output: Flags.string({helpValue: 'FILE', summary: 'Write to a new file, which only its owner may read.'}),
    'with-state': Flags.boolean({summary: 'With status, levels and history.', default: false}),
  };

  async run(): Promise<Exported> {
    const {argv, flags} = await this.parse(PlanExport);
    const ids = argv.map(String);
    const filter = planFilterOf(flags);
    if (ids.length > 0 && Object.keys(filter).length > 0) {
      throw new InputError('USAGE_INVALID', 'Ids and filters were given; they exclude each other', {
        hint: 'name the plans, or filter them',
      });
    }
    const {output} = flags;
    const format = flags.format ?? formatOfName(output ?? '') ?? 'jsonl';
    const settings = await this.settings(flags);
    const {plans, broken} = await exportPlans(settings, {ids, filter, withState: flags['with-state']});
    const text = exportText(plans, format);
    if (output !== undefined) {
      await writeNewFile(output, text);
      this.note(`${plans.length} plans: ${output}`);
    } else if (!this.jsonEnabled()) process.stdout.write(text);
    for (const {id, problems} of broken) {
      this.note(`${this.err.colour.red('broken')} ${id} is left out: ${problems[0]?.message}`);
    }
    if (broken.length > 0) this.endWith(EXIT.found);
    return {file: output ?? null, format, plans, broken};
  }
}
