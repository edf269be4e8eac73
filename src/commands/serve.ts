import {Flags} from '@oclif/core';
import {serve} from '../app/serve.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {StreamJournal} from '../cli/journal/stream-journal.ts';
import {onLevelSignal} from '../cli/level-signal.ts';
import {stopSignal} from '../cli/stop-signal.ts';

export default class Serve extends BaseCommand {
  static override summary = 'serve the HTTP interface of a database, beside its monitor';
  static override description =
    'Answers over HTTP until it is stopped (Ctrl-C, SIGTERM). It watches nothing and fires nothing: plans that are ' +
    'added here are watched by the monitor of the same database. What the monitor thinks is asked of it while it ' +
    'runs. `<%= config.bin %> run --http` does the same in the monitor’s own process.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --http 127.0.0.1:9000 --db /var/lib/vigil/plans.db',
  ];
  static override flags = {
    http: Flags.string({helpValue: 'HOST:PORT', summary: 'Where to listen. Default: 127.0.0.1:8420.'}),
    'log-level': Flags.option({
      options: ['error', 'warn', 'info', 'debug'] as const,
      summary: 'What is logged.',
    })(),
  };

  async run(): Promise<{address: string}> {
    const {flags} = await this.parse(Serve);
    const settings = await this.settings(flags, {
      http: {listen: flags.http},
      log: {level: flags['log-level']},
    });
    const stop = stopSignal();
    const journal = new StreamJournal(process.stderr, settings.log.level);
    const releaseLevel = onLevelSignal(journal);
    try {
      const served = await serve(settings, {journal, signal: stop.signal});
      this.log(`stopped: no longer on ${served.address}`);
      this.endWith(stop.status());
      return served;
    } finally {
      releaseLevel();
      stop.release();
    }
  }
}
