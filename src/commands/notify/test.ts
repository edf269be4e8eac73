import {Args} from '@oclif/core';
import {testChannel, type TestReport} from '../../app/notify.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {EXIT} from '../../cli/exit-status.ts';

export default class NotifyTest extends BaseCommand {
  static override summary = 'send a test message to a channel now';
  static override description =
    'Sends one message as the monitor would, and says what was answered. It is no event: nothing of it is stored, and ' +
    'it is not tried again. Exits 1 when it was not delivered.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> ops',
    '<%= config.bin %> <%= command.id %> ops --json',
  ];
  static override args = {channel: Args.string({description: 'name of the channel', required: true})};

  async run(): Promise<TestReport> {
    const {args, flags} = await this.parse(NotifyTest);
    const report = await testChannel(await this.settings(flags), args.channel);
    const {colour} = this.out;
    const {channel, kind, delivered, status, error, ms} = report;
    if (delivered)
      this.log(`${colour.green('delivered')} to ${channel} (${kind}): HTTP ${status} in ${ms} ms`);
    else {
      this.log(`${colour.red('not delivered')} to ${channel} (${kind}): ${error}`);
      this.endWith(EXIT.found);
    }
    return report;
  }
}
