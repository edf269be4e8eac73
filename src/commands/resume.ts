import {resumeTrading} from '../app/trading.ts';
import {BaseCommand} from '../cli/base-command.ts';

export default class Resume extends BaseCommand {
  static override summary = 'let plans fire again after a halt';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<{wasHalted: boolean}> {
    const {flags} = await this.parse(Resume);
    const result = await resumeTrading(await this.settings(flags));
    this.log(result.wasHalted ? 'trading goes on' : 'trading was not halted');
    return result;
  }
}
