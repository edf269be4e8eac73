import {Args, Flags} from '@oclif/core';
import {importPlans} from '../../app/import-plans.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {EXIT} from '../../cli/exit-status.ts';
import {planTextOf} from '../../cli/plan-text.ts';
import type {ImportReport} from '../../plan/legacy/judge-rows.ts';

export default class PlanImport extends BaseCommand {
  static override summary = 'import plans of the old system';
  static override description =
    'Reads an auto_execution.db, JSON or JSON lines (- reads stdin). Every plan is imported, becomes a draft that needs ' +
    'attention, or is refused with the reason; while one is refused nothing of the file is imported, unless --partial is ' +
    'given. A second import of the same file adds nothing. Exits 1 when something was refused.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> auto_execution.db',
    '<%= config.bin %> <%= command.id %> old-plans.jsonl --partial --symbol BTCUSDc',
    '<%= config.bin %> <%= command.id %> auto_execution.db --json',
  ];
  static override args = {
    file: Args.string({description: 'database, or file of old plans, or - for stdin', required: true}),
  };
  static override flags = {
    partial: Flags.boolean({summary: 'Import what can be, although other plans of the file are refused.'}),
    symbol: Flags.string({helpValue: 'NAME', summary: 'Instrument of plans that name none.'}),
  };

  async run(): Promise<ImportReport> {
    const {args, flags} = await this.parse(PlanImport);
    const source = {name: args.file, text: async () => (await planTextOf(args.file)).text};
    const {report, added, isWritten} = await importPlans(await this.settings(flags), source, {
      isPartial: flags.partial,
      symbol: flags.symbol,
    });
    const {colour} = this.out;
    for (const {line, id, warnings} of report.imported) {
      this.log(`${colour.green(isWritten ? 'imported' : 'sound')} line ${line} ${id}`);
      for (const warning of warnings) this.log(`  ${warning}`);
    }
    for (const {line, id, why} of report.needsAttention) {
      this.log(`${colour.yellow('needs attention')} line ${line} ${id}: ${why}`);
    }
    for (const {line, field, reason, hint} of report.refused) {
      this.log(`${colour.red('refused')} line ${line} ${field}: ${reason}\n  ${hint}`);
    }
    this.log(
      `${report.imported.length} imported, ${report.needsAttention.length} need attention (drafts), ` +
        `${report.refused.length} refused; ${added} added`,
    );
    if (!isWritten) this.note('nothing was imported: mend what is refused, or give --partial');
    if (report.refused.length > 0) this.endWith(EXIT.found);
    return report;
  }
}
