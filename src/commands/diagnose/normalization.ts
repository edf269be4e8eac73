import {Flags} from '@oclif/core';
import {DiagnosisCommand, type PlantList} from '../../cli/diagnosis-command.ts';
import type {DiagnosisReport} from '../../diagnose/diagnosis.ts';
import {normalization} from '../../diagnose/normalization/normalization.ts';

export default class DiagnoseNormalization extends DiagnosisCommand {
  static override summary = 'look for names that are taken for another instrument';
  static override description =
    'Asks for instruments in lists of many brokers, written by rule and made up from the seed, where the right ' +
    'answer is known: cent accounts, grams, tokens, futures, several accounts. Then the real engine holds plans ' +
    'at feeds and brokers with such lists: the right contract is traded under the broker’s own name, or none. ' +
    'With --broker-list it does both with your own broker’s list too, and shows what each name is taken for. ' +
    'Exits 0 when nothing was found, 1 when something was, 70 when the diagnosis broke.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --plant strip-trailing-c',
    '<%= config.bin %> <%= command.id %> --broker-list symbols.csv --symbols names.csv',
  ];
  static override flags = {
    'broker-list': Flags.string({
      helpValue: 'FILE',
      summary: 'Your broker’s symbols: one a line, or CSV with digits, contract size and currencies.',
    }),
    symbols: Flags.string({
      helpValue: 'FILE',
      dependsOn: ['broker-list'],
      summary: 'Names to ask for in it, one a line; after a comma the symbol expected, or nothing for none.',
    }),
    lists: Flags.integer({
      helpGroup: 'SCENARIO',
      min: 0,
      helpValue: 'NUMBER',
      summary: 'Lists that are made up.',
    }),
    scenes: Flags.integer({
      helpGroup: 'SCENARIO',
      min: 0,
      helpValue: 'NUMBER',
      summary: 'Feeds and brokers that are made up, and traded at.',
    }),
    refused: Flags.integer({
      helpGroup: 'BUDGETS',
      min: 0,
      helpValue: 'PERCENT',
      summary: 'Percent of the instruments of made-up lists that may be refused.',
    }),
  };

  async run(): Promise<DiagnosisReport | PlantList> {
    const {flags} = await this.parse(DiagnoseNormalization);
    return this.diagnose(normalization, flags, {
      lists: flags.lists,
      scenes: flags.scenes,
      refusedPercent: flags.refused,
      brokerList: flags['broker-list'],
      symbols: flags.symbols,
    });
  }
}
