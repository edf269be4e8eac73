import {listTokens, type TokenView} from '../../app/tokens.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {tokenTable} from '../../cli/token-text.ts';

export default class TokenList extends BaseCommand {
  static override summary = 'list the tokens of the HTTP interface';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<{tokens: readonly TokenView[]}> {
    const {flags} = await this.parse(TokenList);
    const tokens = await listTokens(await this.settings(flags));
    if (tokens.length === 0) this.log('no tokens; `vigil token create NAME` makes one');
    else this.log(tokenTable(tokens, this.out));
    return {tokens};
  }
}
