import {Args} from '@oclif/core';
import {stringify} from 'yaml';
import {showPlan} from '../../app/plans.ts';
import {isoTime} from '../../app/plan-view.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {coloured} from '../../cli/terminal.ts';

type HistoryEvent = Readonly<{
  sequence: number;
  at: string;
  level: number | null;
  kind: string;
  from: string | null;
  to: string;
  details: unknown;
  hash: string;
}>;

export default class PlanHistory extends BaseCommand {
  static override summary = 'show everything that happened to a plan, with its evidence';
  static override description =
    'Each event whole: what was claimed, what the broker said, which look-ups were made. Events are numbered and ' +
    'chained by hashes; `vigil db check` verifies them.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> gold-dip',
    '<%= config.bin %> <%= command.id %> gold-dip --json',
  ];
  static override args = {id: Args.string({description: 'id of the plan', required: true})};

  async run(): Promise<{id: string; history: HistoryEvent[]}> {
    const {args, flags} = await this.parse(PlanHistory);
    const {row, history} = await showPlan(await this.settings(flags), args.id);
    const events = history.map(({sequence, atMs, level, kind, from, to, details, hash}) => ({
      sequence,
      at: isoTime(atMs),
      level,
      kind,
      from,
      to,
      details,
      hash,
    }));
    const {colour} = this.out;
    for (const {sequence, at, level, kind, to, details} of events) {
      const ofLevel = level === null || row.levels.length === 1 ? '' : ` level ${level}`;
      this.log(
        `${colour.dim(`${sequence} ${at}`)} ${colour.bold(kind)}${ofLevel} → ${coloured(this.out, to)}`,
      );
      const text = stringify(details).trimEnd();
      if (text !== '{}') this.log(text.replaceAll(/^/gm, '    '));
    }
    return {id: args.id, history: events};
  }
}
