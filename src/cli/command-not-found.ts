import type {Hook} from '@oclif/core';
import {didYouMean} from '../did-you-mean.ts';
import {InputError} from '../errors.ts';
import {errorDocument, errorText} from './error-output.ts';
import {EXIT} from './exit-status.ts';
import {styleOf} from './terminal.ts';

/** oclif's hook for a command that does not exist: it is said as every other wrong usage is. */
export const commandNotFound: Hook.CommandNotFound = async ({id, argv, config}) => {
  const written = id.replaceAll(':', ' ');
  const known = config.commands
    .filter(({hidden}) => !hidden)
    .map((command) => command.id.replaceAll(':', ' '));
  const meant = didYouMean(written, known);
  const error = new InputError('USAGE_INVALID', `There is no command "${written}"`, {
    hint: meant === undefined ? `see \`${config.bin} --help\`` : `did you mean \`${config.bin} ${meant}\`?`,
  });
  process.exitCode = EXIT.usage;
  if (argv?.includes('--json')) process.stdout.write(`${JSON.stringify(errorDocument(error))}\n`);
  else process.stderr.write(errorText(error, styleOf(process.stderr)));
};
