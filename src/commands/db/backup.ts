import {Args, Flags} from '@oclif/core';
import {backUpDatabase, type BackupReport} from '../../app/database.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {Progress} from '../../cli/progress.ts';
import {stopSignal} from '../../cli/stop-signal.ts';

export default class DbBackup extends BaseCommand {
  static override summary = 'copy the database to a file while it is in use';
  static override description =
    'The copy is of one moment, however much is written meanwhile, and holds nobody up. It is written under ' +
    'another name in the same folder, checked as `db check` checks, and then gets its name; only its owner may ' +
    'read it. The book of a paper broker is a database of its own and not in it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> /backup/plans-monday.db',
    '<%= config.bin %> <%= command.id %> /backup/plans.db --force --json',
  ];
  static override args = {file: Args.string({description: 'file of the backup', required: true})};
  static override flags = {
    force: Flags.boolean({summary: 'Replace the file if it is there.', default: false}),
  };

  async run(): Promise<BackupReport> {
    const {args, flags} = await this.parse(DbBackup);
    const settings = await this.settings(flags);
    const stop = stopSignal();
    const progress = new Progress(process.stderr, 'backup');
    try {
      const report = await backUpDatabase(settings, args.file, {
        replaces: flags.force,
        signal: stop.signal,
        onProgress: (share) => progress.update(share),
      });
      progress.end();
      const {file, plans, bytes, tookMs, checked, version} = report;
      const facts = `${plans} plans, ${(bytes / 1e6).toFixed(1)} MB in ${(tookMs / 1000).toFixed(1)} s`;
      this.log(`${this.out.colour.green('ok')} ${file}: ${facts}`);
      if (checked === 'file')
        this.note(`The database has the older version ${version}: of its copy only the file was checked.`);
      return report;
    } catch (error) {
      if (stop.signal.aborted) this.exit(stop.status());
      throw error;
    } finally {
      progress.end();
      stop.release();
    }
  }
}
