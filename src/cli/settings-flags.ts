import {Flags} from '@oclif/core';
import {InputError} from '../errors.ts';
import {DURATION_FORM, parseDuration} from '../plan/duration.ts';

/** A flag that takes a duration such as 10m, in ms. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: (text) => {
    const ms = parseDuration(text);
    if (ms !== undefined) return Promise.resolve(ms);
    throw new InputError('USAGE_INVALID', `"${text}" is not a duration`, {hint: `write ${DURATION_FORM}`});
  },
});

/** A flag that takes a number above zero. */
export const positiveFlag = Flags.custom<number>({
  helpValue: 'NUMBER',
  parse: (text, _context, {name}) => {
    const number = Number(text);
    if (text.trim() !== '' && Number.isFinite(number) && number > 0) return Promise.resolve(number);
    throw new InputError('USAGE_INVALID', `--${name} is "${text}", not a number above zero`, {field: name});
  },
});
