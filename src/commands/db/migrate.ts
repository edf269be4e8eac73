import {migrateDatabase, type MigrationReport} from '../../app/database.ts';
import {BaseCommand} from '../../cli/base-command.ts';

export default class DbMigrate extends BaseCommand {
  static override summary = 'bring the database to this version’s schema';
  static override description =
    'Every command does this when it opens an older database; here it is done alone.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<MigrationReport> {
    const {flags} = await this.parse(DbMigrate);
    const report = await migrateDatabase(await this.settings(flags));
    const {db, from, to} = report;
    this.log(from === to ? `${db} is at version ${to} already` : `${db}: version ${from} → ${to}`);
    return report;
  }
}
