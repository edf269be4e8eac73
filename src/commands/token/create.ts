import {Args, Flags} from '@oclif/core';
import {createToken, SCOPES, type TokenView} from '../../app/tokens.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {durationFlag} from '../../cli/settings-flags.ts';

export default class TokenCreate extends BaseCommand {
  static override summary = 'make a token for the HTTP interface';
  static override description =
    'Prints the token once, on stdout: only the hash of its secret is kept. Scopes: read (look at everything), plan ' +
    '(add and cancel plans), operate (halt and resume trading).';
  static override examples = [
    '<%= config.bin %> <%= command.id %> dashboard',
    '<%= config.bin %> <%= command.id %> signals --scope read --scope plan --expires 90d',
    '<%= config.bin %> <%= command.id %> script --scope plan > script.token',
  ];
  static override args = {
    name: Args.string({description: 'whose it is; no two that are good have one name', required: true}),
  };
  static override flags = {
    scope: Flags.option({
      options: SCOPES,
      multiple: true,
      default: ['read'],
      summary: 'What it may do; may be repeated.',
    })(),
    expires: durationFlag({summary: 'How long it is good. Default: until it is revoked.'}),
  };

  async run(): Promise<TokenView & Readonly<{token: string}>> {
    const {args, flags} = await this.parse(TokenCreate);
    const scopes = SCOPES.filter((scope) => flags.scope.includes(scope));
    const made = await createToken(await this.settings(flags), {
      name: args.name,
      scopes,
      expiresInMs: flags.expires,
    });
    this.log(made.token);
    this.note(`token ${made.id} "${made.name}" may ${made.scopes.join(', ')}; it is not shown again`);
    return made;
  }
}
