import {Flags} from '@oclif/core';
import type {HaltView} from '../app/halt-view.ts';
import {haltTrading} from '../app/trading.ts';
import {BaseCommand} from '../cli/base-command.ts';

export default class Halt extends BaseCommand {
  static override summary = 'stop all trading until it is resumed';
  static override description =
    'From this moment no plan fires, in any monitor of the database. Positions stay open, and keep their stop ' +
    'loss and take profit at the broker; with --flatten the monitor closes them and withdraws resting orders. ' +
    'The halt is written to a file beside the database first, so that it holds even while the database is locked.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --reason "news at 14:30"',
    '<%= config.bin %> <%= command.id %> --flatten --reason "going on holiday"',
  ];
  static override flags = {
    reason: Flags.string({summary: 'Why; shown by status and explain.', required: true}),
    flatten: Flags.boolean({
      summary: 'Also withdraw resting orders and close open positions.',
      default: false,
    }),
  };

  async run(): Promise<HaltView> {
    const {flags} = await this.parse(Halt);
    const view = await haltTrading(await this.settings(flags), flags);
    this.log(`${this.out.colour.red('halted')}: nothing fires until \`vigil resume\``);
    if (!view.inDatabase) {
      this.note('The database could not be written: the file beside it alone keeps plans from firing.');
    }
    if (flags.flatten) this.log('The monitor withdraws resting orders and closes positions now.');
    return view;
  }
}
