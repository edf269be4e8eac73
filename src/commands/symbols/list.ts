import {Flags} from '@oclif/core';
import {listSymbols, type SymbolView} from '../../app/symbols.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {table} from '../../cli/terminal.ts';

export default class SymbolsList extends BaseCommand {
  static override summary = "show a broker's symbols and what each is taken to mean";
  static override description = 'Without a list it shows the configured and built-in instruments.';
  static override examples = ['<%= config.bin %> <%= command.id %> --broker-list symbols.csv'];
  static override flags = {
    'broker-list': Flags.string({
      helpValue: 'FILE',
      summary: "The broker's symbols: one a line, or CSV with digits, contract size and currencies.",
    }),
  };

  async run(): Promise<{symbols: readonly SymbolView[]}> {
    const {flags} = await this.parse(SymbolsList);
    const symbols = await listSymbols(flags['broker-list'], await this.settings(flags));
    const rows = symbols.map(({symbol, meaning, how, digits, contractSize}) => [
      symbol,
      meaning ?? '-',
      how,
      String(digits ?? '-'),
      String(contractSize ?? '-'),
    ]);
    this.log(table(this.out, ['SYMBOL', 'MEANS', 'READ', 'DIGITS', 'CONTRACT SIZE'], rows));
    return {symbols};
  }
}
