import {Args, Flags} from '@oclif/core';
import {stringify} from 'yaml';
import {planHistory} from '../../app/plans.ts';
import {isoTime} from '../../app/plan-view.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {inOrder, verdictText} from '../../cli/history-text.ts';
import {coloured} from '../../cli/terminal.ts';
import type {PlanEvent, PlanRow, VerdictChange} from '../../ports/store.ts';

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

type HistoryVerdict = Omit<VerdictChange, 'planId' | 'atMs'> & Readonly<{at: string}>;

export default class PlanHistory extends BaseCommand {
  static override summary = 'show everything that happened to a plan, with its evidence';
  static override description =
    'Each event whole: what was claimed, what the broker said, which look-ups were made. Events are numbered and ' +
    'chained by hashes; `vigil db check` verifies them. Between them, how what the monitor thought of the plan ' +
    'changed: it looks every 30 s, when the plan fires and when it ends, and the newest 200 changes are kept.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> gold-dip',
    '<%= config.bin %> <%= command.id %> gold-dip --verdicts 10',
    '<%= config.bin %> <%= command.id %> gold-dip --json',
  ];
  static override args = {id: Args.string({description: 'id of the plan', required: true})};
  static override flags = {
    verdicts: Flags.integer({
      summary: 'How many of the newest changes of the verdict to show; default all that are kept.',
      min: 0,
    }),
  };

  async run(): Promise<{id: string; history: HistoryEvent[]; verdicts: HistoryVerdict[]}> {
    const {args, flags} = await this.parse(PlanHistory);
    const {row, history, verdicts} = await planHistory(await this.settings(flags), args.id);
    const shown = verdicts.slice(
      verdicts.length - Math.min(flags.verdicts ?? verdicts.length, verdicts.length),
    );
    for (const told of inOrder(history, shown)) {
      if ('event' in told) this.#showEvent(told.event, row);
      else this.#showVerdict(told.verdict, row);
    }
    return {
      id: args.id,
      history: history.map(({sequence, atMs, level, kind, from, to, details, hash}) => ({
        sequence,
        at: isoTime(atMs),
        level,
        kind,
        from,
        to,
        details,
        hash,
      })),
      verdicts: shown.map(({planId: _, atMs, ...change}) => ({...change, at: isoTime(atMs)})),
    };
  }

  #showEvent({sequence, atMs, level, kind, to, details}: PlanEvent, {levels}: PlanRow): void {
    const {colour} = this.out;
    const ofLevel = level === null || levels.length === 1 ? '' : ` level ${level}`;
    const when = colour.dim(`${sequence} ${isoTime(atMs)}`);
    this.log(`${when} ${colour.bold(kind)}${ofLevel} → ${coloured(this.out, to)}`);
    const text = stringify(details).trimEnd();
    if (text !== '{}') this.log(text.replaceAll(/^/gm, '    '));
  }

  #showVerdict(change: VerdictChange, row: PlanRow): void {
    const {colour} = this.out;
    const ofVersion = row.version === 1 ? '' : ` of version ${change.version}`;
    const [first, ...conditions] = verdictText(this.out, change);
    this.log(`${colour.dim(`·${change.number} ${isoTime(change.atMs)}`)} verdict${ofVersion} ${first}`);
    for (const line of conditions) this.log(`    ${line}`);
  }
}
