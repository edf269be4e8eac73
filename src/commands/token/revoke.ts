import {Args} from '@oclif/core';
import {revokeToken, type TokenView} from '../../app/tokens.ts';
import {BaseCommand} from '../../cli/base-command.ts';

export default class TokenRevoke extends BaseCommand {
  static override summary = 'end a token for good';
  static override description =
    'From the next request on it is refused, and streams of events that it has opened are closed within seconds.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> dashboard',
    '<%= config.bin %> <%= command.id %> 0a1b2c3d',
  ];
  static override args = {token: Args.string({description: 'its id or name', required: true})};

  async run(): Promise<TokenView> {
    const {args, flags} = await this.parse(TokenRevoke);
    const token = await revokeToken(await this.settings(flags), args.token);
    this.log(`token ${token.id} "${token.name}" is revoked`);
    return token;
  }
}
