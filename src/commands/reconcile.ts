import {reconcile} from '../app/trading.ts';
import type {ReconcileView} from '../app/reconcile-view.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {EXIT} from '../cli/exit-status.ts';
import {StreamJournal} from '../cli/journal/stream-journal.ts';
import {table} from '../cli/terminal.ts';

export default class Reconcile extends BaseCommand {
  static override summary = 'hold orders and positions at the broker against the plans';
  static override description =
    'Finds out what became of orders without an outcome, takes note of what was filled or closed meanwhile, and ' +
    'reports what carries a key of this program and belongs to no plan. The running monitor does it, or this ' +
    'command where none runs. Exits 1 when something is left that a person has to look at.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<ReconcileView> {
    const {flags} = await this.parse(Reconcile);
    const settings = await this.settings(flags);
    const view = await reconcile(settings, new StreamJournal(process.stderr, 'warn'));
    const {colour} = this.out;
    this.log(
      `${view.intents} open orders looked at, ${view.settled} settled, ${view.repaired} stop losses set again`,
    );
    if (view.unresolved > 0) {
      this.log(`${colour.red(view.unresolved)} in doubt; see \`vigil plan list --status unresolved\``);
    }
    if (view.unprotected > 0) this.log(`${colour.red(view.unprotected)} positions without their stop loss`);
    for (const failure of view.failures) this.log(`${colour.red('not read')} ${failure}`);
    if (view.orphans.length > 0) {
      const rows = view.orphans.map(({clientOrderId, symbol, ticket, state}) => [
        clientOrderId,
        symbol,
        ticket,
        state,
      ]);
      this.log(table(this.out, ['ORPHAN', 'SYMBOL', 'TICKET', 'STATE'], rows));
    }
    const isClean =
      view.isComplete && view.unresolved === 0 && view.unprotected === 0 && view.orphans.length === 0;
    if (!isClean) this.endWith(EXIT.found);
    return view;
  }
}
