import {Args, Flags} from '@oclif/core';
import {resolveSymbols} from '../../app/symbols.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import type {Resolution} from '../../market/symbol/symbol-resolver.ts';

export default class SymbolsResolve extends BaseCommand {
  static override summary = "find a plan's instruments in a broker's own list";
  static override description =
    'Every name is answered with one symbol of the list, with several to choose from (ambiguous), or with ' +
    'none (unknown, and the nearest). Nothing is guessed. Without a list it looks among the configured and ' +
    'built-in instruments.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> XAUUSD NAS100 --broker-list symbols.txt',
    '<%= config.bin %> <%= command.id %> GOLD --broker-list symbols.csv --trace',
  ];
  static override strict = false;
  static override args = {
    name: Args.string({description: 'name in a plan; may be repeated', required: true}),
  };
  static override flags = {
    'broker-list': Flags.string({
      helpValue: 'FILE',
      summary: "The broker's symbols: one a line, or CSV with digits, contract size and currencies.",
    }),
    trace: Flags.boolean({summary: 'Show the steps to each answer.'}),
  };

  async run(): Promise<{results: readonly Resolution[]}> {
    const {argv, flags} = await this.parse(SymbolsResolve);
    const names = argv.map(String);
    const results = await resolveSymbols(names, flags['broker-list'], await this.settings(flags));
    for (const result of results) {
      this.log(this.#line(result));
      if (flags.trace) for (const step of result.trace) this.log(`  ${step}`);
    }
    return {results};
  }

  #line({query, verdict, symbol, candidates}: Resolution): string {
    const {colour} = this.out;
    if (symbol !== null) return `${query} ${colour.green('resolved')} ${symbol}`;
    if (verdict === 'ambiguous') return `${query} ${colour.yellow('ambiguous')} ${candidates.join(', ')}`;
    const nearest = candidates.length === 0 ? '' : ` (nearest: ${candidates.join(', ')})`;
    return `${query} ${colour.red('unknown')}${nearest}`;
  }
}
