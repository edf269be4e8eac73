import {Flags} from '@oclif/core';
import {archiveNow, type ArchiveView} from '../../app/retention.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {EXIT} from '../../cli/exit-status.ts';
import {durationFlag} from '../../cli/settings-flags.ts';
import {stopSignal} from '../../cli/stop-signal.ts';
import {InputError} from '../../errors.ts';

const DAY_MS = 86_400_000;
const OLDER_THAN_MIN_MS = 2 * DAY_MS;
const OLDER_THAN_DEFAULT_MS = 90 * DAY_MS;

export default class DbArchive extends BaseCommand {
  static override summary = 'move plans that ended long ago to files';
  static override description =
    'Plans that are closed, cancelled, expired or failed, with everything that belongs to them, one a line in ' +
    'plans-YYYY-MM.jsonl by the month in which they ended. Each is on disk there before it is deleted here. Ids stay ' +
    'taken. A running monitor does this by itself once a day (retention.keepMs).';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --older-than 30d',
    '<%= config.bin %> <%= command.id %> --to /archive/vigil --json',
  ];
  static override flags = {
    'older-than': durationFlag({
      summary: 'How long ago plans must have ended, 2d at least. Default: retention.keepMs, or 90d.',
    }),
    'dry-run': Flags.boolean({summary: 'Tell what would go where, and change nothing.', default: false}),
    to: Flags.string({helpValue: 'FOLDER', summary: 'Default: retention.folder, or beside the database.'}),
  };

  async run(): Promise<ArchiveView> {
    const {flags} = await this.parse(DbArchive);
    const settings = await this.settings(flags);
    const olderThanMs = flags['older-than'] ?? settings.retention.keepMs ?? OLDER_THAN_DEFAULT_MS;
    if (olderThanMs < OLDER_THAN_MIN_MS) {
      throw new InputError('USAGE_INVALID', '--older-than is less than 2d: what ended since still counts', {
        field: 'older-than',
        hint: 'give 2d or more',
      });
    }
    const stop = stopSignal();
    try {
      const isDryRun = flags['dry-run'];
      const view = await archiveNow(settings, {olderThanMs, folder: flags.to, isDryRun, signal: stop.signal});
      const {green, yellow, red} = this.out.colour;
      const word = isDryRun ? yellow('would archive') : green('archived');
      for (const {file, plans} of view.files) this.log(`${word} ${plans} plans → ${file}`);
      if (view.plans.length === 0) this.note('No plan has ended so long ago.');
      for (const {id, message} of view.unsound) this.log(`${red('kept')} ${id}: ${message}`);
      if (view.unsound.length > 0) this.endWith(EXIT.found);
      return view;
    } catch (error) {
      if (stop.signal.aborted) this.exit(stop.status());
      throw error;
    } finally {
      stop.release();
    }
  }
}
