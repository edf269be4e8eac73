import {readStatus, type StatusReport} from '../app/monitor-status.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {statusText} from '../cli/status-text.ts';

export default class Status extends BaseCommand {
  static override summary = 'show the monitor and what it watches';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<StatusReport> {
    const {flags} = await this.parse(Status);
    const report = await readStatus(await this.settings(flags));
    this.log(statusText(report, this.out));
    return report;
  }
}
