import {Flags} from '@oclif/core';
import {checkDatabase, type DatabaseReport} from '../../app/database.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {EXIT} from '../../cli/exit-status.ts';

export default class DbCheck extends BaseCommand {
  static override summary = 'ask the database everything that must hold';
  static override description =
    'Integrity of the file, the hash chain of every plan’s history, statuses against events and intents, ' +
    'and every stored plan against today’s rules. Exits 1 when something is wrong.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --archive',
  ];
  static override flags = {
    archive: Flags.boolean({
      summary: 'Read the files of archived plans, too, and ask the same of each plan in them.',
      default: false,
    }),
  };

  async run(): Promise<DatabaseReport> {
    const {flags} = await this.parse(DbCheck);
    const report = await checkDatabase(await this.settings(flags), {withArchive: flags.archive});
    const {colour} = this.out;
    for (const {code, subject, message} of report.findings)
      this.log(`${colour.red(code)} ${subject}: ${message}`);
    if (report.findings.length === 0) this.log(`${colour.green('ok')} ${report.db}: ${report.plans} plans`);
    else this.endWith(EXIT.found);
    return report;
  }
}
