import {Args} from '@oclif/core';
import {retryLetters} from '../../app/notify.ts';
import {BaseCommand} from '../../cli/base-command.ts';

export default class NotifyRetry extends BaseCommand {
  static override summary = 'have notifications that were given up tried again';
  static override description =
    'The running monitor tries them again within some seconds, or the next one does, after everything that is newer. ' +
    'What is refused again stays given up; what fails is tried again and again.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> ops',
    '<%= config.bin %> <%= command.id %> ops 4711',
    '<%= config.bin %> <%= command.id %> ops --json',
  ];
  static override args = {
    channel: Args.string({description: 'name of the channel', required: true}),
    id: Args.integer({description: 'id of the event; default all that were given up'}),
  };

  async run(): Promise<{channel: string; retried: number}> {
    const {args, flags} = await this.parse(NotifyRetry);
    const report = await retryLetters(await this.settings(flags), args.channel, args.id);
    this.log(
      report.retried === 0
        ? `nothing was given up for ${args.channel}`
        : `${report.retried} to be tried again for ${args.channel}`,
    );
    return report;
  }
}
