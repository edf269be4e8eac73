import {InputError} from '../../errors.ts';
import {RECORDING_FORMATS} from './recording-options.ts';

/** The error of a file whose layout cannot be replayed, with those that can. */
export function unknownFormat(message: string): InputError {
  return new InputError('FILE_FORMAT_UNKNOWN', message, {
    hint:
      `readable are ${RECORDING_FORMATS.join(', ')}; csv needs a header with time and bid, ask ` +
      'or time and open, high, low, close',
  });
}
