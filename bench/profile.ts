// Takes pictures of a soak, for people: npm run bench:profile. See bench/README.md.
import {checkedOptions, scenarioOptions} from '../src/diagnose/scenario.ts';
import {soakOptionsSchema} from '../src/diagnose/soak/soak-options.ts';
import {InputError} from '../src/errors.ts';
import {takePictures} from './profile-album.ts';
import {type ProfileOptions, profileOptions} from './profile-options.ts';
import {PICTURES} from './profile-pictures.ts';

try {
  await main(profileOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}${error.hint === undefined ? '' : `\n${error.hint}`}\n`);
  process.exitCode = 2;
}

async function main({tools, out, scenario, lifecycles}: ProfileOptions): Promise<void> {
  const given = {...scenarioOptions(scenario, 'soak'), ...(lifecycles === undefined ? {} : {lifecycles})};
  const options = checkedOptions(soakOptionsSchema, given);
  process.stderr.write(`A soak for each of ${tools.join(', ')} …\n\n`);
  const pictures = tools.map((tool) => PICTURES[tool]);
  const areAllTaken = await takePictures(pictures, options, {
    out,
    onTaken: (text) => process.stdout.write(`${text}\n\n`),
    onFailed: (text) => process.stderr.write(`${text}\n\n`),
  });
  if (!areAllTaken) process.exitCode = 1;
}
