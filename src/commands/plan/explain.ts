import {Args} from '@oclif/core';
import {type Explanation, explainPlan, type FiredLevel} from '../../app/explain.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {conditionTable} from '../../cli/condition-table.ts';
import {coloured, table} from '../../cli/terminal.ts';

export default class PlanExplain extends BaseCommand {
  static override summary = 'say why a plan has or has not fired';
  static override description =
    'Of what has fired, when, at which price, and what became of it. Of what waits, its conditions: from the ' +
    'running monitor or, without one, as they were stored last, with their age.';
  static override examples = ['<%= config.bin %> <%= command.id %> gold-dip'];
  static override args = {id: Args.string({description: 'id of the plan', required: true})};

  async run(): Promise<Explanation> {
    const {args, flags} = await this.parse(PlanExplain);
    const explanation = await explainPlan(await this.settings(flags), args.id);
    const {id, status, reason, asOf, source, verdict, conditions, fired} = explanation;
    const {colour} = this.out;
    const why = reason === null || fired.length > 0 ? '' : `: ${reason}`;
    this.log(`${colour.bold(id)} is ${coloured(this.out, status)}${why}`);
    if (fired.length > 0) this.log(this.#firedTable(fired));
    if (asOf === null) {
      if (status === 'pending' || status === 'draft')
        this.log('No monitor is running, and none has looked at this plan yet: there is no verdict.');
      else if (fired.length === 0) this.log('It has not fired, and cannot any more.');
      return explanation;
    }
    const age = source === 'stored' ? `stored at ${asOf}; no monitor holds the plan now` : `live, ${asOf}`;
    this.log(`verdict ${coloured(this.out, verdict)} (${age})`);
    this.log(conditionTable(this.out, conditions));
    return explanation;
  }

  #firedTable(fired: readonly FiredLevel[]): string {
    const cells = fired.map(({level, status, reason, firedAt, firedPrice, clientOrderId, ticket}) => [
      String(level),
      firedAt,
      String(firedPrice),
      clientOrderId,
      ticket ?? '-',
      coloured(this.out, status),
      reason ?? '-',
    ]);
    const heads = ['LEVEL', 'FIRED AT', 'PRICE', 'ORDER', 'TICKET', 'STATUS', 'REASON'];
    return table(this.out, heads, cells);
  }
}
