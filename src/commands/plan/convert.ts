import {Args, Flags} from '@oclif/core';
import {stringify} from 'yaml';
import {type ConvertedView, convertConditions} from '../../app/convert-conditions.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {planTextOf} from '../../cli/plan-text.ts';
import {positiveFlag} from '../../cli/settings-flags.ts';

export default class PlanConvert extends BaseCommand {
  static override summary = 'print the new form of old conditions';
  static override description =
    'Takes the conditions object of an old plan (a file of JSON, the JSON itself, or - for stdin) and prints what they ' +
    'are here. Keys that are unknown or contradictory are refused. Nothing is stored.';
  static override examples = [
    `<%= config.bin %> <%= command.id %> '{"choch_bull": true, "timeframe": "M5"}'`,
    '<%= config.bin %> <%= command.id %> conditions.json --side buy --symbol XAUUSD --entry-price 4110',
    'cat conditions.json | <%= config.bin %> <%= command.id %> - --json',
  ];
  static override args = {
    conditions: Args.string({description: 'JSON, a file with it, or - for stdin', required: true}),
  };
  static override flags = {
    side: Flags.option({options: ['buy', 'sell'] as const, summary: 'Side of the plan.'})(),
    symbol: Flags.string({summary: 'Instrument, for the tolerance that is filled in.'}),
    'entry-price': positiveFlag({summary: 'Entry price of the plan.'}),
  };

  async run(): Promise<ConvertedView> {
    const {args, flags} = await this.parse(PlanConvert);
    const isText = args.conditions.trimStart().startsWith('{');
    const text = isText ? args.conditions : (await planTextOf(args.conditions)).text;
    const view = convertConditions(text, {
      side: flags.side,
      symbol: flags.symbol,
      entryPrice: flags['entry-price'],
    });
    const {when, entry, group} = view;
    const shown = Object.entries({entry, when, group}).filter(([, value]) => value !== null);
    this.log(stringify(Object.fromEntries(shown), {compat: 'yaml-1.1'}).trimEnd());
    for (const why of view.needsAttention) this.note(`${this.err.colour.yellow('needs attention')} ${why}`);
    for (const warning of view.warnings) this.note(`${this.err.colour.yellow('warning')} ${warning}`);
    return view;
  }
}
